resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  count             = 3
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/22", 2, count.index)
  availability_zone = "eu-central-1${["a", "b", "c"][count.index]}"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids = aws_subnet.nodes[*].id
  }
}

resource "aws_eks_node_group" "workers" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::123456789012:role/node"
  subnet_ids     = aws_subnet.nodes[*].id
  instance_types = ["m5.xlarge"]

  scaling_config {
    desired_size = 3
    min_size     = 3
    max_size     = 18
  }
}
