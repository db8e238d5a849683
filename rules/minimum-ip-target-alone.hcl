rule "minimum-ip-target-alone" {
  summary  = "MINIMUM_IP_TARGET is set without WARM_IP_TARGET, so further pods get no address"
  severity = "error"
  each     = "node_pool"

  condition = node_pool.minimum_ip_target_alone == null || node_pool.short_of_addresses == null
  undecided = null

  error_message = "pod ${node_pool.minimum_ip_target_alone + 1} on a node of ${node_pool.title} gets no address: MINIMUM_IP_TARGET is ${node_pool.minimum_ip_target_alone}, and WARM_IP_TARGET is not set"

  label {
    at   = node_pool.minimum_ip_target_alone
    text = "MINIMUM_IP_TARGET=${node_pool.minimum_ip_target_alone} alone"
  }

  label {
    at   = node_pool.per_node
    text = "${node_pool.short_of_addresses.instance_type} may run ${node_pool.short_of_addresses.max_pods} pods"
  }

  note = [
    "set WARM_IP_TARGET as well, such as 2: without it the pool of addresses never grows beyond the minimum",
  ]
}
