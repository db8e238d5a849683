resource "aws_eks_addon" "vpc_cni" {
  cluster_name = aws_eks_cluster.main.name
  addon_name   = "vpc-cni"

  configuration_values = jsonencode({
    env = {
      WARM_IP_TARGET    = "2"
      MINIMUM_IP_TARGET = "10"
    }
  })
}
