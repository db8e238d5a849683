rule "max-pods-unreachable" {
  summary  = "The kubelet may run more pods than the VPC CNI can give addresses"
  severity = "warning"
  each     = "node_pool"

  # With MINIMUM_IP_TARGET alone, that is the mistake, and reported as such.
  condition = node_pool.short_of_addresses == null || node_pool.minimum_ip_target_alone != null
  undecided = null

  error_message = "a node of ${node_pool.title} may run ${node_pool.short_of_addresses.max_pods} pods, and the VPC CNI can give addresses for ${node_pool.short_of_addresses.pods}"

  label {
    at   = node_pool.short_of_addresses
    text = "room for ${node_pool.short_of_addresses.pods} pods on ${node_pool.short_of_addresses.instance_type}, those of the node's own network included"
  }

  note = [
    "max pods: ${node_pool.max_pods_from}",
    "the scheduler goes by max pods: further pods land on the node and stay in ContainerCreating",
  ]

  help = node_pool.fixes.max_pods
}
