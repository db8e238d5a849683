rule "prefix-blocks-exhausted" {
  summary  = "A subnet has too few blocks of 16 addresses for the prefixes of its nodes"
  severity = prefix_blocks.packed > prefix_blocks.blocks ? "error" : "warning"
  each     = "prefix_blocks"

  condition = false # What is missing is what there is to say.

  error_message = (
    prefix_blocks.packed > prefix_blocks.blocks
    ? "`${prefix_blocks.address}` has ${prefix_blocks.blocks} blocks of 16 for prefixes, ${prefix_blocks.by} will need ${prefix_blocks.packed}"
    : "`${prefix_blocks.address}` has ${prefix_blocks.blocks} blocks of 16 for prefixes, ${prefix_blocks.by} may need ${prefix_blocks.fragmented}"
  )

  label {
    at   = prefix_blocks.blocks
    text = "${prefix_blocks.blocks} whole blocks: the first and the last hold addresses that AWS keeps"
  }

  label {
    at   = prefix_blocks.by
    text = prefix_blocks.nodes == 1 ? "1 node here takes ${prefix_blocks.prefixes} prefixes" : "${prefix_blocks.nodes} nodes here take ${prefix_blocks.prefixes} prefixes"
  }

  note = [
    "${prefix_blocks.packed} when the interfaces' own addresses lie together, ${prefix_blocks.fragmented} when each of them spoils a block",
    prefix_blocks.packed > prefix_blocks.blocks ? null : (
      prefix_blocks.reserved == 0
      ? "an aws_ec2_subnet_cidr_reservation of type \"prefix\" keeps single addresses out of the blocks"
      : "the subnet's reservations hold ${prefix_blocks.reserved} blocks, ${prefix_blocks.prefixes} are needed"
    ),
  ]

  help = prefix_blocks.fixes.blocks
}
