# aws/amazon-vpc-cni-k8s#1409: thousands of addresses on nodes of several sizes, and one setting for all of them.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  for_each          = { a = "10.0.0.0/21", b = "10.0.8.0/21" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-central-1${each.key}"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config {
    subnet_ids = aws_subnet.control_plane[*].id
  }
}

resource "aws_subnet" "control_plane" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.255.0/24", 3, count.index)
  availability_zone = ["eu-central-1a", "eu-central-1b"][count.index]
}

resource "aws_eks_node_group" "large" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = values(aws_subnet.nodes)[*].id
  instance_types = ["m5.24xlarge"]
  scaling_config {
    min_size     = 2
    desired_size = 4
    max_size     = 30
  }
}

resource "aws_eks_node_group" "medium" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = values(aws_subnet.nodes)[*].id
  instance_types = ["m5.4xlarge"]
  scaling_config {
    min_size     = 2
    desired_size = 4
    max_size     = 20
  }
}

resource "aws_eks_node_group" "small" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = values(aws_subnet.nodes)[*].id
  instance_types = ["m5.large"]
  scaling_config {
    min_size     = 2
    desired_size = 4
    max_size     = 20
  }
}
