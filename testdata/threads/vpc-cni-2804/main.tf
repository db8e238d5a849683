# aws/amazon-vpc-cni-k8s#2804: "failed to assign an IP address" on m5.large in large subnets. The subnets are not the
# cause.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  for_each          = { a = "10.0.0.0/19", b = "10.0.32.0/19" }
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

resource "aws_eks_node_group" "workers" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = values(aws_subnet.nodes)[*].id
  instance_types = ["m5.large"]
  scaling_config {
    min_size     = 2
    desired_size = 10
    max_size     = 50
  }
}
