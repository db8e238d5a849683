rule "warm-target-takes-all" {
  summary  = "The warm targets ask for more addresses than a node has, so that it takes all of them"
  severity = "warning"
  each     = "node_pool"

  condition = node_pool.above_all_addresses == null
  undecided = null

  error_message = "each node of ${node_pool.title} holds all addresses that its type has: the VPC CNI is told to keep ${node_pool.above_all_addresses.asked}, and ${node_pool.above_all_addresses.instance_type} has ${node_pool.above_all_addresses.has} for pods"

  label {
    at   = node_pool.above_all_addresses
    text = "WARM_IP_TARGET and MINIMUM_IP_TARGET come to ${node_pool.above_all_addresses.asked}"
  }

  label {
    at   = node_pool.per_node
    text = "${node_pool.per_node.first_pod} addresses with the first pods, those of the interfaces themselves included"
  }

  note = [
    "the settings count for every node group of the cluster",
    node_pool.others_of_cluster == null ? null : "with them, a node holds ${node_pool.others_of_cluster}",
  ]
}
