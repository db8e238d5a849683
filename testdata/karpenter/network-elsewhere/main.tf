# Subnets in a VPC that is made elsewhere: others there may carry the tag that one NodeClass selects, so nothing is sure of its
# pool. The other NodeClass names its subnet.
variable "vpc_id" {
  type = string
}

resource "aws_subnet" "nodes" {
  for_each          = { tagged = "10.0.0.0/24", named = "10.0.1.0/24" }
  vpc_id            = var.vpc_id
  cidr_block        = each.value
  availability_zone = "eu-central-1a"
  tags              = { "karpenter.sh/discovery" = each.key }
}

resource "aws_subnet" "control_plane" {
  count             = 2
  vpc_id            = var.vpc_id
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
  for_each = {
    tagged = { tags = { "karpenter.sh/discovery" = "tagged" } }
    named  = { id = aws_subnet.nodes["named"].id }
  }
  manifest = {
    apiVersion = "karpenter.k8s.aws/v1"
    kind       = "EC2NodeClass"
    metadata   = { name = each.key }
    spec       = { subnetSelectorTerms = [each.value] }
  }
}

resource "kubernetes_manifest" "pool" {
  for_each = toset(["tagged", "named"])
  manifest = {
    apiVersion = "karpenter.sh/v1"
    kind       = "NodePool"
    metadata   = { name = each.key }
    spec = {
      limits = { cpu = "40" }
      template = {
        spec = {
          nodeClassRef = { group = "karpenter.k8s.aws", kind = "EC2NodeClass", name = each.key }
          requirements = [{ key = "node.kubernetes.io/instance-type", operator = "In", values = ["m5.large"] }]
        }
      }
    }
  }
}
