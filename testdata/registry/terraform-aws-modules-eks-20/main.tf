# terraform-aws-modules/eks/aws 20: the defaults of a group come from its own, then from the caller's defaults, then from the module.
# Expected node pools:
#   module.eks.module.eks_managed_node_group["custom"].aws_eks_node_group.this[0]: desired 1, at most 6; m5.large; max pods 30
#   module.eks.module.eks_managed_node_group["defaulted"].aws_eks_node_group.this[0]: desired 1, at most 6; m5.large; max pods 110
#   module.eks.module.eks_managed_node_group["own"].aws_eks_node_group.this[0]: desired 1, at most 3; m5.large; max pods 110
#   module.eks.module.self_managed_node_group["workers"].aws_autoscaling_group.this[0]: desired 1, at most 4; m6i.large; max pods 29
# Expected addresses of each subnet, with every pool at its maximum and one pod a node / during a rolling update / full of pods:
#   aws_subnet.nodes[0] (251 usable): 265 to 267 / 331 to 333 / 505 to 507, exhausted
#     module.eks.module.eks_managed_node_group["custom"].aws_eks_node_group.this[0]: 3 nodes × 33 addresses
#     module.eks.module.eks_managed_node_group["defaulted"].aws_eks_node_group.this[0]: 3 nodes × 33 addresses
#     module.eks.module.self_managed_node_group["workers"].aws_autoscaling_group.this[0]: 2 nodes × 33 addresses
#   aws_subnet.nodes[1] (251 usable): 364 to 366 / 430 to 432 / 844 to 846, exhausted
#     module.eks.module.eks_managed_node_group["custom"].aws_eks_node_group.this[0]: 3 nodes × 33 addresses
#     module.eks.module.eks_managed_node_group["defaulted"].aws_eks_node_group.this[0]: 3 nodes × 33 addresses
#     module.eks.module.eks_managed_node_group["own"].aws_eks_node_group.this[0]: 3 nodes × 33 addresses
#     module.eks.module.self_managed_node_group["workers"].aws_autoscaling_group.this[0]: 2 nodes × 33 addresses

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index) # /24: 251 usable each
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

module "eks" {
  source  = "terraform-aws-modules/eks/aws"
  version = "~> 20.8"

  cluster_name    = "twenty"
  cluster_version = "1.29"

  vpc_id     = aws_vpc.main.id
  subnet_ids = aws_subnet.nodes[*].id

  cluster_addons = {
    vpc-cni = {
      configuration_values = jsonencode({ env = { ENABLE_PREFIX_DELEGATION = "true", WARM_PREFIX_TARGET = "1" } })
    }
  }

  eks_managed_node_group_defaults = {
    instance_types = ["m5.large"]
    max_size       = 6
  }

  eks_managed_node_groups = {
    defaulted = {}
    own = {
      max_size   = 3
      subnet_ids = [aws_subnet.nodes[1].id]
    }
    # Its user data sets max pods, and an image of its own makes it count.
    custom = {
      ami_id                     = "ami-0123456789abcdef0"
      enable_bootstrap_user_data = true
      bootstrap_extra_args       = "--use-max-pods false --kubelet-extra-args '--max-pods=30'"
    }
  }

  self_managed_node_group_defaults = {
    autoscaling_group_tags = { "k8s.io/cluster-autoscaler/enabled" = true }
  }

  self_managed_node_groups = {
    workers = { max_size = 4 }
  }
}
