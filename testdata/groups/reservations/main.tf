# Reserved blocks take what is left for nodes: an explicit one always, one for prefixes where nobody takes prefixes. The nodes
# fit into the third subnet, which has none.
locals {
  subnets = { explicit = "10.0.0.0/24", prefix = "10.0.1.0/24", whole = "10.0.2.0/24" }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  for_each          = local.subnets
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-central-1a"
}

resource "aws_subnet" "control_plane" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.255.0/24", 3, count.index)
  availability_zone = "eu-central-1${["a", "b"][count.index]}"
}

resource "aws_ec2_subnet_cidr_reservation" "explicit" {
  subnet_id        = aws_subnet.nodes["explicit"].id
  cidr_block       = "10.0.0.128/25"
  reservation_type = "explicit"
}

resource "aws_ec2_subnet_cidr_reservation" "prefix" {
  subnet_id        = aws_subnet.nodes["prefix"].id
  cidr_block       = "10.0.1.0/25"
  reservation_type = "prefix"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config {
    subnet_ids = aws_subnet.control_plane[*].id
  }
}

resource "aws_eks_node_group" "workers" {
  for_each       = local.subnets
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = [aws_subnet.nodes[each.key].id]
  instance_types = ["m5.large"]
  scaling_config {
    min_size     = 1
    desired_size = 1
    max_size     = 7
  }
}
