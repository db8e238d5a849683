resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "broken" {
  cidr_block = cidrsubnet("10.0.0.0/16", 8, 1
}

resource "aws_subnet" "whole" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "eu-west-1a"
  cidr_block        = "10.0.1.0/28"
}

resource "aws_eks_node_group" "workers" {
  cluster_name   = "main"
  subnet_ids     = [aws_subnet.whole.id]
  instance_types = ["m5.large"]

  scaling_config {
    min_size     = 1
    desired_size = 1
    max_size     = 4
  }
}
