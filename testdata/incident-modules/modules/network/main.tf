variable "name" {
  type = string
}

variable "vpc_cidr" {
  type = string
}

variable "zones" {
  description = "Number of the quarter of the VPC that each availability zone gets"
  type        = map(number)
}

resource "aws_vpc" "this" {
  cidr_block           = var.vpc_cidr
  enable_dns_hostnames = true

  tags = {
    Name = var.name
  }
}

resource "aws_subnet" "private" {
  for_each = var.zones

  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 2, each.value)
  availability_zone = each.key

  tags = {
    Name = "${var.name}-private-${each.key}"
  }
}

output "vpc_id" {
  value = aws_vpc.this.id
}

output "private_subnet_ids" {
  value = [for subnet in aws_subnet.private : subnet.id]
}
