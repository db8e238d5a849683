locals {
  private_by_zone = { for zone in local.zones : zone => [for subnet in aws_subnet.private : subnet.id if subnet.availability_zone == zone] }
  public_by_zone  = { for zone in local.zones : zone => [for subnet in aws_subnet.public : subnet.id if subnet.availability_zone == zone] }
}

output "availability_zones" {
  value = local.zones
}

output "availability_zone_ids" {
  value = length(var.availability_zone_ids) > 0 ? var.availability_zone_ids : [for zone in local.zones : local.ids_by_zone[zone]]
}

output "private_subnet_ids" {
  value = aws_subnet.private[*].id
}

output "private_subnet_arns" {
  value = aws_subnet.private[*].arn
}

output "private_subnet_cidrs" {
  value = var.ipv4_enabled ? aws_subnet.private[*].cidr_block : []
}

output "az_private_subnets_map" {
  value = local.private_by_zone
}

output "named_private_subnets_map" {
  value = { for i, name in local.private_names : name => compact([for ids in local.private_by_zone : try(ids[i], "")]) }
}

output "public_subnet_ids" {
  value = aws_subnet.public[*].id
}

output "public_subnet_arns" {
  value = aws_subnet.public[*].arn
}

output "public_subnet_cidrs" {
  value = var.ipv4_enabled ? aws_subnet.public[*].cidr_block : []
}

output "az_public_subnets_map" {
  value = local.public_by_zone
}

output "named_public_subnets_map" {
  value = { for i, name in local.public_names : name => compact([for ids in local.public_by_zone : try(ids[i], "")]) }
}

output "nat_gateway_ids" {
  value = aws_nat_gateway.default[*].id
}

output "nat_instance_ids" {
  value = aws_instance.nat_instance[*].id
}

output "nat_gateway_private_ips" {
  value = aws_nat_gateway.default[*].private_ip
}
