rule "secondary-range-missing" {
  summary  = "A cluster or node pool names a secondary range that its subnet does not have"
  severity = "error"
  each     = "secondary_range"

  condition = false # A name like this is the mistake itself.

  error_message = "`${secondary_range.address}` uses the secondary range `${secondary_range.name}`, `${secondary_range.subnet}` has ${secondary_range.has == "" ? "none" : secondary_range.has}"

  label {
    at   = secondary_range.name
    text = "not a range of `${secondary_range.subnet}`"
  }

  note = ["apply fails: names of secondary ranges count only within their own subnetwork"]
}
