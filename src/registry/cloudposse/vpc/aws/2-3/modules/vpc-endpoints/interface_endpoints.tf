resource "aws_vpc_endpoint" "interface_endpoint" {
  for_each = { for name, endpoint in var.interface_vpc_endpoints : name => endpoint if module.this.enabled }

  vpc_id            = var.vpc_id
  service_name      = each.value.name
  vpc_endpoint_type = "Interface"
}

resource "aws_vpc_endpoint_subnet_association" "interface" {
  for_each = { for place in local.places : place.key => place if module.this.enabled }

  vpc_endpoint_id = aws_vpc_endpoint.interface_endpoint[each.value.endpoint].id
  subnet_id       = each.value.subnet_id
}

locals {
  # By place in the list: ids are not known before they are made.
  places = flatten([
    for name, endpoint in var.interface_vpc_endpoints : [
      for i, id in endpoint.subnet_ids : { key = "${name}[${i}]", endpoint = name, subnet_id = id }
    ]
  ])
}
