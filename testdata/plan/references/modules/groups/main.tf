# As terraform-aws-modules/eks passes subnets to its node groups.

variable "create" {
  type    = bool
  default = true
}

variable "subnet_ids" {
  type    = list(string)
  default = []
}

variable "control_plane_subnet_ids" {
  type    = list(string)
  default = []
}

variable "groups" {
  type    = any
  default = {}
}

variable "defaults" {
  type    = any
  default = {}
}

locals {
  create = var.create
}

resource "aws_eks_cluster" "this" {
  count    = local.create ? 1 : 0
  name     = "c"
  role_arn = "arn:aws:iam::123456789012:role/x"
  vpc_config {
    subnet_ids = coalescelist(var.control_plane_subnet_ids, var.subnet_ids)
  }
}

resource "aws_eks_node_group" "this" {
  for_each        = { for k, v in var.groups : k => v if local.create }
  cluster_name    = aws_eks_cluster.this[0].name
  node_group_name = each.key
  node_role_arn   = "arn:aws:iam::123456789012:role/x"
  subnet_ids      = try(each.value.subnet_ids, var.defaults.subnet_ids, var.subnet_ids)
  scaling_config {
    desired_size = 1
    max_size     = try(each.value.max_size, 3)
    min_size     = 1
  }
}

resource "aws_eks_node_group" "plain" {
  for_each        = var.groups
  cluster_name    = aws_eks_cluster.this[0].name
  node_group_name = "plain-${each.key}"
  node_role_arn   = "arn:aws:iam::123456789012:role/x"
  subnet_ids      = try(each.value.subnet_ids, var.subnet_ids)
  scaling_config {
    desired_size = 1
    max_size     = 3
    min_size     = 1
  }
}
