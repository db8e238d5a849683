variable "subnet" {
  type = any
}

variable "obj" {
  type = any
}

variable "nets" {
  type = any
}

resource "aws_eks_node_group" "one" {
  cluster_name    = "c"
  node_group_name = "one"
  node_role_arn   = "arn:aws:iam::123456789012:role/x"
  subnet_ids      = [var.subnet]
  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }
}

resource "aws_eks_node_group" "obj" {
  count           = 2
  cluster_name    = "c"
  node_group_name = "one${count.index}"
  node_role_arn   = "arn:aws:iam::123456789012:role/x"
  subnet_ids      = [var.obj.ids[count.index], var.nets[0]]
  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }
}
