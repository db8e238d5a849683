output "azs" {
  value = local.azs
}

output "vpc_attributes" {
  value = local.create_vpc ? aws_vpc.main[0] : data.aws_vpc.main[0]
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

output "core_network_subnet_attributes_by_az" {
  value = aws_subnet.cwan
}

# v2.0.0 only.
output "public_subnet_cidrs_by_az" {
  value = aws_subnet.public
}

output "tgw_subnet_cidrs_by_az" {
  value = aws_subnet.tgw
}

output "nat_gateway_attributes_by_az" {
  value = aws_nat_gateway.main
}

output "natgw_id_per_az" {
  value = {
    for zone in local.azs : zone => { id = try(aws_nat_gateway.main[zone].id, values(aws_nat_gateway.main)[0].id) } if length(local.nat_zones) > 0
  }
}

output "transit_gateway_attachment_id" {
  value = try(aws_ec2_transit_gateway_vpc_attachment.tgw[0].id, null)
}

output "core_network_attachment" {
  value = try(aws_networkmanager_vpc_attachment.cwan[0], null)
}
