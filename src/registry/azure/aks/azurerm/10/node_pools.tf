locals {
  before = { for key, pool in var.node_pools : key => coalesce(try(pool.create_before_destroy, null), true) }
}

resource "azurerm_kubernetes_cluster_node_pool" "node_pool_create_before_destroy" {
  for_each = { for key, pool in var.node_pools : key => pool if local.before[key] }

  kubernetes_cluster_id = azurerm_kubernetes_cluster.main.id
  name                  = each.value.name
  vm_size               = try(each.value.vm_size, null)
  auto_scaling_enabled  = try(each.value.enable_auto_scaling, null)
  node_count            = try(each.value.node_count, null)
  min_count             = try(each.value.min_count, null)
  max_count             = try(each.value.max_count, null)
  max_pods              = try(each.value.max_pods, null)
  priority              = try(each.value.priority, null)
  vnet_subnet_id        = try(each.value.vnet_subnet.id, null)
  pod_subnet_id         = try(each.value.pod_subnet.id, null)

  dynamic "upgrade_settings" {
    for_each = [for settings in [try(each.value.upgrade_settings, null)] : settings if settings != null]

    content {
      max_surge = try(upgrade_settings.value.max_surge, null)
    }
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "node_pool_create_after_destroy" {
  for_each = { for key, pool in var.node_pools : key => pool if !local.before[key] }

  kubernetes_cluster_id = azurerm_kubernetes_cluster.main.id
  name                  = each.value.name
  vm_size               = try(each.value.vm_size, null)
  auto_scaling_enabled  = try(each.value.enable_auto_scaling, null)
  node_count            = try(each.value.node_count, null)
  min_count             = try(each.value.min_count, null)
  max_count             = try(each.value.max_count, null)
  max_pods              = try(each.value.max_pods, null)
  priority              = try(each.value.priority, null)
  vnet_subnet_id        = try(each.value.vnet_subnet.id, null)
  pod_subnet_id         = try(each.value.pod_subnet.id, null)

  dynamic "upgrade_settings" {
    for_each = [for settings in [try(each.value.upgrade_settings, null)] : settings if settings != null]

    content {
      max_surge = try(upgrade_settings.value.max_surge, null)
    }
  }
}
