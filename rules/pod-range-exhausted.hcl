rule "pod-range-exhausted" {
  summary  = "The pod blocks of the nodes do not fit in the range they come from"
  severity = "error"
  each     = "pod_range"

  condition = pod_range.demand.desired <= pod_range.usable && pod_range.demand.scaled <= pod_range.usable
  undecided = "whether ${pod_range.title} can hold the pod blocks of its nodes"

  error_message = join("", [
    "${pod_range.title} can give ${pod_range.usable} addresses, ",
    pod_range.at_least.desired <= pod_range.usable ? "${pod_range.claimants.scaled} will reserve ${pod_range.in_words.scaled}" : (
      pod_range.at_least.desired >= pod_range.at_least.scaled
      ? "${pod_range.claimants.desired} will reserve ${pod_range.in_words.desired} at its desired size already"
      : "${pod_range.claimants.desired} will reserve ${pod_range.in_words.desired} at its desired size already, ${pod_range.in_words.scaled} at its maximum"
    ),
  ])

  label {
    at   = pod_range.cidr_block
    text = join("", [
      "${pod_range.block}: ${pod_range.total} addresses",
      pod_range.reserved == 0 ? "" : ", ${pod_range.usable} of them for nodes",
    ])
  }

  dynamic "label" {
    for_each = pod_range.labels
    content {
      at   = label.value.at
      text = label.value.text
    }
  }

  note = [
    pod_range.nodes_that_fit == null ? null : join("", [
      pod_range.nodes_that_fit == 1 ? "1 node fits in this range" : "${pod_range.nodes_that_fit} nodes fit in this range",
      "; node ${pod_range.nodes_that_fit + 1} finds no block for its pods and is not created",
    ]),
    pod_range.cloud == "azure" ? "AKS counts every node pool at its maximum and refuses it: InsufficientSubnetSize" : null,
  ]

  help = pod_range.fixes.scaled
}
