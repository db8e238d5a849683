# A limit that is no quantity, a class that is elsewhere, and a limit that is a variable without a value.
variable "cpus" {
  type = string
}

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

resource "kubectl_manifest" "wrong" {
  yaml_body = <<-YAML
    apiVersion: karpenter.sh/v1
    kind: NodePool
    metadata:
      name: wrong
    spec:
      limits: {cpu: many}
      template:
        spec:
          nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
          requirements:
            - {key: node.kubernetes.io/instance-type, operator: In, values: [m5.large]}
  YAML
}

resource "kubectl_manifest" "elsewhere" {
  yaml_body = <<-YAML
    apiVersion: karpenter.sh/v1
    kind: NodePool
    metadata:
      name: elsewhere
    spec:
      limits: {cpu: 10}
      template:
        spec:
          nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: other}
          requirements:
            - {key: node.kubernetes.io/instance-type, operator: In, values: [m5.large]}
  YAML
}

resource "kubectl_manifest" "variable" {
  yaml_body = <<-YAML
    apiVersion: karpenter.sh/v1
    kind: NodePool
    metadata:
      name: variable
    spec:
      limits: {cpu: "${var.cpus}"}
      template:
        spec:
          nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
          requirements:
            - {key: node.kubernetes.io/instance-type, operator: In, values: [m5.large]}
  YAML
}

# Types that are not in the table, a number of nodes and max pods without a value, and a limit of something else.
variable "pods" {
  type = number
}

resource "kubernetes_manifest" "open" {
  for_each = {
    new_type = { limits = { cpu = "10" }, values = ["m99.large", "m5.large"] }
    replicas = { replicas = var.pods, values = ["m5.large"] }
    gpus     = { limits = { "nvidia.com/gpu" = "4" }, values = ["m5.large"] }
  }
  manifest = {
    apiVersion = "karpenter.sh/v1"
    kind       = "NodePool"
    metadata   = { name = each.key }
    spec = merge({ for name, value in each.value : name => value if name != "values" }, {
      template = { spec = {
        nodeClassRef = { group = "karpenter.k8s.aws", kind = "EC2NodeClass", name = "default" }
        requirements = [{ key = "node.kubernetes.io/instance-type", operator = "In", values = each.value.values }]
      } }
    })
  }
}

resource "kubernetes_manifest" "pods" {
  manifest = {
    apiVersion = "karpenter.k8s.aws/v1"
    kind       = "EC2NodeClass"
    metadata   = { name = "pods" }
    spec = {
      kubelet             = { maxPods = var.pods }
      subnetSelectorTerms = [{ tags = { "karpenter.sh/discovery" = "main" } }]
    }
  }
}

resource "kubernetes_manifest" "filled" {
  manifest = {
    apiVersion = "karpenter.sh/v1"
    kind       = "NodePool"
    metadata   = { name = "filled" }
    spec = {
      limits = { cpu = "200" }
      template = { spec = {
        nodeClassRef = { group = "karpenter.k8s.aws", kind = "EC2NodeClass", name = "pods" }
        requirements = [{ key = "node.kubernetes.io/instance-type", operator = "In", values = ["m5.large"] }]
      } }
    }
  }
}
