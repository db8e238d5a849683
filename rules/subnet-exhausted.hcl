rule "subnet-exhausted" {
  summary  = "Node pools reserve more addresses of a subnet than it can give"
  severity = "error"
  each     = "subnet"

  condition = subnet.demand.desired <= subnet.usable && subnet.demand.scaled <= subnet.usable
  undecided = subnet.holds_cluster ? "whether ${subnet.title} can hold its nodes" : null

  error_message = join("", [
    "${subnet.title} can give ${subnet.usable} addresses, ",
    subnet.at_least.desired <= subnet.usable ? "${subnet.claimants.scaled} will reserve ${subnet.in_words.scaled}" : (
      subnet.at_least.desired >= subnet.at_least.scaled
      ? "${subnet.claimants.desired} will reserve ${subnet.in_words.desired} at its desired size already"
      : "${subnet.claimants.desired} will reserve ${subnet.in_words.desired} at its desired size already, ${subnet.in_words.scaled} at its maximum"
    ),
  ])

  label {
    at   = subnet.cidr_block
    text = "${subnet.block}: ${subnet.total} addresses, ${subnet.reserved} kept by ${subnet.cloud_name}"
  }

  dynamic "label" {
    for_each = subnet.labels
    content {
      at   = label.value.at
      text = label.value.text
    }
  }

  note = [
    subnet.together,
    subnet.nodes_that_fit == null ? null : join("", [
      subnet.nodes_that_fit == 1 ? "1 node fits in this subnet" : "${subnet.nodes_that_fit} nodes fit in this subnet",
      subnet.all == null ? "" : ", ${subnet.nodes_that_fit_in_all} in ${subnet.all}",
      subnet.cloud != "aws" || subnet.left_over == 0
      ? (subnet.cloud == "azure" && anytrue([for claim in subnet.claims : claim.what == "pods"])
        ? "; node ${subnet.nodes_that_fit + 1} finds no batch of addresses for its pods"
      : "; node ${subnet.nodes_that_fit + 1} cannot start")
      : "; node ${subnet.nodes_that_fit + 1} still joins, and pods stay in ContainerCreating once no address is left",
    ]),
    subnet.cloud == "azure" && anytrue([for claim in subnet.claims : claim.what == "nodes"]) ? "AKS counts every node pool at its maximum and refuses it: InsufficientSubnetSize" : null,
  ]

  help = subnet.fixes.scaled
}
