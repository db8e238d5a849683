data "aws_subnet" "shared" {
  id = "subnet-0123456789abcdef0"
}

variable "max_size" {
  type = number
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids = [data.aws_subnet.shared.id]
  }
}

resource "aws_eks_node_group" "workers" {
  cluster_name   = aws_eks_cluster.main.name
  subnet_ids     = [data.aws_subnet.shared.id]
  instance_types = ["m5.large"]

  scaling_config {
    min_size     = 1
    desired_size = 1
    max_size     = var.max_size
  }
}
