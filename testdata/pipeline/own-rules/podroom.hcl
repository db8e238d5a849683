rules {
  paths = ["policy"]
}

rule "subnets-are-at-least-20" {
  severity = "error"
}

rule "cidr-invalid" {
  severity = "off"
}

rule "no-such-rule" {
  severity = "off"
}
