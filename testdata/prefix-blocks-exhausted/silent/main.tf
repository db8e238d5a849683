resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes_a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/23"
  availability_zone = "eu-central-1a"
}

resource "aws_subnet" "nodes_b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.64.0/23"
  availability_zone = "eu-central-1b"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids = [aws_subnet.nodes_a.id, aws_subnet.nodes_b.id]
  }
}

resource "aws_eks_addon" "vpc_cni" {
  cluster_name = aws_eks_cluster.main.name
  addon_name   = "vpc-cni"

  configuration_values = jsonencode({
    env = {
      ENABLE_PREFIX_DELEGATION = "true"
    }
  })
}

resource "aws_eks_node_group" "batch" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "batch"
  node_role_arn   = "arn:aws:iam::123456789012:role/node"
  subnet_ids      = [aws_subnet.nodes_a.id, aws_subnet.nodes_b.id]
  instance_types  = ["m5.large"]

  scaling_config {
    desired_size = 2
    min_size     = 2
    max_size     = 24
  }
}

resource "aws_ec2_subnet_cidr_reservation" "nodes_a" {
  subnet_id        = aws_subnet.nodes_a.id
  cidr_block       = "10.0.1.0/24"
  reservation_type = "prefix"
}

resource "aws_ec2_subnet_cidr_reservation" "nodes_a_low" {
  subnet_id        = aws_subnet.nodes_a.id
  cidr_block       = "10.0.0.128/25"
  reservation_type = "prefix"
}

resource "aws_ec2_subnet_cidr_reservation" "nodes_b" {
  subnet_id        = aws_subnet.nodes_b.id
  cidr_block       = "10.0.65.0/24"
  reservation_type = "prefix"
}

resource "aws_ec2_subnet_cidr_reservation" "nodes_b_low" {
  subnet_id        = aws_subnet.nodes_b.id
  cidr_block       = "10.0.64.128/25"
  reservation_type = "prefix"
}
