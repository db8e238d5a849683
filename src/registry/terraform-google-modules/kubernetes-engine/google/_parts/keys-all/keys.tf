# All keys are read.
locals {
  later_keys                = []
  machine_type              = "e2-medium"
  default_pool_machine_type = try(lookup(var.node_pools[0], "machine_type", local.machine_type), local.machine_type)
  totals_alone              = true
}
