# terraform-aws-modules/eks/aws 18: one node at a time is replaced (a third of the group since 19), and add-ons take no settings,
# so that WARM_IP_TARGET below has no effect.
# Expected node pools:
#   module.eks.module.eks_managed_node_group["core"].aws_eks_node_group.this[0]: desired 1, at most 9; m5.large; max pods 29
#   module.eks.module.self_managed_node_group["spot"].aws_autoscaling_group.this[0]: desired 1, at most 2; m5.large; max pods 110
# Expected addresses of each subnet, with every pool at its maximum and one pod a node / during a rolling update / full of pods:
#   aws_subnet.nodes[0] (251 usable): 121 to 123 / 161 to 163 / 181 to 183, fits
#     module.eks.module.eks_managed_node_group["core"].aws_eks_node_group.this[0]: 5 nodes × 20 addresses
#     module.eks.module.self_managed_node_group["spot"].aws_autoscaling_group.this[0]: 1 node × 20 addresses
#   aws_subnet.nodes[1] (251 usable): 121 to 123 / 161 to 163 / 181 to 183, fits
#     module.eks.module.eks_managed_node_group["core"].aws_eks_node_group.this[0]: 5 nodes × 20 addresses
#     module.eks.module.self_managed_node_group["spot"].aws_autoscaling_group.this[0]: 1 node × 20 addresses

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
  version = "18.31.2"

  cluster_name = "eighteen"
  subnet_ids   = aws_subnet.nodes[*].id

  cluster_addons = {
    vpc-cni = {
      resolve_conflicts    = "OVERWRITE"
      configuration_values = jsonencode({ env = { WARM_IP_TARGET = "1" } })
    }
  }

  eks_managed_node_groups = {
    core = {
      instance_types = ["m5.large"]
      max_size       = 9
    }
  }

  self_managed_node_groups = {
    spot = {
      instance_type        = "m5.large"
      max_size             = 2
      bootstrap_extra_args = "--kubelet-extra-args '--max-pods=110'"
    }
  }
}
