resource "aws_vpc_endpoint" "interface_endpoint" {
  for_each = { for name, endpoint in var.interface_vpc_endpoints : name => endpoint if module.this.enabled }

  vpc_id            = var.vpc_id
  service_name      = each.value.name
  vpc_endpoint_type = "Interface"
  subnet_ids        = each.value.subnet_ids
}
