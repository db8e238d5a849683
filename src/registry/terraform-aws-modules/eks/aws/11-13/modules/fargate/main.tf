variable "create_eks" {
  type    = bool
  default = true
}

variable "cluster_name" {
  type = string
}

variable "subnets" {
  type    = list(string)
  default = []
}

variable "fargate_profiles" {
  type    = any
  default = {}
}

resource "aws_eks_fargate_profile" "this" {
  for_each = { for key, profile in var.fargate_profiles : key => profile if var.create_eks }

  cluster_name           = var.cluster_name
  pod_execution_role_arn = "" # the provider wants one
  fargate_profile_name   = lookup(each.value, "name", format("%s-fargate-%s", var.cluster_name, replace(each.key, "_", "-")))
  subnet_ids             = lookup(each.value, "subnets", var.subnets)

  # Until 17.0 a profile had one selector, its `namespace` and `labels`.
  dynamic "selector" {
    for_each = try(each.value.selectors, [each.value])

    content {
      namespace = selector.value.namespace
      labels    = lookup(selector.value, "labels", {})
    }
  }
}

output "fargate_profile_ids" {
  value = [for profile in aws_eks_fargate_profile.this : profile.id]
}

output "fargate_profile_arns" {
  value = [for profile in aws_eks_fargate_profile.this : profile.arn]
}
