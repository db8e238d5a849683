# Zones of a data source, through a module that takes them by name or by id: `is_name ? zone : null` beside `is_name ? null : zone`. Which
# of the two they are is not known, and three elements of one list are three zones all the same.
# Expected: 4 of at most 10 nodes in each /26 (59 usable): 4 × 20 + the control plane > 59, whatever the zones are called.

provider "aws" {
  region = "eu-west-1"
}

data "aws_availability_zones" "available" {}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.8"

  name            = "tight"
  cidr            = "10.0.0.0/24"
  azs             = data.aws_availability_zones.available.names
  private_subnets = ["10.0.0.0/26", "10.0.0.64/26", "10.0.0.128/26"]
}

resource "aws_eks_cluster" "main" {
  name = "tight"

  vpc_config {
    subnet_ids = module.vpc.private_subnets
  }
}

resource "aws_eks_node_group" "nodes" {
  cluster_name   = aws_eks_cluster.main.name
  subnet_ids     = module.vpc.private_subnets
  instance_types = ["m5.large"]

  # Left to the region: at least three zones.
  scaling_config {
    desired_size = 3
    min_size     = 3
    max_size     = length(data.aws_availability_zones.available.names) < 3 ? 100 : 10
  }
}
