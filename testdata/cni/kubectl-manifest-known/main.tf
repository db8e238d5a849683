# The same DaemonSet with nothing in it that is known only after apply, so that a plan has its text.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes_a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-central-1a"
}

resource "aws_subnet" "nodes_b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.64.0/24"
  availability_zone = "eu-central-1b"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids = [aws_subnet.nodes_a.id, aws_subnet.nodes_b.id]
  }
}

resource "kubectl_manifest" "aws_node" {
  yaml_body = <<-EOT
    apiVersion: apps/v1
    kind: DaemonSet
    metadata:
      name: aws-node
      namespace: kube-system
    spec:
      template:
        spec:
          containers:
            - name: aws-node
              image: 602401143452.dkr.ecr.eu-central-1.amazonaws.com/amazon-k8s-cni:v1.23.1
              env:
                - name: CLUSTER_NAME
                  value: ${aws_eks_cluster.main.name}
                - name: WARM_IP_TARGET
                  value: "2"
                - name: MINIMUM_IP_TARGET
                  value: "10"
  EOT
}

resource "aws_eks_node_group" "batch" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "batch"
  node_role_arn   = "arn:aws:iam::123456789012:role/node"
  subnet_ids      = [aws_subnet.nodes_a.id, aws_subnet.nodes_b.id]
  instance_types  = ["m6a.32xlarge"]

  scaling_config {
    desired_size = 2
    min_size     = 2
    max_size     = 60
  }
}
