# total_max_count came with 24.0, strategy with 26.0.
locals {
  later_keys                = ["total_min_count", "total_max_count", "strategy"]
  machine_type              = "e2-medium"
  default_pool_machine_type = null
  totals_alone              = false
}
