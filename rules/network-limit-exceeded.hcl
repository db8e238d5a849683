rule "network-limit-exceeded" {
  summary  = "A network of Google Cloud is asked for more ranges than it has room for"
  severity = "warning"
  each     = "network_limit"

  condition = false # Ranges beyond the limit are the mistake itself.

  error_message = "`${network_limit.address}` is asked for ${network_limit.needs}; ${network_limit.has}"

  label {
    at   = network_limit.needs
    text = network_limit.needs
  }

  note = [network_limit.remedy]
}
