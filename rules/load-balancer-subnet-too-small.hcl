rule "load-balancer-subnet-too-small" {
  summary  = "A load balancer's subnet is small, or nodes leave it too few free addresses"
  severity = "warning"
  each     = "load_balancer"

  # A subnet that cannot hold its nodes is reported as that, and is not `tightest`.
  condition = load_balancer.tightest == null || (load_balancer.tightest.prefix_len <= 27 && load_balancer.tightest.free_at_most >= 8)
  undecided = null

  error_message = join("", [
    load_balancer.tightest.prefix_len > 27
    ? "${load_balancer.tightest.title} is a /${load_balancer.tightest.prefix_len}, "
    : "${load_balancer.tightest.title} will have ${load_balancer.tightest.free_at_most} free addresses for ${load_balancer.title}, ",
    load_balancer.tightest.prefix_len > 27
    ? "${load_balancer.title} needs a /27 or larger"
    : "AWS asks for 8",
  ])

  dynamic "label" {
    for_each = [for subnet in load_balancer.subnets : subnet if subnet.verdict != "exhausted" && (subnet.free_at_most < 8 || subnet.prefix_len > 27)]
    content {
      at   = label.value.cidr_block
      text = "${label.value.usable} usable, ${label.value.free_at_most} left beside everything else at maximum size"
    }
  }

  label {
    at   = load_balancer.address
    text = "it grows into these subnets"
  }
}
