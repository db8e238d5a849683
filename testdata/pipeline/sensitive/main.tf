# Nothing of a sensitive value may be seen in the report; what is computed from it is still decided.
variable "vpc_cidr" {
  type      = string
  sensitive = true
}

variable "sizes" {
  type      = map(string)
  sensitive = true
  default   = { batch = "hunter2-hunter2" }
}

locals {
  subnets = { for n, zone in ["a", "b"] : zone => cidrsubnet(var.vpc_cidr, 4, n) }
}

resource "aws_vpc" "main" {
  cidr_block = var.vpc_cidr
}

resource "aws_subnet" "nodes" {
  for_each          = toset(["a", "b"])
  vpc_id            = aws_vpc.main.id
  cidr_block        = local.subnets[each.key]
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_subnet" "twin" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(var.vpc_cidr, 4, 1)
  availability_zone = "eu-west-1c"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/main"
  vpc_config {
    subnet_ids = values(aws_subnet.nodes)[*].id
  }
}

resource "aws_eks_node_group" "batch" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::123456789012:role/node"
  subnet_ids     = values(aws_subnet.nodes)[*].id
  instance_types = ["m6a.32xlarge"]
  scaling_config {
    desired_size = 1
    min_size     = 1
    max_size     = 100
  }
}

# A mistake with a sensitive value is told without it.
resource "aws_eks_node_group" "wrong" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::123456789012:role/node"
  subnet_ids     = values(aws_subnet.nodes)[*].id
  instance_types = ["m6a.large"]
  scaling_config {
    desired_size = 1
    min_size     = 1
    max_size     = var.sizes["batch"] + 1
  }
}
