variable "cidr" {
  type = string
}

variable "subnets" {
  type    = list(string)
  default = []
}

variable "zones" {
  type    = list(string)
  default = ["eu-central-1a", "eu-central-1b"]
}

variable "groups" {
  type = map(object({
    max            = optional(number, 20)
    instance_types = optional(list(string), ["m5.large"])
  }))
  default = {}
}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
}

module "subnets" {
  source = "./modules/subnets"

  vpc_id = aws_vpc.this.id
  blocks = length(var.subnets) > 0 ? var.subnets : [for n in range(2) : cidrsubnet(var.cidr, 4, n)]
  zones  = var.zones
}

resource "aws_eks_cluster" "this" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids = module.subnets.ids
  }
}

module "nodes" {
  source   = "./modules/nodes"
  for_each = var.groups

  cluster        = aws_eks_cluster.this.name
  max            = each.value.max
  instance_types = each.value.instance_types
  subnet_ids     = module.subnets.ids
}

output "cluster" {
  value = aws_eks_cluster.this.name
}

output "vpc_id" {
  value = aws_vpc.this.id
}

output "subnet_ids" {
  value = module.subnets.ids
}
