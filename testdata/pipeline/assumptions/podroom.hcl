pods_per_node = 15

assume {
  values = {
    "var.max_size"                     = 10
    "data.aws_subnet.shared.cidr_block" = "10.0.0.0/25"
  }
}

rule "control-plane-subnet-too-small" {
  severity = "off"
}
