# What EKS computes for managed groups follows the VPC CNI: with custom networking one interface less, and with prefixes 16
# addresses for each place, up to the caps. Types before the Nitro system have none.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 2, count.index)
  availability_zone = "eu-central-1${["a", "b"][count.index]}"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = aws_subnet.nodes[*].id
  }
}

resource "aws_eks_addon" "vpc_cni" {
  cluster_name = aws_eks_cluster.main.name
  addon_name   = "vpc-cni"
  configuration_values = jsonencode({
    env = {
      AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG = "true"
      ENABLE_PREFIX_DELEGATION           = "true"
    }
    eniConfig = { subnets = { for subnet in aws_subnet.nodes : subnet.availability_zone => { id = subnet.id } } }
  })
}

resource "aws_eks_node_group" "managed" {
  for_each       = toset(["t3.nano", "m5.large", "m6a.32xlarge", "m4.large"])
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = aws_subnet.nodes[*].id
  instance_types = [each.key]
  scaling_config {
    min_size     = 2
    desired_size = 2
    max_size     = 2
  }
}
