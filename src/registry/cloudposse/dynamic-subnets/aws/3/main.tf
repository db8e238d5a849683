# Stand-in for cloudposse/dynamic-subnets/aws, major 3: in each zone some private and some public subnets, all of one size, the private
# ones first in the block. Unlike major 2, public and private subnets may differ in number, and a zone gets one NAT gateway for
# each of `nat_gateway_public_subnet_indices`, not one for each public subnet (v3.0.0).

locals {
  enabled = module.this.enabled && (var.public_subnets_enabled || var.private_subnets_enabled) && (var.ipv4_enabled || var.ipv6_enabled)
  public  = local.enabled && var.public_subnets_enabled
  private = local.enabled && var.private_subnets_enabled

  public_per_zone  = coalesce(var.public_subnets_per_az_count, var.subnets_per_az_count)
  private_per_zone = coalesce(var.private_subnets_per_az_count, var.subnets_per_az_count)
  public_names     = var.public_subnets_per_az_names != null ? var.public_subnets_per_az_names : var.subnets_per_az_names
  private_names    = var.private_subnets_per_az_names != null ? var.private_subnets_per_az_names : var.subnets_per_az_names

  region_zones = flatten(data.aws_availability_zones.default[*].names)
  zones_by_id  = try(zipmap(data.aws_availability_zones.default[0].zone_ids, data.aws_availability_zones.default[0].names), {})
  ids_by_zone  = try(zipmap(data.aws_availability_zones.default[0].names, data.aws_availability_zones.default[0].zone_ids), {})

  wanted_zones = !local.enabled ? [] : (
    length(var.availability_zone_ids) > 0 ? [for id in var.availability_zone_ids : local.zones_by_id[id]] : (
      length(var.availability_zones) > 0 ? var.availability_zones : sort(local.region_zones)
    )
  )
  zones = (
    var.max_subnet_count == 0 || var.max_subnet_count >= length(local.wanted_zones)
    ? local.wanted_zones
    : slice(local.wanted_zones, 0, var.max_subnet_count)
  )

  given    = { private = try(var.ipv4_cidrs[0].private, []), public = try(var.ipv4_cidrs[0].public, []) }
  is_given = length(local.given.private) + length(local.given.public) > 0

  # Room is kept for as many zones as the region has, unless `max_subnet_count` says how many.
  most_zones       = var.max_subnet_count == 0 ? length(local.region_zones) : var.max_subnet_count
  private_reserved = local.private ? local.most_zones * local.private_per_zone : 0
  public_reserved  = local.public ? local.most_zones * local.public_per_zone : 0
  bits             = ceil(log(max(local.private_reserved + local.public_reserved, 1), 2))
  cidr_block       = length(var.ipv4_cidr_block) > 0 ? var.ipv4_cidr_block[0] : join("", data.aws_vpc.default[*].cidr_block)

  # Which of a zone's public subnets hold its NAT gateways.
  nat_indices = var.nat_gateway_public_subnet_names == null ? var.nat_gateway_public_subnet_indices : [
    for name in coalesce(var.nat_gateway_public_subnet_names, []) : try(index(local.public_names, name), -1)
  ]
  nat_subnets = flatten([
    for zone in range(min(length(local.zones), var.max_nats)) : [
      for index in local.nat_indices : zone * local.public_per_zone + index if index >= 0 && index < local.public_per_zone
    ]
  ])

  # NAT serves private IPv4 subnets, and IPv6 ones that ask for DNS64: private ones do unless told otherwise, if public IPv4 is there.
  private_dns64 = var.private_dns64_nat64_enabled == null ? local.public && var.ipv4_enabled : var.private_dns64_nat64_enabled
  is_nat_useful = local.enabled && (
    local.private && var.ipv4_enabled
    || local.public && var.ipv6_enabled && var.public_dns64_nat64_enabled
    || local.private && var.ipv6_enabled && local.private_dns64
  )
  # A NAT instance that is asked for takes the place of the gateways that are the default.
  wants_nat_gateway = var.nat_instance_enabled == true ? var.nat_gateway_enabled == true : var.nat_gateway_enabled != false

  # Names end in the zone: us-east-2a is "use2a" (short), "ue2a" (fixed; irregular where two regions would share it), or itself (full).
  directions = {
    north = "n", northeast = "ne", northwest = "nw", south = "s", southeast = "se", southwest = "sw",
    east  = "e", west = "w", central = "c", gov = "g",
  }
  irregular = { "af-south-1" = "fs1", "ap-south-1" = "as0", "ap-south-2" = "ar2", "cn-north-1" = "nn0", "cn-northwest-1" = "nn1", "us-gov-east-1" = "ge1", "us-gov-west-1" = "gw1" }
  abbreviations = [
    for zone in local.zones : {
      short = join("", [for i, word in split("-", zone) : i == 0 ? word : lookup(local.directions, word, word)])
      fixed = try(
        "${local.irregular[substr(zone, 0, length(zone) - 1)]}${substr(zone, -1, 1)}",
        join("", [for word in split("-", zone) : can(tonumber(substr(word, 0, 1))) ? word : substr(word, 0, 1)]),
      )
      full = zone
    }[var.availability_zone_attribute_style]
  ]
}

