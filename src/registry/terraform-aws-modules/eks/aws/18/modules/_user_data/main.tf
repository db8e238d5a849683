# What the nodes are told at their start. Mostly it is known only after apply, as it holds the cluster's endpoint.
# Where it sets the limit on pods, the known part is given by itself, so that the limit can be read.

variable "create" {
  type    = bool
  default = true
}

variable "platform" {
  type    = string
  default = "linux"
}

variable "is_eks_managed_node_group" {
  type    = bool
  default = true
}

variable "enable_bootstrap_user_data" {
  type    = bool
  default = false
}

variable "cluster_name" {
  type    = string
  default = ""
}

variable "cluster_endpoint" {
  type    = string
  default = ""
}

variable "cluster_auth_base64" {
  type    = string
  default = ""
}

variable "cluster_service_ipv4_cidr" {
  type    = string
  default = null
}

variable "pre_bootstrap_user_data" {
  type    = string
  default = ""
}

variable "post_bootstrap_user_data" {
  type    = string
  default = ""
}

variable "bootstrap_extra_args" {
  type    = string
  default = ""
}

variable "user_data_template_path" {
  type    = string
  default = ""
}

locals {
  script = var.enable_bootstrap_user_data ? [var.pre_bootstrap_user_data, var.bootstrap_extra_args, var.post_bootstrap_user_data] : [var.pre_bootstrap_user_data]

  # Bottlerocket's settings are written whether or not the module bootstraps the node.
  said = join("\n", compact(var.platform == "bottlerocket" ? [var.bootstrap_extra_args] : local.script))

  from_template = var.user_data_template_path != "" && var.user_data_template_path != null
  sets_max_pods = can(regex("max-pods|maxPods", local.said))

  rendered = local.from_template ? templatefile(var.user_data_template_path, {
    enable_bootstrap_user_data = var.enable_bootstrap_user_data
    cluster_name               = var.cluster_name
    cluster_endpoint           = var.cluster_endpoint
    cluster_auth_base64        = var.cluster_auth_base64
    cluster_service_ipv4_cidr  = var.cluster_service_ipv4_cidr
    bootstrap_extra_args       = var.bootstrap_extra_args
    pre_bootstrap_user_data    = var.pre_bootstrap_user_data
    post_bootstrap_user_data   = var.post_bootstrap_user_data
  }) : var.enable_bootstrap_user_data && !local.sets_max_pods ? "${local.said}${var.cluster_endpoint}" : local.said
}

output "user_data" {
  value = var.create ? base64encode(local.rendered) : ""
}
