rule "oversized-warm-pool" {
  summary  = "Each node holds far more addresses than its pods use"
  severity = "warning"
  each     = "node_pool"

  # On Google Cloud a node's block follows from its max pods; only the VPC CNI keeps addresses warm. A pool that fills a
  # subnet is reported as that, with the same fixes.
  condition = node_pool.cloud != "aws" || node_pool.exhausts || node_pool.per_node.first_pod <= setting.addresses_per_node
  undecided = null

  error_message = "each node of ${node_pool.title} holds ${node_pool.per_node.first_pod} addresses as soon as it runs one pod"

  label {
    at   = node_pool.per_node
    text = "${node_pool.per_node.idle} addresses without a pod, ${node_pool.per_node.first_pod} with one, ${node_pool.per_node.packed} when full of pods"
  }

  note = [
    "the VPC CNI takes whole network interfaces ahead of need; WARM_IP_TARGET with MINIMUM_IP_TARGET, or prefix delegation, makes it take fewer",
  ]

  help = node_pool.fixes.per_node

  setting "addresses_per_node" {
    default     = 64
    description = "Addresses a node may hold when its first pod runs"
  }
}
