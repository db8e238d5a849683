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
  default = false
}

variable "cluster_autoscaling" {
  type = object({
    enabled                      = bool
    min_cpu_cores                = optional(number)
    max_cpu_cores                = optional(number)
    min_memory_gb                = optional(number)
    max_memory_gb                = optional(number)
    gpu_resources                = optional(list(object({ resource_type = string, minimum = number, maximum = number })), [])
    strategy                     = optional(string)
    max_surge                    = optional(number)
    max_unavailable              = optional(number)
    enable_default_compute_class = optional(bool)
  })
  default = { enabled = false }
}

# Only 41.x; since 42.0 it is in cluster_autoscaling.
variable "default_compute_class_enabled" {
  type    = bool
  default = null
}

resource "google_container_cluster" "primary" {
  name                      = var.name
  project                   = var.project_id
  location                  = local.location
  node_locations            = local.node_locations
  network                   = local.network
  subnetwork                = local.subnetwork
  cluster_ipv4_cidr         = var.cluster_ipv4_cidr
  default_max_pods_per_node = var.default_max_pods_per_node
  remove_default_node_pool  = var.remove_default_node_pool

  node_pool {
    name               = "default-pool"
    initial_node_count = var.initial_node_count

    node_config {
      machine_type = local.default_pool_machine_type
    }
  }

  ip_allocation_policy {
    cluster_secondary_range_name  = var.ip_range_pods
    services_secondary_range_name = var.ip_range_services
    stack_type                    = var.stack_type

    dynamic "additional_pod_ranges_config" {
      for_each = length(var.additional_ip_range_pods) == 0 ? [] : [var.additional_ip_range_pods]
      content {
        pod_range_names = additional_pod_ranges_config.value
      }
    }

    dynamic "additional_ip_ranges_config" {
      for_each = concat(var.additional_ip_ranges_config, var.additional_pod_ranges_config)
      content {
        subnetwork           = additional_ip_ranges_config.value.subnetwork
        pod_ipv4_range_names = additional_ip_ranges_config.value.pod_ipv4_range_names
      }
    }
  }

  dynamic "private_cluster_config" {
    for_each = local.private
    content {
      enable_private_nodes        = true
      enable_private_endpoint     = private_cluster_config.value.endpoint
      master_ipv4_cidr_block      = private_cluster_config.value.block
      private_endpoint_subnetwork = private_cluster_config.value.subnetwork
    }
  }

  cluster_autoscaling {
    enabled = var.cluster_autoscaling.enabled
    default_compute_class_enabled = try(
      coalesce(var.cluster_autoscaling.enable_default_compute_class, var.default_compute_class_enabled), null
    )

    dynamic "resource_limits" {
      for_each = var.cluster_autoscaling.enabled ? concat([
        { resource_type = "cpu", minimum = var.cluster_autoscaling.min_cpu_cores, maximum = var.cluster_autoscaling.max_cpu_cores },
        { resource_type = "memory", minimum = var.cluster_autoscaling.min_memory_gb, maximum = var.cluster_autoscaling.max_memory_gb },
      ], var.cluster_autoscaling.gpu_resources) : []
      content {
        resource_type = resource_limits.value.resource_type
        minimum       = resource_limits.value.minimum
        maximum       = resource_limits.value.maximum
      }
    }

    dynamic "auto_provisioning_defaults" {
      for_each = var.cluster_autoscaling.enabled ? [var.cluster_autoscaling] : []
      content {
        upgrade_settings {
          strategy        = auto_provisioning_defaults.value.strategy
          max_surge       = auto_provisioning_defaults.value.max_surge
          max_unavailable = auto_provisioning_defaults.value.max_unavailable
        }
      }
    }
  }
}
