variable "node_pools" {
  type    = list(map(any))
  default = [{ name = "default-node-pool" }]
}

# Since 23.2.
variable "windows_node_pools" {
  type    = list(map(string))
  default = []
}

locals {
  pools         = { for pool in var.node_pools : pool.name => pool }
  windows_pools = { for pool in var.windows_node_pools : pool.name => pool }

  # What this version reads of a pool.
  zones_read    = !contains(local.later_keys, "node_locations")
  ranges_read   = !contains(local.later_keys, "pod_range")
  totals_read   = !contains(local.later_keys, "total_max_count")
  strategy_read = !contains(local.later_keys, "strategy")
  # Without max_surge there was no block.
  strategies = contains(local.later_keys, "max_surge") ? [] : ["SURGE", "BLUE_GREEN"]
}

resource "google_container_node_pool" "pools" {
  for_each = local.pools

  name     = local.pool_names[each.key]
  project  = var.project_id
  cluster  = google_container_cluster.primary.name
  location = local.location
  node_locations = (
    local.zones_read && lookup(each.value, "node_locations", "") != "" ? split(",", each.value.node_locations) : null
  )
  max_pods_per_node = lookup(each.value, "max_pods_per_node", null)
  node_count        = lookup(each.value, "autoscaling", true) ? null : lookup(each.value, "node_count", 1)
  initial_node_count = lookup(each.value, "autoscaling", true) ? lookup(
    each.value, "initial_node_count", lookup(each.value, "min_count", 1)
  ) : null

  dynamic "autoscaling" {
    for_each = lookup(each.value, "autoscaling", true) ? [each.value] : []
    content {
      min_node_count       = local.totals_alone && contains(keys(each.value), "total_min_count") ? null : lookup(each.value, "min_count", 1)
      max_node_count       = local.totals_alone && contains(keys(each.value), "total_max_count") ? null : lookup(each.value, "max_count", 100)
      total_min_node_count = local.totals_read ? lookup(each.value, "total_min_count", null) : null
      total_max_node_count = local.totals_read ? lookup(each.value, "total_max_count", null) : null
    }
  }

  dynamic "upgrade_settings" {
    for_each = [
      for strategy in local.strategies : strategy
      if strategy == (local.strategy_read ? lookup(each.value, "strategy", "SURGE") : "SURGE")
    ]
    content {
      strategy        = upgrade_settings.value
      max_surge       = upgrade_settings.value == "SURGE" ? lookup(each.value, "max_surge", 1) : null
      max_unavailable = upgrade_settings.value == "SURGE" ? lookup(each.value, "max_unavailable", 0) : null

      dynamic "blue_green_settings" {
        for_each = upgrade_settings.value == "BLUE_GREEN" ? [each.value] : []
        content {
          node_pool_soak_duration = lookup(blue_green_settings.value, "node_pool_soak_duration", null)
        }
      }
    }
  }

  dynamic "network_config" {
    for_each = local.ranges_read && lookup(each.value, "pod_range", "") != "" ? [each.value.pod_range] : []
    content {
      pod_range = network_config.value
    }
  }

  node_config {
    machine_type = lookup(each.value, "machine_type", local.machine_type)
  }
}

resource "google_container_node_pool" "windows_pools" {
  for_each = local.windows_pools

  name     = local.pool_names[each.key]
  project  = var.project_id
  cluster  = google_container_cluster.primary.name
  location = local.location
  node_locations = (
    local.zones_read && lookup(each.value, "node_locations", "") != "" ? split(",", each.value.node_locations) : null
  )
  max_pods_per_node = lookup(each.value, "max_pods_per_node", null)
  node_count        = lookup(each.value, "autoscaling", true) ? null : lookup(each.value, "node_count", 1)
  initial_node_count = lookup(each.value, "autoscaling", true) ? lookup(
    each.value, "initial_node_count", lookup(each.value, "min_count", 1)
  ) : null

  dynamic "autoscaling" {
    for_each = lookup(each.value, "autoscaling", true) ? [each.value] : []
    content {
      min_node_count       = local.totals_alone && contains(keys(each.value), "total_min_count") ? null : lookup(each.value, "min_count", 1)
      max_node_count       = local.totals_alone && contains(keys(each.value), "total_max_count") ? null : lookup(each.value, "max_count", 100)
      total_min_node_count = local.totals_read ? lookup(each.value, "total_min_count", null) : null
      total_max_node_count = local.totals_read ? lookup(each.value, "total_max_count", null) : null
    }
  }

  dynamic "upgrade_settings" {
    for_each = [
      for strategy in local.strategies : strategy
      if strategy == (local.strategy_read ? lookup(each.value, "strategy", "SURGE") : "SURGE")
    ]
    content {
      strategy        = upgrade_settings.value
      max_surge       = upgrade_settings.value == "SURGE" ? lookup(each.value, "max_surge", 1) : null
      max_unavailable = upgrade_settings.value == "SURGE" ? lookup(each.value, "max_unavailable", 0) : null

      dynamic "blue_green_settings" {
        for_each = upgrade_settings.value == "BLUE_GREEN" ? [each.value] : []
        content {
          node_pool_soak_duration = lookup(blue_green_settings.value, "node_pool_soak_duration", null)
        }
      }
    }
  }

  dynamic "network_config" {
    for_each = local.ranges_read && lookup(each.value, "pod_range", "") != "" ? [each.value.pod_range] : []
    content {
      pod_range = network_config.value
    }
  }

  node_config {
    machine_type = lookup(each.value, "machine_type", local.machine_type)
  }
}

output "node_pools_names" {
  value = concat(
    [for pool in google_container_node_pool.pools : pool.name], [""],
    [for pool in google_container_node_pool.windows_pools : pool.name], [""],
  )
}
