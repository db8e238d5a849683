# aws/amazon-vpc-cni-k8s#2846: three /24 subnets in one zone; nodes land in the one that is nearly empty while the
# others have room.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  count             = 3
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/22", 2, count.index)
  availability_zone = "eu-central-1a"
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

resource "aws_eks_node_group" "workers" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = aws_subnet.nodes[*].id
  instance_types = ["m5.xlarge"]
  scaling_config {
    min_size     = 3
    desired_size = 6
    max_size     = 20
  }
}
