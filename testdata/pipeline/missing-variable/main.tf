variable "cidr_block" {
  description = "Block of the nodes' subnet"
  type        = string
}

variable "max_size" {
  type = number
}

resource "aws_subnet" "nodes" {
  availability_zone = "eu-west-1a"
  cidr_block        = var.cidr_block
}

resource "aws_subnet" "sized" {
  availability_zone = "eu-west-1b"
  cidr_block        = "10.0.1.0/24"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids = [aws_subnet.nodes.id, aws_subnet.sized.id]
  }
}

resource "aws_eks_node_group" "a" {
  cluster_name   = aws_eks_cluster.main.name
  subnet_ids     = [aws_subnet.nodes.id]
  instance_types = ["m5.large"]

  scaling_config {
    min_size     = 1
    desired_size = 2
    max_size     = 10
  }
}

resource "aws_eks_node_group" "b" {
  cluster_name   = aws_eks_cluster.main.name
  subnet_ids     = [aws_subnet.sized.id]
  instance_types = ["m5.large"]

  scaling_config {
    min_size     = 1
    desired_size = 2
    max_size     = var.max_size
  }
}
