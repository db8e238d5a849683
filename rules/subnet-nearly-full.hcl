rule "subnet-nearly-full" {
  summary  = "Node pools at maximum size leave little of a range"
  severity = "warning"
  each     = "range"

  # A range that is exhausted, at rest or later, is reported as that.
  condition = range.percent.scaled <= setting.percent || (range.verdict != "fits" && range.verdict != "undecided")
  undecided = null

  error_message = "${range.title} will be ${range.percent.scaled} % full: ${range.claimants.scaled} will reserve ${range.in_words.scaled} of ${range.usable} addresses"

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

  note = ["what the configuration does not say, and upgrades, draw from what is left: ${range.usable - range.at_least.scaled} ${range.usable - range.at_least.scaled == 1 ? "address" : "addresses"}"]

  setting "percent" {
    default     = 80
    description = "Share of the usable addresses that node pools may reserve at maximum size, in per cent"
  }
}
