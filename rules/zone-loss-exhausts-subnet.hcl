rule "zone-loss-exhausts-subnet" {
  summary  = "The nodes of a lost zone do not fit in the others (off until enabled)"
  severity = "note"
  each     = "subnet"

  # What does not fit anyway is another rule's.
  condition = !setting.enabled || subnet.without_a_zone == null || subnet.without_a_zone <= subnet.usable || subnet.at_least.scaled > subnet.usable
  undecided = null

  error_message = "${subnet.title} can give ${subnet.usable} addresses, and will be asked for ${subnet.without_a_zone} when another zone is lost"

  label {
    at   = subnet.cidr_block
    text = "${subnet.block}: ${subnet.at_least.scaled} of ${subnet.usable} addresses are reserved while all zones are there"
  }

  dynamic "label" {
    for_each = subnet.labels
    content {
      at   = label.value.at
      text = label.value.text
    }
  }

  setting "enabled" {
    default     = false
    description = "Whether to report it"
  }
}
