# terraform-aws-modules/eks/aws 20: the submodules by themselves, beside a cluster of one's own; modules without addresses beside them.
# Expected node pools:
#   module.managed.aws_eks_node_group.this[0]: desired 1, at most 8; t3.medium; max pods 17
#   module.self_managed.aws_autoscaling_group.this[0]: desired 1, at most 2; c5.large; max pods 29
# Expected addresses of each subnet, with every pool at its maximum and one pod a node / during a rolling update / full of pods
# (and 1 for each pod on Fargate, of which nobody knows the number, so that no more is certain):
#   aws_subnet.nodes[0] (251 usable): 69 to 71 / 93 to 95 / 103 to 105
#     module.managed.aws_eks_node_group.this[0]: 4 nodes × 12 addresses
#     module.self_managed.aws_autoscaling_group.this[0]: 1 node × 20 addresses
#   aws_subnet.nodes[1] (251 usable): 69 to 71 / 93 to 95 / 103 to 105
#     module.managed.aws_eks_node_group.this[0]: 4 nodes × 12 addresses
#     module.self_managed.aws_autoscaling_group.this[0]: 1 node × 20 addresses

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index) # /24: 251 usable each
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_eks_cluster" "main" {
  name     = "bare"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids = aws_subnet.nodes[*].id
  }
}

module "managed" {
  source  = "terraform-aws-modules/eks/aws//modules/eks-managed-node-group"
  version = "20.37.2"

  name                 = "managed"
  cluster_name         = aws_eks_cluster.main.name
  cluster_service_cidr = "172.20.0.0/16"
  subnet_ids           = aws_subnet.nodes[*].id
  max_size             = 8
  instance_types       = ["t3.medium"]
}

module "self_managed" {
  source  = "terraform-aws-modules/eks/aws//modules/self-managed-node-group"
  version = "20.37.2"

  name                 = "self"
  cluster_name         = aws_eks_cluster.main.name
  cluster_service_cidr = "172.20.0.0/16"
  subnet_ids           = aws_subnet.nodes[*].id
  instance_type        = "c5.large"
  max_size             = 2
}

module "fargate" {
  source  = "terraform-aws-modules/eks/aws//modules/fargate-profile"
  version = "20.37.2"

  name         = "web"
  cluster_name = aws_eks_cluster.main.name
  subnet_ids   = aws_subnet.nodes[*].id
  selectors    = [{ namespace = "web" }]
}

module "karpenter" {
  source  = "terraform-aws-modules/eks/aws//modules/karpenter"
  version = "20.37.2"

  cluster_name                  = aws_eks_cluster.main.name
  node_iam_role_use_name_prefix = false
}

output "role_of_karpenters_nodes" {
  value = module.karpenter.node_iam_role_name # "Karpenter-bare"
}
