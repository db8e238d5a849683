# Stand-in for aws-ia/vpc/aws, majors 2 to 4: a VPC, or a part of one, cut into kinds of subnets that callers name, one of each kind in
# each zone. Major 1 is in a folder of its own: it knows only one kind of private subnets and keys them by zone alone.

data "aws_availability_zones" "current" {
  # From v4.4.2; before it, zones that need opting in counted.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  # `azs` (v4.4.3) in place of `az_count`. Absent is 0 and [] in v4.4.3, null from v4.7.0 and v4.7.2.
  azs = (
    length(coalesce(var.azs, [])) > 0
    ? sort(var.azs)
    : slice(data.aws_availability_zones.current.names, 0, coalesce(var.az_count, 0))
  )

  # `vpc_id` alone meant an existing VPC until v4.4.2; since then `create_vpc` has to say so too.
  create_vpc = var.create_vpc && var.vpc_id == null
  vpc_id     = local.create_vpc ? aws_vpc.main[0].id : var.vpc_id
  cidr_block = (
    var.cidr_block != null ? var.cidr_block : local.create_vpc ? aws_vpc.main[0].cidr_block : data.aws_vpc.main[0].cidr_block
  )

  # One object for each subnet, so that what is known of it stays known where the names of the zones, which are in the keys, are not.
  wanted = flatten([
    for kind, subnet in var.subnets : [
      for i, zone in local.azs : {
        kind        = kind
        zone        = zone
        name        = "${try(subnet.name_prefix, kind)}-${zone}"
        netmask     = try(subnet.netmask, null)
        cidr        = try(contains(keys(subnet), "netmask"), false) ? null : try(subnet.cidrs[i], null)
        ipv6_native = try(contains(keys(subnet), "ipv6_native"), false)
        tags        = try({ for tag in subnet.tags : tag.key => tag.value }, subnet.tags, {})
      }
    ]
  ])

  # Kinds with a `netmask` get blocks of the VPC, in the order of their names. The others list `cidrs`.
  calculated = [for subnet in local.wanted : subnet if subnet.netmask != null]
  # v4.6.0: the smallest blocks first.
  ordered = flatten([
    for netmask in(var.optimize_subnet_cidr_ranges ? reverse(range(33)) : [null]) : [
      for subnet in local.calculated : subnet if netmask == null || subnet.netmask == netmask
    ]
  ])
  blocks = length(local.calculated) == 0 ? [] : cidrsubnets(
    local.cidr_block,
    [for subnet in local.ordered : subnet.netmask - tonumber(split("/", local.cidr_block)[1])]...
  )
  # The length is written out: it is known of a block of an IPAM pool, too.
  subnets = concat(
    [for i, subnet in local.ordered : merge(subnet, { cidr = "${split("/", local.blocks[i])[0]}/${subnet.netmask}" })],
    [for subnet in local.wanted : subnet if subnet.netmask == null],
  )

  # Tags come as a map, or as the list of pairs that the Cloud Control provider wants.
  tags = try({ for tag in var.tags : tag.key => tag.value }, var.tags)

  private = setsubtract(keys(var.subnets), ["public", "transit_gateway", "core_network"])

  nat_zones = {
    all_azs   = local.azs
    single_az = slice(local.azs, 0, min(1, length(local.azs)))
    none      = []
  }[try(coalesce(var.subnets.public.nat_gateway_configuration), "none")]
}

resource "aws_vpc" "main" {
  count = local.create_vpc ? 1 : 0

  cidr_block          = var.cidr_block
  ipv4_ipam_pool_id   = var.vpc_ipv4_ipam_pool_id
  ipv4_netmask_length = var.vpc_ipv4_netmask_length

  tags = merge({ Name = var.name }, local.tags)
}

data "aws_vpc" "main" {
  count = local.create_vpc ? 0 : 1

  id = var.vpc_id
}

resource "aws_vpc_ipv4_cidr_block_association" "secondary" {
  count = var.vpc_secondary_cidr && !local.create_vpc ? 1 : 0

  vpc_id            = var.vpc_id
  cidr_block        = local.cidr_block
  ipv4_ipam_pool_id = var.vpc_ipv4_ipam_pool_id
}

resource "aws_subnet" "public" {
  for_each = { for subnet in local.subnets : subnet.zone => subnet if subnet.kind == "public" }

  vpc_id            = local.vpc_id
  availability_zone = each.value.zone
  cidr_block        = each.value.cidr
  ipv6_native       = each.value.ipv6_native

  tags = merge({ Name = each.value.name }, local.tags, each.value.tags)
}

resource "aws_subnet" "private" {
  for_each = { for subnet in local.subnets : "${subnet.kind}/${subnet.zone}" => subnet if contains(local.private, subnet.kind) }

  vpc_id            = local.vpc_id
  availability_zone = each.value.zone
  cidr_block        = each.value.cidr
  ipv6_native       = each.value.ipv6_native

  tags = merge({ Name = each.value.name }, local.tags, each.value.tags)
}

resource "aws_subnet" "tgw" {
  for_each = { for subnet in local.subnets : subnet.zone => subnet if subnet.kind == "transit_gateway" }

  vpc_id            = local.vpc_id
  availability_zone = each.value.zone
  cidr_block        = each.value.cidr

  tags = merge({ Name = each.value.name }, local.tags, each.value.tags)
}

# v3.0.2
resource "aws_subnet" "cwan" {
  for_each = { for subnet in local.subnets : subnet.zone => subnet if subnet.kind == "core_network" }

  vpc_id            = local.vpc_id
  availability_zone = each.value.zone
  cidr_block        = each.value.cidr

  tags = merge({ Name = each.value.name }, local.tags, each.value.tags)
}

resource "aws_nat_gateway" "main" {
  for_each = toset(contains(keys(var.subnets), "public") ? local.nat_zones : [])

  subnet_id = aws_subnet.public[each.key].id
}

resource "aws_ec2_transit_gateway_vpc_attachment" "tgw" {
  count = contains(keys(var.subnets), "transit_gateway") ? 1 : 0

  vpc_id     = local.vpc_id
  subnet_ids = values(aws_subnet.tgw)[*].id
  # v3.0.0 moved it out of `subnets`.
  transit_gateway_id = try(coalesce(var.transit_gateway_id, var.subnets.transit_gateway.transit_gateway_id), null)
}

# v3.0.2
resource "aws_networkmanager_vpc_attachment" "cwan" {
  count = contains(keys(var.subnets), "core_network") ? 1 : 0

  vpc_arn         = try(aws_vpc.main[0].arn, data.aws_vpc.main[0].arn)
  subnet_arns     = values(aws_subnet.cwan)[*].arn
  core_network_id = try(var.core_network.id, null)
}
