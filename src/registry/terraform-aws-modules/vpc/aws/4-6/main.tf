# Stand-in for terraform-aws-modules/vpc/aws, majors 4 to 6: only what holds or takes IPv4 addresses.
# Majors 2 and 3 are in a folder of their own: v4.0.0 gave `cidr` another default, counts subnets by their IPv6 prefixes too, and
# lets public subnets alone ask for NAT gateways.

locals {
  create_vpc = var.create_vpc && var.putin_khuylo

  public_subnets = max(length(var.public_subnets), length(var.public_subnet_ipv6_prefixes))

  # With a NAT gateway for each zone, the module makes no public subnet at all unless there is one for each.
  lacks_public_subnets = var.one_nat_gateway_per_az && local.public_subnets < length(var.azs)

  # v4.0.1 to v5.1.1 also counted the intra subnets, v4.0.0 did not count the private ones.
  nat_gateways = var.single_nat_gateway ? 1 : var.one_nat_gateway_per_az ? length(var.azs) : max(
    local.public_subnets,
    length(var.private_subnets), length(var.private_subnet_ipv6_prefixes),
    length(var.database_subnets), length(var.database_subnet_ipv6_prefixes),
    length(var.redshift_subnets), length(var.redshift_subnet_ipv6_prefixes),
    length(var.elasticache_subnets), length(var.elasticache_subnet_ipv6_prefixes),
  )

  # `azs` may hold names (us-east-1a) or, from v2.25.0, ids (use1-az1).
  zone_name = "^[a-z]{2}-"

  # Subnets may lie in a secondary block: they wait for it.
  vpc_id = try(aws_vpc_ipv4_cidr_block_association.this[0].vpc_id, aws_vpc.this[0].id, "")
}

resource "aws_vpc" "this" {
  count = local.create_vpc ? 1 : 0

  cidr_block          = var.use_ipam_pool ? null : var.cidr
  ipv4_ipam_pool_id   = var.ipv4_ipam_pool_id
  ipv4_netmask_length = var.ipv4_netmask_length

  tags = merge({ Name = var.name }, var.tags, var.vpc_tags)
}

resource "aws_vpc_ipv4_cidr_block_association" "this" {
  count = local.create_vpc ? length(var.secondary_cidr_blocks) : 0

  vpc_id     = aws_vpc.this[0].id
  cidr_block = var.secondary_cidr_blocks[count.index]
}

