# Static pools that fill their subnets at rest. Of `drifting` a tenth may be replaced at once, a node more; `still` lets none
# go, and `limited` may have no node more.
locals {
  pools = {
    drifting = { cidr = "10.0.0.0/23", spec = {} }
    still    = { cidr = "10.0.2.0/23", spec = { disruption = { budgets = [{ nodes = "0" }] } } }
    limited  = { cidr = "10.0.4.0/23", spec = { limits = { nodes = 10 } } }
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  for_each          = local.pools
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value.cidr
  availability_zone = "eu-central-1a"
  tags              = { "example.com/pool" = each.key }
}

resource "aws_subnet" "control_plane" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.255.0/24", 3, count.index)
  availability_zone = "eu-central-1${["a", "b"][count.index]}"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config {
    subnet_ids = aws_subnet.control_plane[*].id
  }
}

resource "kubernetes_manifest" "class" {
  for_each = local.pools
  manifest = {
    apiVersion = "karpenter.k8s.aws/v1"
    kind       = "EC2NodeClass"
    metadata   = { name = each.key }
    spec = {
      kubelet             = { maxPods = 8 }
      subnetSelectorTerms = [{ tags = { "example.com/pool" = each.key } }]
    }
  }
}

resource "kubernetes_manifest" "pool" {
  for_each = local.pools
  manifest = {
    apiVersion = "karpenter.sh/v1"
    kind       = "NodePool"
    metadata   = { name = each.key }
    spec = merge(each.value.spec, {
      replicas = 10
      template = {
        spec = {
          nodeClassRef = { group = "karpenter.k8s.aws", kind = "EC2NodeClass", name = each.key }
          requirements = [{ key = "node.kubernetes.io/instance-type", operator = "In", values = ["m6a.32xlarge"] }]
        }
      }
    })
  }
}
