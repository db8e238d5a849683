variable "cluster" {}

variable "max" {}

variable "instance_types" {}

variable "subnet_ids" {}

resource "aws_eks_node_group" "this" {
  cluster_name   = var.cluster
  node_role_arn  = "arn:aws:iam::123456789012:role/node"
  subnet_ids     = var.subnet_ids
  instance_types = var.instance_types

  scaling_config {
    min_size     = 0
    max_size     = var.max
    desired_size = 1
  }
}
