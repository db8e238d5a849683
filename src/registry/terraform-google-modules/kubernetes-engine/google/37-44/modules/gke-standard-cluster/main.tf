variable "project_id" {
  type    = string
  default = null
}

# The name before 39.0.
variable "project" {
  type    = string
  default = null
}

variable "name" {
  type = string
}

variable "location" {
  type    = string
  default = null
}

variable "node_locations" {
  type    = list(string)
  default = null
}

variable "network" {
  type    = string
  default = null
}

variable "subnetwork" {
  type    = string
  default = null
}

variable "cluster_ipv4_cidr" {
  type    = string
  default = null
}

variable "default_max_pods_per_node" {
  type    = number
  default = 110
}

variable "initial_node_count" {
  type    = number
  default = 0
}

variable "remove_default_node_pool" {
  type    = bool
  default = true
}

variable "ip_allocation_policy" {
  type = object({
    cluster_secondary_range_name  = optional(string)
    services_secondary_range_name = optional(string)
    cluster_ipv4_cidr_block       = optional(string)
    services_ipv4_cidr_block      = optional(string)
    stack_type                    = optional(string)
    additional_pod_ranges_config  = optional(object({ pod_range_names = list(string) }))
  })
  default = null
}

variable "private_cluster_config" {
  type = object({
    enable_private_nodes        = optional(bool)
    enable_private_endpoint     = optional(bool)
    master_ipv4_cidr_block      = optional(string)
    private_endpoint_subnetwork = optional(string)
  })
  default = { enable_private_nodes = true, enable_private_endpoint = true }
}

variable "cluster_autoscaling" {
  type = object({
    enabled = bool
    resource_limits = list(object({
      resource_type = string
      minimum       = optional(number)
      maximum       = number
    }))
    auto_provisioning_locations = list(string)
    auto_provisioning_defaults = optional(object({
      upgrade_settings = optional(object({
        strategy            = optional(string)
        max_surge           = optional(number)
        max_unavailable     = optional(number)
        blue_green_settings = optional(any)
      }))
    }))
  })
  default = null
}

variable "node_config" {
  type    = object({ machine_type = optional(string) })
  default = null
}

variable "node_pool" {
  type = list(object({
    name               = optional(string)
    node_count         = optional(number, 1)
    node_locations     = optional(list(string), [])
    initial_node_count = optional(number)
    max_pods_per_node  = optional(number)
    autoscaling = optional(object({
      min_node_count       = optional(number)
      max_node_count       = optional(number)
      total_min_node_count = optional(number)
      total_max_node_count = optional(number)
    }))
    node_config = optional(object({ machine_type = optional(string) }))
    network_config = optional(object({
      create_pod_range              = optional(bool)
      pod_ipv4_cidr_block           = optional(string)
      pod_range                     = optional(string)
      pod_cidr_overprovision_config = optional(object({ disabled = bool }))
    }))
    upgrade_settings = optional(object({
      strategy        = optional(string)
      max_surge       = optional(number)
      max_unavailable = optional(number)
    }))
  }))
  default = null
}