data "aws_availability_zones" "default" {
  count = local.enabled ? 1 : 0

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

data "aws_vpc" "default" {
  count = local.enabled && var.ipv4_enabled && !local.is_given && length(var.ipv4_cidr_block) == 0 ? 1 : 0

  id = var.vpc_id
}

module "private_label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = [var.private_label]
  tags       = merge(var.private_subnets_additional_tags, var.subnet_type_tag_key == null || var.subnet_type_tag_value_format == null ? {} : { (var.subnet_type_tag_key) = format(var.subnet_type_tag_value_format, var.private_label) })
  context    = module.this.context
}

module "public_label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = [var.public_label]
  tags       = merge(var.public_subnets_additional_tags, var.subnet_type_tag_key == null || var.subnet_type_tag_value_format == null ? {} : { (var.subnet_type_tag_key) = format(var.subnet_type_tag_value_format, var.public_label) })
  context    = module.this.context
}

resource "aws_subnet" "private" {
  count = local.private ? length(local.zones) * local.private_per_zone : 0

  vpc_id            = var.vpc_id
  availability_zone = local.zones[floor(count.index / local.private_per_zone)]
  ipv6_native       = var.ipv6_enabled && !var.ipv4_enabled
  cidr_block = !var.ipv4_enabled ? null : (
    local.is_given ? local.given.private[count.index] : cidrsubnet(local.cidr_block, local.bits, count.index)
  )

  tags = merge(
    module.private_label.tags,
    { Name = "${module.private_label.id}${module.this.delimiter}${local.abbreviations[floor(count.index / local.private_per_zone)]}" },
  )
}

resource "aws_subnet" "public" {
  count = local.public ? length(local.zones) * local.public_per_zone : 0

  vpc_id            = var.vpc_id
  availability_zone = local.zones[floor(count.index / local.public_per_zone)]
  ipv6_native       = var.ipv6_enabled && !var.ipv4_enabled
  cidr_block = !var.ipv4_enabled ? null : (
    local.is_given ? element(local.given.public, count.index) : cidrsubnet(local.cidr_block, local.bits, local.private_reserved + count.index)
  )

  tags = merge(
    module.public_label.tags,
    { Name = "${module.public_label.id}${module.this.delimiter}${local.abbreviations[floor(count.index / local.public_per_zone)]}" },
  )
}

resource "aws_nat_gateway" "default" {
  count = local.is_nat_useful && local.wants_nat_gateway ? length(local.nat_subnets) : 0

  subnet_id = aws_subnet.public[local.nat_subnets[count.index]].id
}

resource "aws_instance" "nat_instance" {
  count = local.private && var.ipv4_enabled && var.nat_instance_enabled == true && !local.wants_nat_gateway ? length(local.nat_subnets) : 0

  instance_type = var.nat_instance_type
  subnet_id     = aws_subnet.public[local.nat_subnets[count.index]].id
}
