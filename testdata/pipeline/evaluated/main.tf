variable "cidr" {
  type    = string
  default = "10.0.0.0/16"
}

variable "zones" {
  type = list(string)
}

variable "password" {
  type      = string
  default   = "hunter2"
  sensitive = true
}

variable "rules" {
  type    = map(number)
  default = { http = 80, https = 443 }
}

locals {
  names = [for n in range(3) : "private-${n}"]
  tags  = { team = "net", "cost center" = "42" }
}

module "net" {
  source   = "./net"
  for_each = { blue = 0, green = 1 }
  cidr     = cidrsubnet(var.cidr, 1, each.value)
}

module "addons" {
  source = "example/addons/aws"
}

resource "aws_security_group" "nodes" {
  name_prefix = "nodes-"
  vpc_id      = module.net["blue"].vpc.id
  tags        = local.tags

  dynamic "ingress" {
    for_each = var.rules
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = [var.cidr]
    }
  }

  dynamic "egress" {
    for_each = var.zones
    content {
      protocol    = "-1"
      description = egress.value
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_instance" "jump" {
  count         = length(var.zones)
  instance_type = "t3.micro"
  subnet_id     = module.net["blue"].subnet_ids[0]

  user_data = <<-EOT
    #!/bin/sh
    echo "${var.cidr}"

    exec sleep 1
  EOT
}

data "aws_ami" "linux" {
  most_recent = true

  filter {
    name   = "name"
    values = ["al2023-*"]
  }
}

output "cidrs" {
  value = { for name, net in module.net : name => net.vpc.cidr_block }
}

output "subnet_ids" {
  value = module.net["blue"].subnet_ids
}

output "vpc" {
  value = module.net["blue"].vpc
}

output "password" {
  value     = var.password
  sensitive = true
}

output "host" {
  value = "${var.zones[0]}.example.com"
}
