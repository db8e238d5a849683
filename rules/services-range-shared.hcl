rule "services-range-shared" {
  summary  = "Two GKE clusters have their Services in one range"
  severity = "error"
  each     = "services_range"

  condition = services_range.other == null

  error_message = "`${services_range.address}` and `${services_range.other}` both have their Services in ${services_range.range}"

  label {
    at   = services_range.range
    text = "named here"
  }

  label {
    at   = services_range.other
    text = "and here"
  }

  note = ["pod ranges may be shared, ranges of Services not: each cluster needs its own, or none, and then GKE has one that takes nothing of the network"]
}
