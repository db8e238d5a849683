variable "project_id" {
  type    = string
  default = null
}

# The name before 39.0.
variable "project" {
  type    = string
  default = null
}

variable "cluster" {
  type = string
}

variable "location" {
  type    = string
  default = null
}

variable "name" {
  type    = string
  default = null
}

variable "name_prefix" {
  type    = string
  default = null
}

variable "node_locations" {
  type    = list(string)
  default = null
}

variable "node_count" {
  type    = number
  default = 1
}

variable "initial_node_count" {
  type    = number
  default = null
}

variable "max_pods_per_node" {
  type    = number
  default = null
}

variable "autoscaling" {
  type = object({
    min_node_count       = optional(number)
    max_node_count       = optional(number)
    total_min_node_count = optional(number)
    total_max_node_count = optional(number)
  })
  default = { min_node_count = 1, max_node_count = 100 }
}

variable "node_config" {
  type    = object({ machine_type = optional(string) })
  default = { machine_type = "e2-medium" }
}

# The two additional_ keys take one object each before 42.0, a list since.
variable "network_config" {
  type = object({
    create_pod_range                = optional(bool)
    pod_ipv4_cidr_block             = optional(string)
    pod_range                       = optional(string)
    pod_cidr_overprovision_config   = optional(object({ disabled = bool }))
    additional_node_network_configs = optional(any)
    additional_pod_network_configs  = optional(any)
  })
  default = null
}

variable "upgrade_settings" {
  type = object({
    strategy        = optional(string)
    max_surge       = optional(number)
    max_unavailable = optional(number)
    blue_green_settings = optional(object({
      node_pool_soak_duration = optional(string)
    }))
  })
  default = { strategy = "SURGE", max_surge = 1, max_unavailable = 0 }
}

resource "google_container_node_pool" "main" {
  name               = var.name
  name_prefix        = var.name_prefix
  project            = var.project_id != null ? var.project_id : var.project
  cluster            = var.cluster
  location           = var.location
  node_locations     = var.node_locations
  node_count         = var.node_count
  initial_node_count = var.initial_node_count
  max_pods_per_node  = var.max_pods_per_node

  dynamic "autoscaling" {
    for_each = var.autoscaling[*]
    content {
      min_node_count       = autoscaling.value.total_min_node_count == null ? autoscaling.value.min_node_count : null
      max_node_count       = autoscaling.value.total_max_node_count == null ? autoscaling.value.max_node_count : null
      total_min_node_count = autoscaling.value.total_min_node_count
      total_max_node_count = autoscaling.value.total_max_node_count
    }
  }

  dynamic "node_config" {
    for_each = var.node_config[*]
    content {
      machine_type = node_config.value.machine_type
    }
  }

  dynamic "network_config" {
    for_each = var.network_config[*]
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

      dynamic "additional_node_network_configs" {
        for_each = flatten([network_config.value.additional_node_network_configs[*]])
        content {
          network    = additional_node_network_configs.value.network
          subnetwork = additional_node_network_configs.value.subnetwork
        }
      }

      dynamic "additional_pod_network_configs" {
        for_each = flatten([network_config.value.additional_pod_network_configs[*]])
        content {
          subnetwork          = additional_pod_network_configs.value.subnetwork
          secondary_pod_range = additional_pod_network_configs.value.secondary_pod_range
          max_pods_per_node   = additional_pod_network_configs.value.max_pods_per_node
        }
      }
    }
  }

  dynamic "upgrade_settings" {
    for_each = var.upgrade_settings[*]
    content {
      strategy        = upgrade_settings.value.strategy
      max_surge       = upgrade_settings.value.max_surge
      max_unavailable = upgrade_settings.value.max_unavailable

      dynamic "blue_green_settings" {
        for_each = upgrade_settings.value.blue_green_settings[*]
        content {
          node_pool_soak_duration = blue_green_settings.value.node_pool_soak_duration
        }
      }
    }
  }
}

output "id" {
  value = google_container_node_pool.main.id
}

output "name" {
  value = google_container_node_pool.main.name
}
