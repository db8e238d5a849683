# Without a version Terraform takes the newest. These calls were written for older ones: `subnets` and `worker_groups` went
# with eks 18, `cluster_name` with 21. So the newest stand-in is taken that knows the arguments.
module "vpc" {
  source         = "terraform-aws-modules/vpc/aws"
  cidr           = "10.0.0.0/16"
  azs            = ["us-east-1a", "us-east-1b"]
  public_subnets = ["10.0.4.0/24", "10.0.5.0/24"]
}

module "old" {
  source       = "terraform-aws-modules/eks/aws"
  cluster_name = "old"
  subnets      = module.vpc.public_subnets

  worker_groups = [{
    instance_type = "t3.small"
    asg_max_size  = 100
  }]
}

module "newer" {
  source          = "terraform-aws-modules/eks/aws"
  version         = ">= 18"
  cluster_name    = "newer"
  cluster_version = "1.30"
  subnet_ids      = module.vpc.public_subnets

  eks_managed_node_groups = {
    user = {
      instance_types = ["t3.small"]
      max_size       = 10
    }
  }
}

module "newest" {
  source     = "git::https://github.com/terraform-aws-modules/terraform-aws-eks.git"
  name       = "newest"
  subnet_ids = module.vpc.public_subnets

  # Nobody knows this one.
  node_group_colour = "green"
}

# Only older versions have the submodule.
module "submodule" {
  source       = "terraform-aws-modules/eks/aws//modules/fargate"
  cluster_name = "old"
  subnets      = module.vpc.public_subnets
}
