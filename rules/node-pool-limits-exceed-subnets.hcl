rule "node-pool-limits-exceed-subnets" {
  summary  = "The limits of a node pool allow more addresses than its subnets can give together"
  severity = "warning"
  each     = "node_pool"

  # What is surely too much is another rule's.
  condition = node_pool.together == null || node_pool.exhausts || node_pool.together.most <= node_pool.together.room
  undecided = null

  error_message = "the limits of ${node_pool.title} allow nodes that hold up to ${node_pool.together.most} addresses with their first pods; its ${node_pool.together.ranges == 1 ? "subnet" : "subnets"} can give ${node_pool.together.room}"

  label {
    at   = node_pool.address
    text = "up to ${node_pool.together.most} addresses, by the types that hold most for each CPU"
  }

  note = [
    "Karpenter picks the types, and starts nodes until a limit is reached; it does not ask whether a subnet has room for their pods",
  ]

  help = node_pool.fixes.scaled
}
