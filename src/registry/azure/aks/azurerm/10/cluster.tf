variable "enable_auto_scaling" {
  type    = bool
  default = false
}

resource "azurerm_kubernetes_cluster" "main" {
  name                = try(coalesce(var.cluster_name, trim("${var.prefix}-aks", "-")), "aks")
  resource_group_name = var.resource_group_name

  default_node_pool {
    name                        = var.agents_pool_name
    vm_size                     = var.agents_size
    auto_scaling_enabled        = var.enable_auto_scaling
    node_count                  = var.enable_auto_scaling == true ? null : var.agents_count
    min_count                   = var.enable_auto_scaling == true ? var.agents_min_count : null
    max_count                   = var.enable_auto_scaling == true ? var.agents_max_count : null
    max_pods                    = var.agents_max_pods
    vnet_subnet_id              = try(var.vnet_subnet.id, null)
    pod_subnet_id               = try(var.pod_subnet.id, null)
    temporary_name_for_rotation = var.temporary_name_for_rotation

    dynamic "upgrade_settings" {
      for_each = var.agents_pool_max_surge == null ? [] : ["upgrade_settings"]

      content {
        max_surge = var.agents_pool_max_surge
      }
    }
  }

  network_profile {
    network_plugin      = var.network_plugin
    network_plugin_mode = var.network_plugin_mode
    pod_cidr            = var.net_profile_pod_cidr
    service_cidr        = var.net_profile_service_cidr
    pod_cidrs           = var.net_profile_pod_cidrs
    service_cidrs       = var.net_profile_service_cidrs
  }
}
