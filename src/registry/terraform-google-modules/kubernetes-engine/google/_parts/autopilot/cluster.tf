resource "google_container_cluster" "primary" {
  name              = var.name
  project           = var.project_id
  location          = local.location
  node_locations    = local.node_locations
  network           = local.network
  subnetwork        = local.subnetwork
  cluster_ipv4_cidr = var.cluster_ipv4_cidr
  enable_autopilot  = true

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
}