resource "aws_subnet" "public" {
  count = local.create_vpc && !local.lacks_public_subnets ? local.public_subnets : 0

  vpc_id               = local.vpc_id
  cidr_block           = var.public_subnet_ipv6_native ? null : try(var.public_subnets[count.index], "")
  ipv6_native          = var.enable_ipv6 && var.public_subnet_ipv6_native
  availability_zone    = can(regex(local.zone_name, element(var.azs, count.index))) ? element(var.azs, count.index) : null
  availability_zone_id = can(regex(local.zone_name, element(var.azs, count.index))) ? null : element(var.azs, count.index)

  tags = merge(
    { Name = try(var.public_subnet_names[count.index], "${var.name}-${var.public_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags,
    var.public_subnet_tags,
    length(var.public_subnet_tags_per_az) == 0 ? {} : lookup(var.public_subnet_tags_per_az, element(var.azs, count.index), {}),
  )
}

resource "aws_subnet" "private" {
  count = local.create_vpc ? max(length(var.private_subnets), length(var.private_subnet_ipv6_prefixes)) : 0

  vpc_id               = local.vpc_id
  cidr_block           = var.private_subnet_ipv6_native ? null : try(var.private_subnets[count.index], "")
  ipv6_native          = var.enable_ipv6 && var.private_subnet_ipv6_native
  availability_zone    = can(regex(local.zone_name, element(var.azs, count.index))) ? element(var.azs, count.index) : null
  availability_zone_id = can(regex(local.zone_name, element(var.azs, count.index))) ? null : element(var.azs, count.index)

  tags = merge(
    { Name = try(var.private_subnet_names[count.index], "${var.name}-${var.private_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags,
    var.private_subnet_tags,
    length(var.private_subnet_tags_per_az) == 0 ? {} : lookup(var.private_subnet_tags_per_az, element(var.azs, count.index), {}),
  )
}

resource "aws_subnet" "database" {
  count = local.create_vpc ? max(length(var.database_subnets), length(var.database_subnet_ipv6_prefixes)) : 0

  vpc_id               = local.vpc_id
  cidr_block           = var.database_subnet_ipv6_native ? null : try(var.database_subnets[count.index], "")
  ipv6_native          = var.enable_ipv6 && var.database_subnet_ipv6_native
  availability_zone    = can(regex(local.zone_name, element(var.azs, count.index))) ? element(var.azs, count.index) : null
  availability_zone_id = can(regex(local.zone_name, element(var.azs, count.index))) ? null : element(var.azs, count.index)

  tags = merge(
    { Name = try(var.database_subnet_names[count.index], "${var.name}-${var.database_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags,
    var.database_subnet_tags,
  )
}

resource "aws_subnet" "redshift" {
  count = local.create_vpc ? max(length(var.redshift_subnets), length(var.redshift_subnet_ipv6_prefixes)) : 0

  vpc_id               = local.vpc_id
  cidr_block           = var.redshift_subnet_ipv6_native ? null : try(var.redshift_subnets[count.index], "")
  ipv6_native          = var.enable_ipv6 && var.redshift_subnet_ipv6_native
  availability_zone    = can(regex(local.zone_name, element(var.azs, count.index))) ? element(var.azs, count.index) : null
  availability_zone_id = can(regex(local.zone_name, element(var.azs, count.index))) ? null : element(var.azs, count.index)

  tags = merge(
    { Name = try(var.redshift_subnet_names[count.index], "${var.name}-${var.redshift_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags,
    var.redshift_subnet_tags,
  )
}

resource "aws_subnet" "elasticache" {
  count = local.create_vpc ? max(length(var.elasticache_subnets), length(var.elasticache_subnet_ipv6_prefixes)) : 0

  vpc_id               = local.vpc_id
  cidr_block           = var.elasticache_subnet_ipv6_native ? null : try(var.elasticache_subnets[count.index], "")
  ipv6_native          = var.enable_ipv6 && var.elasticache_subnet_ipv6_native
  availability_zone    = can(regex(local.zone_name, element(var.azs, count.index))) ? element(var.azs, count.index) : null
  availability_zone_id = can(regex(local.zone_name, element(var.azs, count.index))) ? null : element(var.azs, count.index)

  tags = merge(
    { Name = try(var.elasticache_subnet_names[count.index], "${var.name}-${var.elasticache_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags,
    var.elasticache_subnet_tags,
  )
}

resource "aws_subnet" "intra" {
  count = local.create_vpc ? max(length(var.intra_subnets), length(var.intra_subnet_ipv6_prefixes)) : 0

  vpc_id               = local.vpc_id
  cidr_block           = var.intra_subnet_ipv6_native ? null : try(var.intra_subnets[count.index], "")
  ipv6_native          = var.enable_ipv6 && var.intra_subnet_ipv6_native
  availability_zone    = can(regex(local.zone_name, element(var.azs, count.index))) ? element(var.azs, count.index) : null
  availability_zone_id = can(regex(local.zone_name, element(var.azs, count.index))) ? null : element(var.azs, count.index)

  tags = merge(
    { Name = try(var.intra_subnet_names[count.index], "${var.name}-${var.intra_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags,
    var.intra_subnet_tags,
  )
}

resource "aws_subnet" "outpost" {
  count = local.create_vpc ? max(length(var.outpost_subnets), length(var.outpost_subnet_ipv6_prefixes)) : 0

  vpc_id            = local.vpc_id
  cidr_block        = var.outpost_subnet_ipv6_native ? null : try(var.outpost_subnets[count.index], "")
  ipv6_native       = var.enable_ipv6 && var.outpost_subnet_ipv6_native
  availability_zone = var.outpost_az

  tags = merge(
    { Name = try(var.outpost_subnet_names[count.index], "${var.name}-${var.outpost_subnet_suffix}-${var.outpost_az}") },
    var.tags,
    var.outpost_subnet_tags,
  )
}

resource "aws_nat_gateway" "this" {
  count = local.create_vpc && var.enable_nat_gateway ? local.nat_gateways : 0

  subnet_id = element(aws_subnet.public[*].id, count.index)
}

# Databases and caches name their subnets by these groups.
resource "aws_db_subnet_group" "database" {
  count = length(aws_subnet.database) > 0 && var.create_database_subnet_group ? 1 : 0

  name       = lower(try(coalesce(var.database_subnet_group_name, var.name), ""))
  subnet_ids = aws_subnet.database[*].id
}

resource "aws_redshift_subnet_group" "redshift" {
  count = length(aws_subnet.redshift) > 0 && var.create_redshift_subnet_group ? 1 : 0

  name       = lower(try(coalesce(var.redshift_subnet_group_name, var.name), ""))
  subnet_ids = aws_subnet.redshift[*].id
}

resource "aws_elasticache_subnet_group" "elasticache" {
  count = length(aws_subnet.elasticache) > 0 && var.create_elasticache_subnet_group ? 1 : 0

  name       = try(coalesce(var.elasticache_subnet_group_name, var.name), "")
  subnet_ids = aws_subnet.elasticache[*].id
}
