rule "subnets-are-at-least-20" {
  summary       = "Our subnets are /20 or larger"
  severity      = "warning"
  each          = "subnet"
  condition     = subnet.prefix_len <= 20
  error_message = "`${subnet.name}` is a /${subnet.prefix_len}; our subnets are /20 or larger"

  label {
    at   = subnet.cidr_block
    text = "${subnet.total} addresses"
  }
}

rule "broken" {
  summary = "A rule without a condition"
  each    = "subnets"
}
