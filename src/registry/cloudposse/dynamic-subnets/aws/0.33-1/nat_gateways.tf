resource "aws_nat_gateway" "default" {
  count = module.this.enabled && var.nat_gateway_enabled ? length(var.availability_zones) : 0

  subnet_id = aws_subnet.public[count.index].id
}