resource "google_container_cluster" "main" {
  name                      = var.name
  project                   = var.project_id != null ? var.project_id : var.project
  location                  = var.location
  node_locations            = var.node_locations
  network                   = var.network
  subnetwork                = var.subnetwork
  networking_mode           = "VPC_NATIVE"
  cluster_ipv4_cidr         = var.cluster_ipv4_cidr
  default_max_pods_per_node = var.default_max_pods_per_node
  initial_node_count        = var.initial_node_count
  remove_default_node_pool  = var.remove_default_node_pool

  dynamic "ip_allocation_policy" {
    for_each = var.ip_allocation_policy[*]
    iterator = policy
    content {
      cluster_secondary_range_name  = policy.value.cluster_secondary_range_name
      services_secondary_range_name = policy.value.services_secondary_range_name
      cluster_ipv4_cidr_block       = policy.value.cluster_ipv4_cidr_block
      services_ipv4_cidr_block      = policy.value.services_ipv4_cidr_block
      stack_type                    = policy.value.stack_type

      dynamic "additional_pod_ranges_config" {
        for_each = policy.value.additional_pod_ranges_config[*]
        content {
          pod_range_names = additional_pod_ranges_config.value.pod_range_names
        }
      }
    }
  }

  dynamic "private_cluster_config" {
    for_each = var.private_cluster_config[*]
    content {
      enable_private_nodes        = private_cluster_config.value.enable_private_nodes
      enable_private_endpoint     = private_cluster_config.value.enable_private_endpoint
      master_ipv4_cidr_block      = private_cluster_config.value.master_ipv4_cidr_block
      private_endpoint_subnetwork = private_cluster_config.value.private_endpoint_subnetwork
    }
  }

  dynamic "cluster_autoscaling" {
    for_each = var.cluster_autoscaling[*]
    iterator = scaling
    content {
      enabled                     = scaling.value.enabled
      auto_provisioning_locations = scaling.value.auto_provisioning_locations

      dynamic "resource_limits" {
        for_each = scaling.value.resource_limits
        content {
          resource_type = resource_limits.value.resource_type
          minimum       = resource_limits.value.minimum
          maximum       = resource_limits.value.maximum
        }
      }

      dynamic "auto_provisioning_defaults" {
        for_each = scaling.value.auto_provisioning_defaults[*]
        content {
          dynamic "upgrade_settings" {
            for_each = auto_provisioning_defaults.value.upgrade_settings[*]
            content {
              strategy        = upgrade_settings.value.strategy
              max_surge       = upgrade_settings.value.max_surge
              max_unavailable = upgrade_settings.value.max_unavailable
            }
          }
        }
      }
    }
  }

  dynamic "node_config" {
    for_each = var.node_config[*]
    content {
      machine_type = node_config.value.machine_type
    }
  }

  dynamic "node_pool" {
    for_each = var.node_pool == null ? [] : var.node_pool
    content {
      name               = node_pool.value.name
      node_count         = node_pool.value.node_count
      node_locations     = node_pool.value.node_locations
      initial_node_count = node_pool.value.initial_node_count
      max_pods_per_node  = node_pool.value.max_pods_per_node

      dynamic "autoscaling" {
        for_each = node_pool.value.autoscaling[*]
        content {
          min_node_count       = autoscaling.value.min_node_count
          max_node_count       = autoscaling.value.max_node_count
          total_min_node_count = autoscaling.value.total_min_node_count
          total_max_node_count = autoscaling.value.total_max_node_count
        }
      }

      dynamic "node_config" {
        for_each = node_pool.value.node_config[*]
        content {
          machine_type = node_config.value.machine_type
        }
      }

      dynamic "network_config" {
        for_each = node_pool.value.network_config[*]
        content {
          create_pod_range    = network_config.value.create_pod_range
          pod_ipv4_cidr_block = network_config.value.pod_ipv4_cidr_block
          pod_range           = network_config.value.pod_range

          dynamic "pod_cidr_overprovision_config" {
            for_each = network_config.value.pod_cidr_overprovision_config[*]
            content {
              disabled = pod_cidr_overprovision_config.value.disabled
            }
          }
        }
      }

      dynamic "upgrade_settings" {
        for_each = node_pool.value.upgrade_settings[*]
        content {
          strategy        = upgrade_settings.value.strategy
          max_surge       = upgrade_settings.value.max_surge
          max_unavailable = upgrade_settings.value.max_unavailable
        }
      }
    }
  }
}

output "cluster_id" {
  value = google_container_cluster.main.id
}

output "cluster_name" {
  value = google_container_cluster.main.name
}

output "location" {
  value = google_container_cluster.main.location
}

output "node_locations" {
  value = google_container_cluster.main.node_locations
}
