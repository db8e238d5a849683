# pod_range came with 30.0.
locals {
  later_keys                = ["pod_range"]
  machine_type              = "e2-medium"
  default_pool_machine_type = try(lookup(var.node_pools[0], "machine_type", local.machine_type), local.machine_type)
  totals_alone              = true
}
