# terraform-aws-modules/eks/aws 17: worker_groups, worker_groups_launch_template and node_groups, subnets (subnet_ids since 18). A managed
# group's `instance_type` is not read since 14: it gets that of workers_group_defaults.
# Expected node pools:
#   module.eks.aws_autoscaling_group.workers[0]: desired 1, at most 4; t3.large; max pods 35
#   module.eks.aws_autoscaling_group.workers[1]: desired 1, at most 3; m5.large; max pods 29
#   module.eks.aws_autoscaling_group.workers_launch_template[0]: desired 1, at most 5; m5.large, m5a.large; max pods 29
#   module.eks.module.node_groups.aws_eks_node_group.workers["listed"]: desired 1, at most 2; m5.xlarge; max pods 58
#   module.eks.module.node_groups.aws_eks_node_group.workers["managed"]: desired 1, at most 3; t3.large; max pods 35
# Expected addresses of each subnet, with every pool at its maximum and one pod a node / during a rolling update / full of pods:
#   aws_subnet.nodes[0] (251 usable): 247 to 249 / 307 to 309 / 385 to 387, exhausted-by-rollout
#     module.eks.aws_autoscaling_group.workers[0]: 2 nodes × 24 addresses
#     module.eks.aws_autoscaling_group.workers[1]: 3 nodes × 20 addresses
#     module.eks.aws_autoscaling_group.workers_launch_template[0]: 3 nodes × 20 addresses
#     module.eks.module.node_groups.aws_eks_node_group.workers["listed"]: 1 node × 30 addresses
#     module.eks.module.node_groups.aws_eks_node_group.workers["managed"]: 2 nodes × 24 addresses
#   aws_subnet.nodes[1] (251 usable): 187 to 189 / 247 to 249 / 295 to 297, exhausted-when-packed
#     module.eks.aws_autoscaling_group.workers[0]: 2 nodes × 24 addresses
#     module.eks.aws_autoscaling_group.workers_launch_template[0]: 3 nodes × 20 addresses
#     module.eks.module.node_groups.aws_eks_node_group.workers["listed"]: 1 node × 30 addresses
#     module.eks.module.node_groups.aws_eks_node_group.workers["managed"]: 2 nodes × 24 addresses

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
  version = "~> 17.24"

  cluster_name    = "seventeen"
  cluster_version = "1.21"
  vpc_id          = aws_vpc.main.id
  subnets         = aws_subnet.nodes[*].id

  workers_group_defaults = {
    instance_type = "t3.large"
  }

  worker_groups = [
    { name = "one", asg_max_size = 4 },
    { name = "two", instance_type = "m5.large", subnets = [aws_subnet.nodes[0].id] },
  ]

  worker_groups_launch_template = [
    { name = "spot", override_instance_types = ["m5.large", "m5a.large"], asg_max_size = 5 },
  ]

  node_groups_defaults = {
    max_capacity = 3
  }

  node_groups = {
    managed = {
      instance_type = "m5.24xlarge"
    }
    listed = {
      instance_types = ["m5.xlarge"]
      max_capacity   = 2
      update_config  = { max_unavailable_percentage = 50 }
    }
  }
}
