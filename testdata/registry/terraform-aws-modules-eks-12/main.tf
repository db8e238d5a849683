# terraform-aws-modules/eks/aws 12: a managed group has one `instance_type`.
# Expected node pools:
#   module.eks.aws_autoscaling_group.workers[0]: desired 1, at most 5; m5.large; max pods 15
#   module.eks.module.node_groups.aws_eks_node_group.workers["managed"]: desired 2, at most 4; m5.xlarge; max pods 58
# Expected addresses of each subnet, with every pool at its maximum and one pod a node / during a rolling update / full of pods:
#   aws_subnet.nodes[0] (251 usable): 121 to 123 / 181 to 183 / 181 to 183, fits
#     module.eks.aws_autoscaling_group.workers[0]: 3 nodes × 20 addresses
#     module.eks.module.node_groups.aws_eks_node_group.workers["managed"]: 2 nodes × 30 addresses
#   aws_subnet.nodes[1] (251 usable): 121 to 123 / 181 to 183 / 181 to 183, fits
#     module.eks.aws_autoscaling_group.workers[0]: 3 nodes × 20 addresses
#     module.eks.module.node_groups.aws_eks_node_group.workers["managed"]: 2 nodes × 30 addresses

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
  version = "12.2.0"

  cluster_name = "twelve"
  vpc_id       = aws_vpc.main.id
  subnets      = aws_subnet.nodes[*].id

  worker_groups = [
    { instance_type = "m5.large", asg_max_size = 5, kubelet_extra_args = "--max-pods=15" },
  ]

  node_groups = {
    managed = {
      instance_type    = "m5.xlarge"
      max_capacity     = 4
      desired_capacity = 2
      min_capacity     = 1
    }
  }
}
