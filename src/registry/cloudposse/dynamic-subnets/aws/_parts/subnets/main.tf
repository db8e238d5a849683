# Stand-in for cloudposse/dynamic-subnets/aws, majors 0 and 1: one private and one public subnet in each zone, all of one size, the
# private ones first in the block.

locals {
  # Room is kept for as many zones as the region has, unless `max_subnet_count` says how many.
  reserved = var.max_subnet_count == 0 ? length(flatten(data.aws_availability_zones.available[*].names)) : var.max_subnet_count

  cidr_block = var.cidr_block != "" ? var.cidr_block : join("", data.aws_vpc.default[*].cidr_block)

  # Names end in the zone: us-east-2a is "use2a" (short), "ue2a" (fixed; irregular where two regions would share it), or itself (full).
  directions = {
    north = "n", northeast = "ne", northwest = "nw", south = "s", southeast = "se", southwest = "sw",
    east  = "e", west = "w", central = "c", gov = "g",
  }
  irregular = { "af-south-1" = "fs1", "ap-south-1" = "as0", "ap-south-2" = "ar2", "cn-north-1" = "nn0", "cn-northwest-1" = "nn1", "us-gov-east-1" = "ge1", "us-gov-west-1" = "gw1" }
  abbreviations = [
    for zone in var.availability_zones : {
      short = join("", [for i, word in split("-", zone) : i == 0 ? word : lookup(local.directions, word, word)])
      fixed = try(
        "${local.irregular[substr(zone, 0, length(zone) - 1)]}${substr(zone, -1, 1)}",
        join("", [for word in split("-", zone) : can(tonumber(substr(word, 0, 1))) ? word : substr(word, 0, 1)]),
      )
      full = zone
    }[var.availability_zone_attribute_style]
  ]
}

data "aws_availability_zones" "available" {
  count = module.this.enabled ? 1 : 0
}

data "aws_vpc" "default" {
  count = module.this.enabled ? 1 : 0

  id = var.vpc_id
}

module "private_label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = ["private"]
  tags       = merge(var.private_subnets_additional_tags, { (var.subnet_type_tag_key) = format(var.subnet_type_tag_value_format, "private") })
  context    = module.this.context
}

module "public_label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = ["public"]
  tags       = merge(var.public_subnets_additional_tags, { (var.subnet_type_tag_key) = format(var.subnet_type_tag_value_format, "public") })
  context    = module.this.context
}

resource "aws_subnet" "private" {
  count = module.this.enabled ? length(var.availability_zones) : 0

  vpc_id            = var.vpc_id
  availability_zone = var.availability_zones[count.index]
  cidr_block        = cidrsubnet(local.cidr_block, ceil(log(local.reserved * 2, 2)), count.index)

  tags = merge(
    module.private_label.tags,
    { Name = "${module.private_label.id}${module.this.delimiter}${local.abbreviations[count.index]}" },
  )
}

resource "aws_subnet" "public" {
  count = module.this.enabled ? length(var.availability_zones) : 0

  vpc_id            = var.vpc_id
  availability_zone = var.availability_zones[count.index]
  cidr_block        = cidrsubnet(local.cidr_block, ceil(log(local.reserved * 2, 2)), local.reserved + count.index)

  tags = merge(
    module.public_label.tags,
    { Name = "${module.public_label.id}${module.this.delimiter}${local.abbreviations[count.index]}" },
  )
}

resource "aws_instance" "nat_instance" {
  count = module.this.enabled && var.nat_instance_enabled ? length(var.availability_zones) : 0

  instance_type = var.nat_instance_type
  subnet_id     = aws_subnet.public[count.index].id
}
