rule "wasteful-max-pods" {
  summary  = "A few pods less on each node would halve the block that it takes"
  severity = "note"
  each     = "node_pool"

  condition = node_pool.pod_block == null ? true : (node_pool.pod_block.max_pods - node_pool.pod_block.half) * 100 > setting.percent * node_pool.pod_block.max_pods

  error_message = "each node of ${node_pool.title} takes a /${node_pool.pod_block.prefix_len} of the pod range for ${node_pool.pod_block.max_pods} pods; for ${node_pool.pod_block.half} it would take a /${node_pool.pod_block.prefix_len + 1}"

  label {
    at   = node_pool.pod_block
    text = "${node_pool.pod_block.addresses} addresses for ${node_pool.pod_block.max_pods} pods"
  }

  note = [
    "the block is a power of two: with ${node_pool.pod_block.half} pods on each, twice as many nodes fit in the pod range",
  ]

  setting "percent" {
    default     = 15
    description = "Share of max pods that is worth giving up, in per cent"
  }
}
