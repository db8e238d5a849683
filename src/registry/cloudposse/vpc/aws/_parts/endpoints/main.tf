# Stand-in for cloudposse/vpc/aws//modules/vpc-endpoints (from 0.23.0): an interface endpoint takes an address in each of its subnets.

variable "vpc_id" {
  type = string
}

variable "interface_vpc_endpoints" {
  type    = any
  default = {}
}

variable "gateway_vpc_endpoints" {
  type    = any
  default = {}
}

resource "aws_vpc_endpoint" "gateway_endpoint" {
  for_each = { for name, endpoint in var.gateway_vpc_endpoints : name => endpoint if module.this.enabled }

  vpc_id            = var.vpc_id
  service_name      = each.value.name
  vpc_endpoint_type = "Gateway"
}

output "gateway_vpc_endpoints_map" {
  value = aws_vpc_endpoint.gateway_endpoint
}

output "interface_vpc_endpoints_map" {
  value = aws_vpc_endpoint.interface_endpoint
}
