rule "control-plane-subnet-too-small" {
  summary  = "Too few free addresses are left in a control plane's subnet"
  severity = cluster.tightest.free_without_nodes < 6 ? "error" : (cluster.tightest.free_at_most < 6 ? "warning" : "note")
  each     = "cluster"

  # A subnet that cannot hold its nodes is reported as that, and is not `tightest`.
  condition = cluster.cloud != "aws" || cluster.tightest == null || cluster.tightest.free_at_most >= 16
  undecided = null

  error_message = join("", [
    "${cluster.tightest.title} will have ${cluster.tightest.free_at_most} free addresses for the control plane of ${cluster.title}, ",
    cluster.tightest.free_at_most < 6 ? "EKS needs 6" : "EKS recommends 16",
  ])

  dynamic "label" {
    for_each = [for subnet in cluster.subnets : subnet if subnet.verdict != "exhausted" && subnet.free_at_most < 16]
    content {
      at   = label.value.cidr_block
      text = "${label.value.usable} usable, ${label.value.free_at_most} left beside everything else at maximum size"
    }
  }

  label {
    at   = cluster.address
    text = "the control plane's interfaces stand in these subnets"
  }

  note = [
    "an upgrade of the control plane makes new interfaces before it deletes the old ones: up to 5 addresses",
  ]
}
