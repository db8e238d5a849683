# The older API: a Provisioner with an AWSNodeTemplate that lists ids, and one that says everything itself and selects by a
# tag with two values, one of them with a wildcard.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  for_each          = { a = "10.0.0.0/22", b = "10.0.4.0/22" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-central-1${each.key}"
}

resource "aws_subnet" "jobs" {
  for_each          = { a = "10.0.8.0/24", b = "10.0.9.0/24", c = "10.0.10.0/24" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-central-1${each.key}"
  tags              = { Name = { a = "jobs-a", b = "jobs-b", c = "other" }[each.key] }
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config {
    subnet_ids = values(aws_subnet.nodes)[*].id
  }
}

resource "kubectl_manifest" "template" {
  yaml_body = <<-YAML
    apiVersion: karpenter.k8s.aws/v1alpha1
    kind: AWSNodeTemplate
    metadata:
      name: default
    spec:
      subnetSelector:
        aws-ids: "${aws_subnet.nodes["a"].id},${aws_subnet.nodes["b"].id}"
      securityGroupSelector:
        karpenter.sh/discovery: main
  YAML
}

resource "kubectl_manifest" "default" {
  yaml_body = <<-YAML
    apiVersion: karpenter.sh/v1alpha5
    kind: Provisioner
    metadata:
      name: default
    spec:
      requirements:
        - {key: node.kubernetes.io/instance-type, operator: In, values: [m5.large]}
      limits:
        resources:
          cpu: 1000
      providerRef:
        name: default
      kubeletConfiguration:
        maxPods: 20
  YAML
}

resource "kubernetes_manifest" "jobs" {
  manifest = {
    apiVersion = "karpenter.sh/v1alpha5"
    kind       = "Provisioner"
    metadata   = { name = "jobs" }
    spec = {
      requirements = [{ key = "karpenter.k8s.aws/instance-family", operator = "In", values = ["m5", "m6g"] },
      { key = "karpenter.k8s.aws/instance-size", operator = "In", values = ["xlarge"] }]
      limits   = { resources = { cpu = "40" } }
      provider = { subnetSelector = { Name = "jobs-a, jobs-?" } }
    }
  }
}
