# Every way of naming a subnet that a plan records.

provider "aws" {
  region = "eu-central-1"
}

variable "groups" {
  default = { a = { public = true }, b = { public = false } }
}

resource "aws_vpc" "m" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "count" {
  count      = 3
  vpc_id     = aws_vpc.m.id
  cidr_block = cidrsubnet(aws_vpc.m.cidr_block, 4, count.index)
}

resource "aws_subnet" "each" {
  for_each   = { x = 8, y = 9 }
  vpc_id     = aws_subnet.count[0].vpc_id
  cidr_block = cidrsubnet("10.0.0.0/16", 4, each.value)
}

locals {
  ids = aws_subnet.count[*].id
}

module "net" {
  source   = "./modules/net"
  for_each = { p = 0, q = 1 }
  vpc_id   = aws_vpc.m.id
  n        = each.value
}

module "pool" {
  source   = "./modules/pool"
  for_each = aws_subnet.each
  subnet   = each.value.id
  obj      = { ids = aws_subnet.count[*].id, vpc = aws_vpc.m.id }
  nets     = [module.net["p"].id, module.net["q"].ids["k"], module.net[each.key == "x" ? "p" : "q"].id]
}

resource "aws_eks_cluster" "c" {
  name     = "c"
  role_arn = "arn:aws:iam::123456789012:role/x"
  vpc_config {
    subnet_ids = concat([aws_subnet.count[0].id, aws_subnet.count[1].id], values(aws_subnet.each)[*].id)
  }
}

resource "aws_eks_node_group" "pair" {
  for_each        = aws_subnet.each
  cluster_name    = aws_eks_cluster.c.name
  node_group_name = each.key
  node_role_arn   = "arn:aws:iam::123456789012:role/x"
  subnet_ids      = [each.value.id]
  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }
  dynamic "launch_template" {
    for_each = [aws_launch_template.l.latest_version]
    content {
      id      = aws_launch_template.l.id
      version = launch_template.value
    }
  }
}

resource "aws_launch_template" "l" {
  name = "l"
}

resource "aws_eks_node_group" "lost" {
  for_each        = var.groups
  cluster_name    = aws_eks_cluster.c.id
  node_group_name = each.key
  node_role_arn   = "arn:aws:iam::123456789012:role/x"
  subnet_ids      = each.value.public ? local.ids : aws_subnet.count[*].id
  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }
  dynamic "taint" {
    for_each = aws_launch_template.l.latest_version == 1 ? [1] : []
    content {
      key    = "a"
      effect = "NO_SCHEDULE"
    }
  }
}

resource "aws_eks_node_group" "n" {
  count           = 3
  cluster_name    = aws_eks_cluster.c.id
  node_group_name = "n-${count.index}"
  node_role_arn   = "arn:aws:iam::123456789012:role/x"
  subnet_ids      = [aws_subnet.count[count.index].id]
  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }
}

data "aws_subnets" "late" {
  filter {
    name   = "vpc-id"
    values = [aws_vpc.m.id]
  }
}

resource "aws_eks_node_group" "data" {
  cluster_name    = aws_eks_cluster.c.name
  node_group_name = "data"
  node_role_arn   = "arn:aws:iam::123456789012:role/x"
  subnet_ids      = data.aws_subnets.late.ids
  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }
}

resource "aws_eks_node_group" "either" {
  cluster_name    = aws_eks_cluster.c.name
  node_group_name = "either"
  node_role_arn   = "arn:aws:iam::123456789012:role/x"
  subnet_ids      = concat(aws_subnet.count[*].id, var.more_subnet_ids)
  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }
}

variable "more_subnet_ids" {
  default = ["subnet-0abc"]
}

resource "aws_subnet" "odd" {
  for_each   = var.groups
  vpc_id     = aws_subnet.count[each.value.public ? 0 : 1].vpc_id
  cidr_block = each.value.public ? "10.0.100.0/24" : "10.0.101.0/24"
}

module "groups" {
  source     = "./modules/groups"
  subnet_ids = aws_subnet.count[*].id
  groups     = { blue = { max_size = 5 }, green = {} }
}

module "own_subnets" {
  source     = "./modules/groups"
  subnet_ids = aws_subnet.count[*].id
  groups     = { blue = { subnet_ids = aws_subnet.count[*].id } }
}

module "other_subnets" {
  source     = "./modules/groups"
  subnet_ids = aws_subnet.count[*].id
  groups     = { blue = { subnet_ids = values(aws_subnet.each)[*].id } }
}
