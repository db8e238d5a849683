# pod_range came with 16.1, total_max_count with 24.0, strategy with 26.0; e2-medium with 10.0.
locals {
  later_keys                = ["total_min_count", "total_max_count", "strategy", "pod_range"]
  machine_type              = "n1-standard-2"
  default_pool_machine_type = null
  totals_alone              = false
}
