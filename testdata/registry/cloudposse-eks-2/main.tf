# cloudposse/eks-node-group/aws 2 and cloudposse/eks-workers/aws 1: the usual group is `default`; arguments of the kubelet make the module
# bootstrap the node with an image of its own.
# Expected node pools:
#   module.eks_node_group.aws_eks_node_group.default[0]: desired 1, at most 6; m5.large; max pods 25
#   module.eks_workers.module.autoscale_group.aws_autoscaling_group.default[0]: desired 1, at most 3; t3.large; max pods 35
# Expected addresses of each subnet, with every pool at its maximum and one pod a node / during a rolling update / full of pods:
#   aws_subnet.nodes[0] (251 usable): 109 to 111 / 149 to 151 / 163 to 165, fits
#     module.eks_node_group.aws_eks_node_group.default[0]: 3 nodes × 20 addresses
#     module.eks_workers.module.autoscale_group.aws_autoscaling_group.default[0]: 2 nodes × 24 addresses
#   aws_subnet.nodes[1] (251 usable): 109 to 111 / 149 to 151 / 163 to 165, fits
#     module.eks_node_group.aws_eks_node_group.default[0]: 3 nodes × 20 addresses
#     module.eks_workers.module.autoscale_group.aws_autoscaling_group.default[0]: 2 nodes × 24 addresses

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index) # /24: 251 usable each
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

module "eks_cluster" {
  source  = "cloudposse/eks-cluster/aws"
  version = "2.9.0"

  name       = "two"
  vpc_id     = aws_vpc.main.id
  region     = "eu-west-1"
  subnet_ids = aws_subnet.nodes[*].id
}

module "eks_node_group" {
  source  = "cloudposse/eks-node-group/aws"
  version = "2.12.0"

  name                       = "two"
  cluster_name               = module.eks_cluster.eks_cluster_id
  subnet_ids                 = aws_subnet.nodes[*].id
  instance_types             = ["m5.large"]
  kubelet_additional_options = ["--max-pods=25"]
  min_size                   = 1
  desired_size               = 1
  max_size                   = 6
}

module "eks_workers" {
  source  = "cloudposse/eks-workers/aws"
  version = "1.3.0"

  name                               = "two"
  cluster_name                       = module.eks_cluster.eks_cluster_id
  cluster_endpoint                   = module.eks_cluster.eks_cluster_endpoint
  cluster_certificate_authority_data = module.eks_cluster.eks_cluster_certificate_authority_data
  cluster_security_group_id          = module.eks_cluster.eks_cluster_managed_security_group_id
  vpc_id                             = aws_vpc.main.id
  subnet_ids                         = aws_subnet.nodes[*].id
  instance_type                      = "t3.large"
  min_size                           = 1
  max_size                           = 3
}
