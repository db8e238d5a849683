rule "subnet-exhausted-when-packed" {
  summary  = "The nodes fit while they run few pods, but not when they are full of pods"
  severity = "warning"
  each     = "range"

  # What does not fit with one pod per node is another rule's; what is undecided there is said there.
  condition = range.demand.packed <= range.usable || range.at_least.desired > range.usable || range.at_least.scaled > range.usable
  undecided = range.holds_cluster ? "whether ${range.title} can hold its nodes when they are full of pods" : null

  error_message = "${range.title} can give ${range.usable} addresses, ${range.claimants.packed} will reserve ${range.in_words.packed} when the nodes are full of pods"

  label {
    at   = range.cidr_block
    text = "${range.block}: ${range.total} addresses, ${range.reserved} kept by ${range.cloud_name}"
  }

  dynamic "label" {
    for_each = range.labels
    content {
      at   = label.value.at
      text = label.value.text
    }
  }

  note = [
    range.at_least.scaled == 0 ? null : "${range.in_words.scaled} at maximum size with the first pods",
    range.node_pool == null ? null : join("", [
      "a node holds ${range.node_pool.per_node.first_pod} with its first pod and ${range.node_pool.per_node.packed}",
      " with ${range.node_pool.max_pods} pods (${range.node_pool.max_pods_from})",
    ]),
  ]

  help = range.fixes.packed
}
