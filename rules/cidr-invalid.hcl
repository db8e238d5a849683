rule "cidr-invalid" {
  summary  = "A range's block is no CIDR, or of a size the cloud refuses"
  severity = cidr.certain ? "error" : "warning"
  each     = "cidr"

  condition = false # A block like this is the mistake itself.

  error_message = "`${cidr.address}` has the block \"${cidr.text}\": ${cidr.problem}"

  label {
    at   = cidr.text
    text = cidr.problem
  }
}
