rule "zone-share-exceeds-subnet" {
  summary  = "Several subnets of one zone: each may get all nodes of the zone, and cannot hold them"
  severity = "warning"
  each     = "subnet"

  # What is surely too much is another rule's.
  condition = subnet.picked_at_random == null || subnet.at_least.scaled > subnet.usable || subnet.at_most.scaled <= subnet.usable
  undecided = null

  error_message = "${subnet.title} can give ${subnet.usable} addresses, and may be asked for ${subnet.at_most.scaled}: all nodes of its zone of ${subnet.picked_at_random} may start in it"

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
    "among several subnets of one zone ${subnet.cloud_name} picks at random for each node, and does not look at free addresses",
  ]

  help = subnet.fixes.scaled
}
