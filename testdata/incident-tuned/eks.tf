resource "aws_eks_cluster" "main" {
  name     = var.name
  role_arn = var.cluster_role_arn
  version  = var.kubernetes_version

  vpc_config {
    subnet_ids              = aws_subnet.private[*].id
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}

resource "aws_eks_node_group" "batch" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "batch"
  node_role_arn   = var.node_role_arn
  subnet_ids      = aws_subnet.private[*].id
  instance_types  = ["m6a.32xlarge"]
  capacity_type   = "ON_DEMAND"

  scaling_config {
    desired_size = 24
    max_size     = 160
    min_size     = 3
  }

  update_config {
    max_unavailable = 1
  }

  lifecycle {
    ignore_changes = [scaling_config[0].desired_size]
  }
}
