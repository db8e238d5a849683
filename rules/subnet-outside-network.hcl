rule "subnet-outside-network" {
  summary  = "A subnet lies outside every block of its network"
  severity = "error"
  each     = "outside_network"

  condition = false # A subnet like this is the mistake itself.

  error_message = "`${outside_network.address}` is ${outside_network.cidr_block}, `${outside_network.network}` holds ${outside_network.network_cidrs}"

  label {
    at   = outside_network.network_cidrs
    text = "the network: ${outside_network.network_cidrs}"
  }

  label {
    at   = outside_network.cidr_block
    text = "${outside_network.cidr_block} is not inside it"
  }

  note = ["apply fails: move the subnet into the network's block, or give the network a second block that holds it"]
}
