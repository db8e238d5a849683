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

# The module takes cluster_ipv4_cidr_block and services_ipv4_cidr_block as well, and does not pass them on (44.2).
variable "ip_allocation_policy" {
  type = object({
    cluster_secondary_range_name  = optional(string)
    services_secondary_range_name = optional(string)
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

resource "google_container_cluster" "main" {
  name              = var.name
  project           = var.project_id != null ? var.project_id : var.project
  location          = var.location
  node_locations    = var.node_locations
  network           = var.network
  subnetwork        = var.subnetwork
  networking_mode   = "VPC_NATIVE"
  cluster_ipv4_cidr = var.cluster_ipv4_cidr
  enable_autopilot  = true

  dynamic "ip_allocation_policy" {
    for_each = var.ip_allocation_policy[*]
    iterator = policy
    content {
      cluster_secondary_range_name  = policy.value.cluster_secondary_range_name
      services_secondary_range_name = policy.value.services_secondary_range_name
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
