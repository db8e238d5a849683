rule "subnet-exhausted-by-rollout" {
  summary  = "The nodes fit at rest, but not with the extra nodes of a rolling update"
  severity = "warning"
  each     = "range"

  # What does not fit at rest is another rule's; what is undecided there is said there.
  condition = range.demand.rollout <= range.usable || range.at_least.desired > range.usable || range.at_least.scaled > range.usable
  undecided = range.holds_cluster && range.verdict == "undecided" ? "whether ${range.title} can hold its nodes during a rolling update" : null

  error_message = "${range.title} can give ${range.usable} addresses, a rolling update of ${range.claimants.rollout} will reserve ${range.in_words.rollout}"

  label {
    at   = range.cidr_block
    text = "${range.block}: ${range.usable} addresses for nodes and pods"
  }

  dynamic "label" {
    for_each = range.labels
    content {
      at   = label.value.at
      text = label.value.text
    }
  }

  note = [
    "${range.in_words.scaled} at maximum size; the update adds nodes before it removes any, ${range.in_words.rollout} while it runs",
    "below the maximum size there is more room",
  ]
}
