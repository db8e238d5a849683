rule "cni-set-twice" {
  summary  = "Two resources set a variable of the VPC CNI, and differently"
  severity = "note"
  each     = "cni_conflict"

  condition = false # That there are two is what there is to say.

  error_message = "`${cni_conflict.address}` sets ${cni_conflict.variable} to ${cni_conflict.value} and `${cni_conflict.other}` to ${cni_conflict.other_value}: podroom counts with ${cni_conflict.value}"

  label {
    at   = cni_conflict.value
    text = "counts, as a patch of what is there"
  }

  label {
    at   = cni_conflict.other
    text = "set to ${cni_conflict.other_value} here"
  }
}
