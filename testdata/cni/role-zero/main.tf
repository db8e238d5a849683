# A tag of 0 keeps interfaces of pods out: the node's own subnet too with a newer CNI, so that at least its own address is
# sure; the other subnet takes none.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-central-1a"
  tags              = { "kubernetes.io/role/cni" = "0" }
}

resource "aws_subnet" "other" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-central-1a"
  tags              = { "kubernetes.io/role/cni" = "0" }
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"
  vpc_config {
    subnet_ids = [aws_subnet.other.id]
  }
}

resource "aws_eks_node_group" "batch" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::123456789012:role/node"
  subnet_ids     = [aws_subnet.nodes.id]
  instance_types = ["m5.large"]
  scaling_config {
    desired_size = 2
    min_size     = 2
    max_size     = 20
  }
}
