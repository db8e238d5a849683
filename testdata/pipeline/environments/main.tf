variable "max_size" {
  type = number
}

resource "aws_subnet" "nodes" {
  availability_zone = "eu-west-1a"
  cidr_block        = "10.0.0.0/24"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids = [aws_subnet.nodes.id]
  }
}

resource "aws_eks_node_group" "workers" {
  cluster_name   = aws_eks_cluster.main.name
  subnet_ids     = [aws_subnet.nodes.id]
  instance_types = ["m5.large"]

  scaling_config {
    min_size     = 1
    desired_size = 1
    max_size     = var.max_size
  }
}
