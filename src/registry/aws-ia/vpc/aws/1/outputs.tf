# `vpc` and `vpc_id` are the whole VPC, in v1.1.0 and before it.
output "vpc_id" {
  value = try(aws_vpc.main[0], null)
}

output "vpc" {
  value = try(aws_vpc.main[0], null)
}

output "vpc_attributes" {
  value = try(aws_vpc.main[0], null)
}

output "public_subnet_attributes_by_az" {
  value = aws_subnet.public
}

output "private_subnet_attributes_by_az" {
  value = aws_subnet.private
}

output "tgw_subnet_attributes_by_az" {
  value = aws_subnet.tgw
}

output "nat_gateway_attributes_by_az" {
  value = aws_nat_gateway.main
}

output "nat_gateways_by_az" {
  value = aws_nat_gateway.main
}

locals {
  cidrs_by_kind = {
    for kind in keys(var.subnets) : kind => { for subnet in local.subnets : subnet.zone => subnet.cidr if subnet.kind == kind }
  }
}

output "subnets" {
  value = local.cidrs_by_kind
}

output "subnet_cidrs_by_type_by_az" {
  value = local.cidrs_by_kind
}

output "transit_gateway_attachment_id" {
  value = try(aws_ec2_transit_gateway_vpc_attachment.tgw[0].id, null)
}
