# Stand-in for aws-ia/vpc/aws, major 1: public, private and transit gateway subnets, one of each in each zone.

data "aws_availability_zones" "current" {}

locals {
  azs = slice(data.aws_availability_zones.current.names, 0, var.az_count)

  create_vpc = var.vpc_id == null
  vpc_id     = local.create_vpc ? aws_vpc.main[0].id : var.vpc_id
  # `vpc_cidr_block` until v1.1.0. With a pool, the module asks IPAM for the next free block.
  wanted_cidr = var.cidr_block != null ? var.cidr_block : var.vpc_cidr_block
  cidr_block  = var.vpc_ipv4_ipam_pool_id == null ? local.wanted_cidr : data.aws_vpc_ipam_preview_next_cidr.main[0].cidr

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
  blocks = length(local.calculated) == 0 ? [] : cidrsubnets(
    local.cidr_block,
    [for subnet in local.calculated : subnet.netmask - tonumber(split("/", local.cidr_block)[1])]...
  )
  # The length is written out: it is known of a block of an IPAM pool, too.
  subnets = concat(
    [for i, subnet in local.calculated : merge(subnet, { cidr = "${split("/", local.blocks[i])[0]}/${subnet.netmask}" })],
    [for subnet in local.wanted : subnet if subnet.netmask == null],
  )

  # Tags come as a map, or as the list of pairs that the Cloud Control provider wants.
  tags = try({ for tag in var.tags : tag.key => tag.value }, var.tags)

  nat_zones = {
    all_azs   = local.azs
    single_az = slice(local.azs, 0, min(1, length(local.azs)))
    none      = []
  }[try(coalesce(var.subnets.public.nat_gateway_configuration), "none")]
}

data "aws_vpc_ipam_preview_next_cidr" "main" {
  count = var.vpc_ipv4_ipam_pool_id == null ? 0 : 1

  ipam_pool_id   = var.vpc_ipv4_ipam_pool_id
  netmask_length = var.vpc_ipv4_netmask_length
}

resource "aws_vpc" "main" {
  count = local.create_vpc ? 1 : 0

  cidr_block        = local.cidr_block
  ipv4_ipam_pool_id = var.vpc_ipv4_ipam_pool_id

  tags = merge({ Name = var.name }, local.tags)
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

  tags = merge({ Name = each.value.name }, local.tags, each.value.tags)
}

resource "aws_subnet" "private" {
  for_each = { for subnet in local.subnets : subnet.zone => subnet if subnet.kind == "private" }

  vpc_id            = local.vpc_id
  availability_zone = each.value.zone
  cidr_block        = each.value.cidr

  tags = merge({ Name = each.value.name }, local.tags, each.value.tags)
}

resource "aws_subnet" "tgw" {
  for_each = { for subnet in local.subnets : subnet.zone => subnet if subnet.kind == "transit_gateway" }

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

  vpc_id             = local.vpc_id
  subnet_ids         = values(aws_subnet.tgw)[*].id
  transit_gateway_id = try(var.subnets.transit_gateway.transit_gateway_id, null)
}
