# What the nodes are told at their start. Mostly it is known only after apply, as it holds the cluster's endpoint.
# Where it sets the limit on pods, the known part is given by itself, so that the limit can be read.

variable "group" {
  type = any
}

variable "defaults" {
  type = any
}

variable "cluster_name" {
  type = string
}

variable "cluster_endpoint" {
  type = string
}

locals {
  pre      = lookup(var.group, "pre_userdata", var.defaults.pre_userdata)
  post     = lookup(var.group, "additional_userdata", var.defaults.additional_userdata)
  args     = lookup(var.group, "bootstrap_extra_args", var.defaults.bootstrap_extra_args)
  kubelet  = lookup(var.group, "kubelet_extra_args", var.defaults.kubelet_extra_args)
  template = lookup(var.group, "userdata_template_file", null)

  said = join("\n", compact([local.pre, local.args, local.kubelet, local.post]))
}

output "base64" {
  value = base64encode(
    local.template != null ? templatefile(local.template, merge(
      {
        platform             = lookup(var.group, "platform", var.defaults.platform)
        cluster_name         = var.cluster_name
        endpoint             = var.cluster_endpoint
        cluster_auth_base64  = var.cluster_endpoint
        pre_userdata         = local.pre
        additional_userdata  = local.post
        bootstrap_extra_args = local.args
        kubelet_extra_args   = local.kubelet
      },
      lookup(var.group, "userdata_template_extra_args", var.defaults.userdata_template_extra_args)
    )) :
    can(regex("max-pods", local.said)) ? local.said : "${local.said}${var.cluster_endpoint}"
  )
}
