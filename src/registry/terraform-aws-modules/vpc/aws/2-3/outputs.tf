# What was not made is "" in these majors, and null from v4.0.0.
output "name" {
  value = var.name
}

output "azs" {
  value = var.azs
}

output "vpc_id" {
  value = try(aws_vpc.this[0].id, "")
}

output "vpc_arn" {
  value = try(aws_vpc.this[0].arn, "")
}

output "vpc_cidr_block" {
  value = try(aws_vpc.this[0].cidr_block, "")
}

output "vpc_owner_id" {
  value = try(aws_vpc.this[0].owner_id, "")
}

output "vpc_main_route_table_id" {
  value = try(aws_vpc.this[0].main_route_table_id, "")
}

output "vpc_ipv6_association_id" {
  value = try(aws_vpc.this[0].ipv6_association_id, "")
}

output "vpc_ipv6_cidr_block" {
  value = try(aws_vpc.this[0].ipv6_cidr_block, "")
}

output "default_security_group_id" {
  value = try(aws_vpc.this[0].default_security_group_id, "")
}

output "default_network_acl_id" {
  value = try(aws_vpc.this[0].default_network_acl_id, "")
}

output "default_route_table_id" {
  value = try(aws_vpc.this[0].default_route_table_id, "")
}

output "vpc_secondary_cidr_blocks" {
  value = compact(aws_vpc_ipv4_cidr_block_association.this[*].cidr_block)
}

output "public_subnets" {
  value = aws_subnet.public[*].id
}

output "public_subnet_arns" {
  value = aws_subnet.public[*].arn
}

output "public_subnets_cidr_blocks" {
  value = compact(aws_subnet.public[*].cidr_block)
}

output "private_subnets" {
  value = aws_subnet.private[*].id
}

output "private_subnet_arns" {
  value = aws_subnet.private[*].arn
}

output "private_subnets_cidr_blocks" {
  value = compact(aws_subnet.private[*].cidr_block)
}

output "database_subnets" {
  value = aws_subnet.database[*].id
}

output "database_subnet_arns" {
  value = aws_subnet.database[*].arn
}

output "database_subnets_cidr_blocks" {
  value = compact(aws_subnet.database[*].cidr_block)
}

output "redshift_subnets" {
  value = aws_subnet.redshift[*].id
}

output "redshift_subnet_arns" {
  value = aws_subnet.redshift[*].arn
}

output "redshift_subnets_cidr_blocks" {
  value = compact(aws_subnet.redshift[*].cidr_block)
}

output "elasticache_subnets" {
  value = aws_subnet.elasticache[*].id
}

output "elasticache_subnet_arns" {
  value = aws_subnet.elasticache[*].arn
}

output "elasticache_subnets_cidr_blocks" {
  value = compact(aws_subnet.elasticache[*].cidr_block)
}

output "intra_subnets" {
  value = aws_subnet.intra[*].id
}

output "intra_subnet_arns" {
  value = aws_subnet.intra[*].arn
}

output "intra_subnets_cidr_blocks" {
  value = compact(aws_subnet.intra[*].cidr_block)
}

output "outpost_subnets" {
  value = aws_subnet.outpost[*].id
}

output "outpost_subnet_arns" {
  value = aws_subnet.outpost[*].arn
}

output "outpost_subnets_cidr_blocks" {
  value = compact(aws_subnet.outpost[*].cidr_block)
}

output "database_subnet_group" {
  value = try(aws_db_subnet_group.database[0].id, "")
}

output "database_subnet_group_name" {
  value = try(aws_db_subnet_group.database[0].name, "")
}

output "redshift_subnet_group" {
  value = try(aws_redshift_subnet_group.redshift[0].id, "")
}

output "elasticache_subnet_group" {
  value = try(aws_elasticache_subnet_group.elasticache[0].id, "")
}

output "elasticache_subnet_group_name" {
  value = try(aws_elasticache_subnet_group.elasticache[0].name, "")
}

output "natgw_ids" {
  value = aws_nat_gateway.this[*].id
}
