# Which environment is meant is not said: `max` has a value in two files that Terraform does not read by itself.
variable "max" { type = number }

resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }

resource "aws_subnet" "nodes" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/main"
  vpc_config { subnet_ids = [aws_subnet.nodes.id] }
}

resource "aws_eks_node_group" "workers" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::123456789012:role/node"
  subnet_ids     = [aws_subnet.nodes.id]
  instance_types = ["m5.large"]
  scaling_config {
    min_size     = 1
    desired_size = 1
    max_size     = var.max
  }
}
