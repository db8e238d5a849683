# The second block of the VPC is half of its first, and the Services of the cluster are inside the third.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "pods" {
  for_each = toset(["10.0.128.0/17", "100.64.0.0/16", "172.20.0.0/16"])

  vpc_id     = aws_vpc.main.id
  cidr_block = each.key
}

resource "aws_subnet" "pods" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("100.64.0.0/16", 1, count.index)
  availability_zone = "eu-central-1${["a", "b"][count.index]}"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  kubernetes_network_config {
    service_ipv4_cidr = "172.20.16.0/20"
  }

  vpc_config {
    subnet_ids = aws_subnet.pods[*].id
  }
}

resource "aws_eks_cluster" "apart" {
  name     = "apart"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  kubernetes_network_config {
    service_ipv4_cidr = "10.100.0.0/16"
  }

  vpc_config {
    subnet_ids = aws_subnet.pods[*].id
  }
}
