# The node group's subnets are those that a data source finds in the VPC made here: the private ones.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "all" {
  for_each = { private-a = 0, private-b = 1, public-a = 2 }

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value)
  availability_zone = "eu-central-1${trimprefix(trimprefix(each.key, "private-"), "public-")}"
  tags              = { Name = "main-${each.key}" }
}

data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = [aws_vpc.main.id]
  }

  filter {
    name   = "tag:Name"
    values = ["*-private-*"]
  }

  depends_on = [aws_subnet.all]
}

# Somebody else's VPC: nothing here says what it finds.
data "aws_subnets" "foreign" {
  filter {
    name   = "vpc-id"
    values = ["vpc-0123456789abcdef0"]
  }
}

resource "aws_eks_node_group" "batch" {
  cluster_name    = "main"
  node_group_name = "batch"
  node_role_arn   = "arn:aws:iam::123456789012:role/node"
  subnet_ids      = data.aws_subnets.private.ids
  instance_types  = ["m5.large"]

  scaling_config {
    desired_size = 2
    min_size     = 2
    max_size     = 40
  }
}

resource "aws_eks_node_group" "foreign" {
  cluster_name    = "main"
  node_group_name = "foreign"
  node_role_arn   = "arn:aws:iam::123456789012:role/node"
  subnet_ids      = data.aws_subnets.foreign.ids
  instance_types  = ["m5.large"]

  scaling_config {
    desired_size = 2
    min_size     = 2
    max_size     = 40
  }
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids = data.aws_subnets.private.ids
  }
}
