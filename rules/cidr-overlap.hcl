rule "cidr-overlap" {
  summary  = "Two ranges of one network share addresses"
  severity = overlap.certain ? "error" : overlap.kind == "later-peering" ? "note" : "warning"
  each     = "overlap"

  condition = false # An overlap is the mistake itself.

  error_message = join("", [
    "`${overlap.first}` (${overlap.first_cidr}) and ",
    contains(["auto-mode", "later-peering"], overlap.kind) ? overlap.second : "`${overlap.second}`",
    " (${overlap.second_cidr}) share ${overlap.shared} addresses",
    overlap.kind == "network" ? " of one network" : overlap.kind == "peering" ? " of networks that are peered" : "",
  ])

  label {
    at   = overlap.first_cidr
    text = overlap.first_cidr
  }

  label {
    at   = overlap.second_cidr
    text = contains(["network", "peering"], overlap.kind) ? overlap.second_cidr : null
  }

  note = [overlap.consequence]
}
