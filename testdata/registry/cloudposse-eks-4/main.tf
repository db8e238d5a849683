# cloudposse/eks-cluster/aws 4 and cloudposse/eks-node-group/aws 3: names and `enabled` through the context; the usual group is `cbd`.
# Expected node pools:
#   module.eks_node_group.aws_eks_node_group.cbd[0]: desired 2, at most 10; m5.large; max pods 29
# Expected addresses of each subnet, with every pool at its maximum and one pod a node / during a rolling update / full of pods:
#   aws_subnet.nodes[0] (251 usable): 51 to 53 / 71 to 73 / 151 to 153, fits
#     module.eks_node_group.aws_eks_node_group.cbd[0]: 5 nodes × 10 addresses
#   aws_subnet.nodes[1] (251 usable): 51 to 53 / 71 to 73 / 151 to 153, fits
#     module.eks_node_group.aws_eks_node_group.cbd[0]: 5 nodes × 10 addresses

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index) # /24: 251 usable each
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

module "label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  namespace = "eg"
  stage     = "prod"
  name      = "app"
}

module "eks_cluster" {
  source  = "cloudposse/eks-cluster/aws"
  version = "4.6.0"

  subnet_ids = aws_subnet.nodes[*].id
  addons = [
    {
      addon_name           = "vpc-cni"
      configuration_values = jsonencode({ env = { WARM_ENI_TARGET = "0" } })
    },
  ]

  context = module.label.context
}

module "eks_node_group" {
  source  = "cloudposse/eks-node-group/aws"
  version = "3.2.0"

  cluster_name   = module.eks_cluster.eks_cluster_id
  subnet_ids     = aws_subnet.nodes[*].id
  instance_types = ["m5.large"]
  min_size       = 1
  desired_size   = 2
  max_size       = 10
  update_config  = [{ max_unavailable = 3 }]

  context = module.label.context
}

module "none" {
  source  = "cloudposse/eks-node-group/aws"
  version = "3.2.0"

  enabled      = false
  cluster_name = module.eks_cluster.eks_cluster_id
  subnet_ids   = aws_subnet.nodes[*].id
  min_size     = 1
  desired_size = 1
  max_size     = 100

  context = module.label.context
}
