# Stand-in for aws-ia/eks-blueprints-addons/aws: of all it installs, only the add-ons that AWS manages say something of addresses,
# the VPC CNI's settings.

variable "cluster_name" {
  type = string
}

variable "eks_addons" {
  type    = any
  default = {}
}

resource "aws_eks_addon" "this" {
  for_each = var.eks_addons

  cluster_name         = var.cluster_name
  addon_name           = try(each.value.name, each.key)
  configuration_values = try(each.value.configuration_values, null)
}

output "eks_addons" {
  value = aws_eks_addon.this
}
