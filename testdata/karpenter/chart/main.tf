# Both objects in the values of a chart, as an object and as a text.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  for_each          = { a = "10.0.0.0/22", b = "10.0.4.0/22" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-central-1${each.key}"
  tags              = { "karpenter.sh/discovery" = "main" }
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config {
    subnet_ids = values(aws_subnet.nodes)[*].id
  }
}

resource "helm_release" "pools" {
  name  = "pools"
  chart = "itscontained/raw"
  values = [yamlencode({
    resources = [
      {
        apiVersion = "karpenter.k8s.aws/v1"
        kind       = "EC2NodeClass"
        metadata   = { name = "default" }
        spec       = { subnetSelectorTerms = [for subnet in aws_subnet.nodes : { id = subnet.id }] }
      },
      {
        apiVersion = "karpenter.sh/v1"
        kind       = "NodePool"
        metadata   = { name = "small" }
        spec = {
          limits = { nodes = 60 }
          template = { spec = {
            nodeClassRef = { group = "karpenter.k8s.aws", kind = "EC2NodeClass", name = "default" }
            requirements = [{ key = "karpenter.k8s.aws/instance-family", operator = "In", values = ["m5"] }, { key = "karpenter.k8s.aws/instance-size", operator = "In", values = ["large"] }]
          } }
        }
      },
      {
        apiVersion = "karpenter.sh/v1"
        kind       = "NodePool"
        metadata   = { name = "zonal" }
        spec = {
          limits = { memory = "64Gi" }
          template = { spec = {
            nodeClassRef = { group = "karpenter.k8s.aws", kind = "EC2NodeClass", name = "default" }
            requirements = [
              { key = "node.kubernetes.io/instance-type", operator = "In", values = ["m5.xlarge"] },
              { key = "topology.kubernetes.io/zone", operator = "In", values = ["eu-central-1b"] },
            ]
          } }
        }
      },
    ]
  })]
}
