rule "node-pools-exceed-ranges" {
  summary  = "However GKE places node pools in the pod ranges of their cluster, not all of them fit"
  severity = packing.by_rollout ? "warning" : "error"
  each     = "packing"

  condition = false # What does not fit is what there is to say.

  error_message = packing.by_rollout ? join("", [
    "${packing.ranges} can hold ${packing.node_pools}, but however these are divided ",
    packing.count == 1 ? "it has" : "one of them has",
    " no room for the nodes that an upgrade adds",
    ]) : join("", [
    "${packing.ranges} cannot hold ${packing.node_pools}",
    packing.count == 1 ? "" : ", whichever of them each gets",
    ": ${packing.reason}",
  ])

  dynamic "label" {
    for_each = packing.labels
    content {
      at   = label.value.at
      text = label.value.text
    }
  }

  note = [
    "all nodes of a node pool take their addresses from one of these ranges, which GKE chooses when it makes the pool; a node that finds none there is not created, whatever is free in the others",
    packing.by_rollout ? "without room for one node more an upgrade does not start, unless max_unavailable lets it take nodes away first" : null,
  ]

  help = packing.fixes.scaled
}
