# With custom networking a node takes one address of its own subnet, and the rest of the one for pods.
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

resource "aws_subnet" "pods" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.16.0/22"
  availability_zone = "eu-central-1a"
}

resource "aws_eks_addon" "vpc_cni" {
  cluster_name = aws_eks_cluster.main.name
  addon_name   = "vpc-cni"
  configuration_values = jsonencode({
    env       = { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG = "true" }
    eniConfig = { create = true, region = "eu-central-1", subnets = { "eu-central-1a" = { id = aws_subnet.pods.id } } }
  })
}

resource "helm_release" "karpenter" {
  name   = "karpenter"
  chart  = "oci://public.ecr.aws/karpenter/karpenter"
  values = [yamlencode({ settings = { reservedENIs = "1" } })]
}

resource "kubectl_manifest" "class" {
  yaml_body = <<-YAML
    apiVersion: karpenter.k8s.aws/v1
    kind: EC2NodeClass
    metadata:
      name: default
    spec:
      subnetSelectorTerms:
        - tags:
            karpenter.sh/discovery: main
  YAML
}

resource "kubectl_manifest" "batch" {
  yaml_body = <<-YAML
    apiVersion: karpenter.sh/v1
    kind: NodePool
    metadata:
      name: batch
    spec:
      limits: {cpu: 200}
      template:
        spec:
          nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
          requirements:
            - {key: node.kubernetes.io/instance-type, operator: In, values: [m5.large]}
  YAML
}
