# A third zone's subnet is made only where the region has a third zone. The two others are there whatever it has.

data "aws_availability_zones" "available" {}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "first" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "second" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_subnet" "third" {
  count      = length(data.aws_availability_zones.available.names) >= 3 ? 1 : 0
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}

resource "aws_eks_cluster" "main" {
  name = "main"

  vpc_config {
    subnet_ids = concat(
      [aws_subnet.first.id, aws_subnet.second.id],
      length(aws_subnet.third) > 0 ? [aws_subnet.third[0].id] : [],
    )
  }
}

resource "aws_eks_node_group" "main" {
  cluster_name   = aws_eks_cluster.main.name
  subnet_ids     = aws_eks_cluster.main.vpc_config[0].subnet_ids
  instance_types = ["m5.large"]

  scaling_config {
    min_size     = 1
    desired_size = 3
    max_size     = 100
  }
}
