# What the nodes are told at their start. Mostly it is known only after apply, as it holds the cluster's endpoint.
# Where it sets the limit on pods, the known part is given by itself, so that the limit can be read.

variable "create" {
  type    = bool
  default = true
}

variable "ami_type" {
  type     = string
  default  = "AL2023_x86_64_STANDARD"
  nullable = false
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
  type     = string
  default  = ""
  nullable = false
}

variable "cluster_endpoint" {
  type     = string
  default  = ""
  nullable = false
}

variable "cluster_auth_base64" {
  type     = string
  default  = ""
  nullable = false
}

variable "cluster_service_cidr" {
  type     = string
  default  = ""
  nullable = false
}

variable "cluster_ip_family" {
  type    = string
  default = "ipv4"
}

variable "pre_bootstrap_user_data" {
  type     = string
  default  = ""
  nullable = false
}

variable "post_bootstrap_user_data" {
  type     = string
  default  = ""
  nullable = false
}

variable "bootstrap_extra_args" {
  type     = string
  default  = ""
  nullable = false
}

variable "user_data_template_path" {
  type     = string
  default  = ""
  nullable = false
}

variable "cloudinit_pre_nodeadm" {
  type = list(object({
    content = string
  }))
  default  = []
  nullable = false
}

variable "cloudinit_post_nodeadm" {
  type = list(object({
    content = string
  }))
  default  = []
  nullable = false
}

locals {
  nodeadm      = startswith(var.ami_type, "AL2023_")
  bottlerocket = startswith(var.ami_type, "BOTTLEROCKET_")
  script       = var.enable_bootstrap_user_data ? [var.pre_bootstrap_user_data, var.bootstrap_extra_args, var.post_bootstrap_user_data] : [var.pre_bootstrap_user_data]
  documents    = var.enable_bootstrap_user_data ? concat(tolist(var.cloudinit_pre_nodeadm[*].content), tolist(var.cloudinit_post_nodeadm[*].content)) : tolist(var.cloudinit_pre_nodeadm[*].content)

  # Bottlerocket's settings are written whether or not the module bootstraps the node.
  parts = compact(local.nodeadm ? local.documents : local.bottlerocket ? [var.bootstrap_extra_args] : local.script)
  said  = join("\n", local.parts)

  from_template = var.user_data_template_path != ""
  sets_max_pods = can(regex("max-pods|maxPods", local.said))

  rendered = local.from_template ? templatefile(var.user_data_template_path, {
    enable_bootstrap_user_data = var.enable_bootstrap_user_data
    cluster_name               = var.cluster_name
    cluster_endpoint           = var.cluster_endpoint
    cluster_auth_base64        = var.cluster_auth_base64
    cluster_service_cidr       = var.cluster_service_cidr
    cluster_service_ipv4_cidr  = var.cluster_service_cidr
    cluster_ip_family          = var.cluster_ip_family
    cluster_dns_ips            = "[]"
    bootstrap_extra_args       = var.bootstrap_extra_args
    pre_bootstrap_user_data    = var.pre_bootstrap_user_data
    post_bootstrap_user_data   = var.post_bootstrap_user_data
  }) : var.enable_bootstrap_user_data && !local.sets_max_pods ? "${local.said}${var.cluster_endpoint}" : local.said
}

output "user_data" {
  value = var.create ? base64encode(local.rendered) : ""
}
