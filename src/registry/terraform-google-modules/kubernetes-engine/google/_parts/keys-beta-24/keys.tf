# Before 26.0 a pool with total limits had limits per zone as well. strategy came with 26.0.
locals {
  later_keys                = ["strategy"]
  machine_type              = "e2-medium"
  default_pool_machine_type = try(lookup(var.node_pools[0], "machine_type", local.machine_type), local.machine_type)
  totals_alone              = false
}
