# Stand-in for cloudposse/eks-cluster/aws: the control plane and its add-ons.

variable "subnet_ids" {
  type = list(string)
}

variable "kubernetes_version" {
  type    = string
  default = "1.21"
}

variable "service_ipv4_cidr" {
  type    = string
  default = null
}

# Since 2.1.
variable "kubernetes_network_ipv6_enabled" {
  type    = bool
  default = false
}

# `configuration_values` is read since 2.6.
variable "addons" {
  type    = any
  default = []
}

variable "cluster_attributes" {
  type    = list(string)
  default = ["cluster"]
}

# Since 4.3; AWS installs its add-ons when nothing is said.
variable "bootstrap_self_managed_addons_enabled" {
  type    = bool
  default = null
}

# Auto Mode, since 4.10.
variable "auto_mode_compute_config" {
  type    = any
  default = { enabled = false }
}

variable "auto_mode_storage_config" {
  type    = any
  default = { block_storage = { enabled = false } }
}

variable "auto_mode_elastic_load_balancing" {
  type    = any
  default = { enabled = false }
}

variable "remote_network_config" {
  type    = any
  default = null
}

module "label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = var.cluster_attributes

  context = module.this.context
}

locals {
  auto_mode = try(var.auto_mode_compute_config.enabled, false) && try(var.auto_mode_storage_config.block_storage.enabled, false) && try(var.auto_mode_elastic_load_balancing.enabled, false)
}

resource "aws_eks_cluster" "default" {
  count = module.this.enabled ? 1 : 0

  name                          = module.label.id
  role_arn                      = "" # the provider wants one
  version                       = var.kubernetes_version
  bootstrap_self_managed_addons = var.bootstrap_self_managed_addons_enabled != null ? var.bootstrap_self_managed_addons_enabled : local.auto_mode ? false : null

  vpc_config {
    subnet_ids = var.subnet_ids
  }

  dynamic "kubernetes_network_config" {
    for_each = var.kubernetes_network_ipv6_enabled || var.service_ipv4_cidr != null ? [1] : []

    content {
      ip_family         = var.kubernetes_network_ipv6_enabled ? "ipv6" : null
      service_ipv4_cidr = var.kubernetes_network_ipv6_enabled ? null : var.service_ipv4_cidr
    }
  }

  dynamic "compute_config" {
    for_each = try(var.auto_mode_compute_config.enabled, false) ? [var.auto_mode_compute_config] : []

    content {
      enabled    = true
      node_pools = try(compute_config.value.node_pools, ["general-purpose", "system"])
    }
  }

  dynamic "remote_network_config" {
    for_each = var.remote_network_config[*]

    content {
      remote_node_networks {
        cidrs = remote_network_config.value.remote_node_networks_cidrs
      }

      dynamic "remote_pod_networks" {
        for_each = try(remote_network_config.value.remote_pod_networks_cidrs, null) != null ? [1] : []

        content {
          cidrs = remote_network_config.value.remote_pod_networks_cidrs
        }
      }
    }
  }
}

resource "aws_eks_addon" "cluster" {
  for_each = module.this.enabled ? { for addon in var.addons : addon.addon_name => addon } : {}

  cluster_name         = one(aws_eks_cluster.default[*].name)
  addon_name           = each.key
  configuration_values = try(each.value.configuration_values, null)
}

# A cluster's id is its name, and that is known before apply.
output "eks_cluster_id" {
  value = one(aws_eks_cluster.default[*].name)
}

output "eks_cluster_arn" {
  value = one(aws_eks_cluster.default[*].arn)
}

output "eks_cluster_endpoint" {
  value = one(aws_eks_cluster.default[*].endpoint)
}

output "eks_cluster_version" {
  value = one(aws_eks_cluster.default[*].version)
}

output "eks_cluster_identity_oidc_issuer" {
  value = one(aws_eks_cluster.default[*].identity[0].oidc[0].issuer)
}

output "eks_cluster_certificate_authority_data" {
  value = one(aws_eks_cluster.default[*].certificate_authority[0].data)
}

output "eks_cluster_managed_security_group_id" {
  value = one(aws_eks_cluster.default[*].vpc_config[0].cluster_security_group_id)
}

output "eks_cluster_ipv4_service_cidr" {
  value = one(aws_eks_cluster.default[*].kubernetes_network_config[0].service_ipv4_cidr)
}

output "eks_cluster_ipv6_service_cidr" {
  value = one(aws_eks_cluster.default[*].kubernetes_network_config[0].service_ipv6_cidr)
}

output "eks_addons_versions" {
  value = { for addon in aws_eks_addon.cluster : addon.addon_name => addon.addon_version }
}

output "auto_mode_enabled" {
  value = local.auto_mode
}
