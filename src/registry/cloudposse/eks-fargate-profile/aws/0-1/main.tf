# Stand-in for cloudposse/eks-fargate-profile/aws.

variable "cluster_name" {
  type    = string
  default = ""
}

variable "subnet_ids" {
  type    = list(string)
  default = []
}

variable "kubernetes_namespace" {
  type    = string
  default = ""
}

variable "kubernetes_labels" {
  type    = map(string)
  default = {}
}

variable "fargate_profile_name" {
  type    = string
  default = null
}

# Since 1.1.
variable "fargate_profile_enabled" {
  type    = bool
  default = true
}

variable "fargate_pod_execution_role_enabled" {
  type    = bool
  default = true
}

variable "fargate_pod_execution_role_arn" {
  type    = string
  default = null
}

module "label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = ["fargate"]

  context = module.this.context
}

resource "aws_eks_fargate_profile" "default" {
  count = module.this.enabled && var.fargate_profile_enabled ? 1 : 0

  cluster_name           = var.cluster_name
  pod_execution_role_arn = "" # the provider wants one
  fargate_profile_name   = var.fargate_profile_name != null ? var.fargate_profile_name : module.label.id
  subnet_ids             = var.subnet_ids

  selector {
    namespace = var.kubernetes_namespace
    labels    = var.kubernetes_labels
  }
}

# Only for the outputs.
resource "aws_iam_role" "default" {
  count = module.this.enabled && var.fargate_pod_execution_role_enabled ? 1 : 0

  assume_role_policy = "{}"
}

output "eks_fargate_profile_role_arn" {
  value = try(aws_iam_role.default[0].arn, var.fargate_pod_execution_role_arn)
}

output "eks_fargate_pod_execution_role_arn" {
  value = try(aws_iam_role.default[0].arn, var.fargate_pod_execution_role_arn)
}

output "eks_fargate_profile_role_name" {
  value = one(aws_iam_role.default[*].name)
}

output "eks_fargate_pod_execution_role_name" {
  value = one(aws_iam_role.default[*].name)
}

output "eks_fargate_profile_id" {
  value = one(aws_eks_fargate_profile.default[*].id)
}

output "eks_fargate_profile_arn" {
  value = one(aws_eks_fargate_profile.default[*].arn)
}

output "eks_fargate_profile_status" {
  value = one(aws_eks_fargate_profile.default[*].status)
}
