# The CNI is set up by a command, and podroom.hcl says how.

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

resource "null_resource" "cni" {
  triggers = { cluster = aws_eks_cluster.main.id }

  provisioner "local-exec" {
    command = <<-EOT
      aws eks update-kubeconfig --name ${aws_eks_cluster.main.name}
      kubectl -n kube-system set env ds aws-node WARM_IP_TARGET=2 MINIMUM_IP_TARGET=10
    EOT
  }
}

# What runs at the end, or for something else, says nothing of the CNI.
resource "null_resource" "farewell" {
  provisioner "local-exec" {
    when       = destroy
    command    = "kubectl -n kube-system set env daemonset aws-node WARM_IP_TARGET-"
    on_failure = continue
  }

  provisioner "local-exec" {
    command = "kubectl -n kube-system rollout status daemonset aws-node"
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
