# Since 0.24. With addresses of the caller's there is no gateway at all.
variable "existing_nat_ips" {
  type    = list(string)
  default = []
}

resource "aws_nat_gateway" "default" {
  count = module.this.enabled && var.nat_gateway_enabled && length(var.existing_nat_ips) == 0 ? length(var.availability_zones) : 0

  subnet_id = aws_subnet.public[count.index].id
}
