variable "prefix" {
  type = string
}

resource "azurerm_kubernetes_cluster" "main" {
  name                = coalesce(var.cluster_name, "${var.prefix}-aks")
  resource_group_name = var.resource_group_name

  default_node_pool {
    name                        = var.agents_pool_name
    vm_size                     = var.agents_size
    auto_scaling_enabled        = var.enable_auto_scaling
    node_count                  = var.enable_auto_scaling == true ? null : var.agents_count
    min_count                   = var.enable_auto_scaling == true ? var.agents_min_count : null
    max_count                   = var.enable_auto_scaling == true ? var.agents_max_count : null
    max_pods                    = var.agents_max_pods
    vnet_subnet_id              = var.vnet_subnet_id
    pod_subnet_id               = var.pod_subnet_id
    temporary_name_for_rotation = var.temporary_name_for_rotation
  }

  network_profile {
    network_plugin = var.network_plugin
    pod_cidr       = var.net_profile_pod_cidr
    service_cidr   = var.net_profile_service_cidr
  }
}
