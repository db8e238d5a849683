module "vpc" {
  source         = "terraform-aws-modules/vpc/aws"
  version        = "3.18.1"
  cidr           = "10.0.0.0/16"
  azs            = ["us-east-1a", "us-east-1b", "us-east-1c"]
  public_subnets = ["10.0.4.0/24", "10.0.5.0/24", "10.0.6.0/24"]
}

module "eks" {
  source     = "terraform-aws-modules/eks/aws"
  version    = "18.31.2"
  subnet_ids = module.vpc.public_subnets

  eks_managed_node_groups = {
    user = {
      instance_types = ["t3.small"]
      max_size       = 100
    }
  }
}
