# terraform-aws-modules/vpc/aws in zones that are not known: subnets are found by their tags all the same, for no tag hangs on a zone where
# there is no `private_subnet_tags_per_az`.
# module.vpc.aws_subnet.private[0], [1]  10.56.0.0/22, 10.56.4.0/22: half of the nodes, and interfaces of the cluster
# module.vpc.aws_subnet.public[0]        10.56.8.0/24: nothing

data "aws_availability_zones" "available" {}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.0"

  name            = "apps"
  cidr            = "10.56.0.0/16"
  azs             = data.aws_availability_zones.available.names
  private_subnets = ["10.56.0.0/22", "10.56.4.0/22"]
  public_subnets  = ["10.56.8.0/24"]

  private_subnet_tags = {
    "kubernetes.io/role/internal-elb" = "1"
  }
}

data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = [module.vpc.vpc_id]
  }

  tags = {
    "kubernetes.io/role/internal-elb" = "1"
  }
}

resource "aws_eks_cluster" "apps" {
  name = "apps"

  vpc_config {
    subnet_ids = data.aws_subnets.private.ids
  }
}

resource "aws_eks_node_group" "workers" {
  cluster_name   = aws_eks_cluster.apps.name
  subnet_ids     = data.aws_subnets.private.ids
  instance_types = ["m5.large"]

  scaling_config {
    min_size     = 1
    desired_size = 2
    max_size     = 6
  }
}
