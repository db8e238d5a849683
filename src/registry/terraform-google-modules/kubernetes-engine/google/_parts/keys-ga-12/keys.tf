# max_surge came with 22.1, total_max_count with 24.0, strategy with 26.0, pod_range with 30.0.
locals {
  later_keys                = ["max_surge", "max_unavailable", "total_min_count", "total_max_count", "strategy", "pod_range"]
  machine_type              = "e2-medium"
  default_pool_machine_type = null
  totals_alone              = false
}
