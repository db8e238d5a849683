rule "cidr-overlap" {
  summary  = "Two ranges of one network share addresses"
  severity = overlap.certain ? "error" : "warning"
  each     = "overlap"

  condition = false # An overlap is the mistake itself.

  error_message = "`${overlap.first}` (${overlap.first_cidr}) and `${overlap.second}` (${overlap.second_cidr}) share ${overlap.shared} addresses of one network"

  label {
    at   = overlap.first_cidr
    text = overlap.first_cidr
  }

  label {
    at   = overlap.second_cidr
    text = overlap.second_cidr
  }

  note = [overlap.consequence]
}
