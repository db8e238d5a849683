# The CNI is set up by a command, which podroom sees and does not read.

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

resource "terraform_data" "cni" {
  triggers_replace = aws_eks_cluster.main.name

  # With `cni` in podroom.hcl the figures are known.
  provisioner "local-exec" {
    when       = create
    on_failure = continue
    command = "kubectl -n kube-system set env daemonset/aws-node WARM_IP_TARGET=2 MINIMUM_IP_TARGET=10"
  }
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
    max_size     = 40
  }
}
