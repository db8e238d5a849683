# Stand-in for cloudposse/eks-node-group/aws, majors 0 to 2: one managed node group.

variable "cluster_name" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "min_size" {
  type = number
}

variable "max_size" {
  type = number
}

variable "desired_size" {
  type = number
}

# Off by default until 2; before 0.12 there was no such input, and the same resource.
variable "create_before_destroy" {
  type    = bool
  default = false
}

variable "ami_type" {
  type    = string
  default = "AL2_x86_64"
}

# Lists since 0.25, single values before; both are taken.
variable "ami_image_id" {
  type    = any
  default = []
}

variable "instance_types" {
  type    = list(string)
  default = ["t3.medium"]
}

variable "capacity_type" {
  type    = string
  default = null
}

variable "kubernetes_labels" {
  type    = map(string)
  default = {}
}

variable "update_config" {
  type    = list(map(number))
  default = []
}

variable "launch_template_id" {
  type    = any
  default = []
}

variable "launch_template_version" {
  type    = any
  default = []
}

# 0.11 to 0.24.
variable "launch_template_name" {
  type    = string
  default = null
}

variable "kubelet_additional_options" {
  type    = any
  default = []
}

variable "bootstrap_additional_options" {
  type    = any
  default = []
}

variable "before_cluster_joining_userdata" {
  type    = any
  default = []
}

variable "after_cluster_joining_userdata" {
  type    = any
  default = []
}

variable "userdata_override_base64" {
  type    = any
  default = []
}

# `kubelet_additional_options` since 0.11; so with the next one.
variable "kubelet_extra_args" {
  type    = string
  default = null
}

variable "bootstrap_extra_args" {
  type    = string
  default = null
}

variable "node_role_arn" {
  type    = any
  default = []
}

locals {
  enabled = module.this.enabled

  kubelet   = compact(flatten([var.kubelet_additional_options, var.kubelet_extra_args]))
  bootstrap = compact(flatten([var.bootstrap_additional_options, var.bootstrap_extra_args]))
  after     = compact(flatten([var.after_cluster_joining_userdata]))
  before    = compact(flatten([var.before_cluster_joining_userdata]))
  given     = compact(flatten([var.launch_template_id]))
  override  = compact(flatten([var.userdata_override_base64]))
  image     = compact(flatten([var.ami_image_id]))

  # Arguments of the kubelet or of the bootstrap script keep EKS from joining the node itself, and then the image must be named.
  bootstraps = local.enabled && length(concat(local.kubelet, local.bootstrap, local.after)) > 0
  ami        = length(local.image) > 0 ? local.image[0] : local.bootstraps ? data.aws_ssm_parameter.ami_id[0].insecure_value : ""

  # Known only after apply where it holds the cluster's endpoint, but for the limit on pods.
  said = join("\n", concat(local.before, local.bootstrap, local.kubelet, local.after))
  userdata = length(local.override) > 0 ? local.override[0] : local.said == "" ? null : base64encode(
    !local.bootstraps || can(regex("max-pods|maxPods", local.said)) ? local.said : "${local.said}${data.aws_ssm_parameter.ami_id[0].insecure_value}"
  )

  named            = length(local.given) > 0 || var.launch_template_name != null
  template_id      = local.enabled ? (length(local.given) > 0 ? local.given[0] : local.named ? null : aws_launch_template.default[0].id) : ""
  template_version = try(compact(flatten([var.launch_template_version]))[0], aws_launch_template.default[0].latest_version, null)
}

data "aws_ssm_parameter" "ami_id" {
  count = local.bootstraps ? 1 : 0

  name = var.ami_type
}

resource "aws_launch_template" "default" {
  count = local.enabled && !local.named ? 1 : 0

  image_id  = local.ami
  user_data = local.userdata
}

resource "aws_eks_node_group" "default" {
  count = local.enabled && !var.create_before_destroy ? 1 : 0

  cluster_name   = var.cluster_name
  node_role_arn  = ""                           # the provider wants one
  subnet_ids     = coalesce(var.subnet_ids, []) # sorted in the real one
  ami_type       = local.ami == "" ? var.ami_type : null
  capacity_type  = var.capacity_type
  instance_types = var.instance_types
  labels         = var.kubernetes_labels

  scaling_config {
    desired_size = var.desired_size
    max_size     = var.max_size
    min_size     = var.min_size
  }

  launch_template {
    id      = local.template_id
    name    = var.launch_template_name
    version = local.template_version
  }

  dynamic "update_config" {
    for_each = var.update_config

    content {
      max_unavailable            = lookup(update_config.value, "max_unavailable", null)
      max_unavailable_percentage = lookup(update_config.value, "max_unavailable_percentage", null)
    }
  }
}

resource "aws_eks_node_group" "cbd" {
  count = local.enabled && var.create_before_destroy ? 1 : 0

  cluster_name   = var.cluster_name
  node_role_arn  = ""                           # the provider wants one
  subnet_ids     = coalesce(var.subnet_ids, []) # sorted in the real one
  ami_type       = local.ami == "" ? var.ami_type : null
  capacity_type  = var.capacity_type
  instance_types = var.instance_types
  labels         = var.kubernetes_labels

  scaling_config {
    desired_size = var.desired_size
    max_size     = var.max_size
    min_size     = var.min_size
  }

  launch_template {
    id      = local.template_id
    name    = var.launch_template_name
    version = local.template_version
  }

  dynamic "update_config" {
    for_each = var.update_config

    content {
      max_unavailable            = lookup(update_config.value, "max_unavailable", null)
      max_unavailable_percentage = lookup(update_config.value, "max_unavailable_percentage", null)
    }
  }
}

# Only for the outputs: callers grant rights to the nodes' role.
resource "aws_iam_role" "default" {
  count = local.enabled && length(compact(flatten([var.node_role_arn]))) == 0 ? 1 : 0

  assume_role_policy = "{}"
}

output "eks_node_group_role_arn" {
  value = join("", aws_iam_role.default[*].arn)
}

output "eks_node_group_role_name" {
  value = join("", aws_iam_role.default[*].name)
}

output "eks_node_group_id" {
  value = join("", aws_eks_node_group.default[*].id, aws_eks_node_group.cbd[*].id)
}

output "eks_node_group_arn" {
  value = join("", aws_eks_node_group.default[*].arn, aws_eks_node_group.cbd[*].arn)
}

output "eks_node_group_resources" {
  value = try(var.create_before_destroy ? aws_eks_node_group.cbd[0].resources : aws_eks_node_group.default[0].resources, [])
}

output "eks_node_group_status" {
  value = join("", aws_eks_node_group.default[*].status, aws_eks_node_group.cbd[*].status)
}

output "eks_node_group_launch_template_id" {
  value = local.template_id
}
