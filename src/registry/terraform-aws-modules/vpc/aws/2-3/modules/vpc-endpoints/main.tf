# Stand-in for terraform-aws-modules/vpc/aws//modules/vpc-endpoints (from v3.0.0): an interface endpoint takes an address in
# each of its subnets, a gateway endpoint none.

variable "create" {
  type    = bool
  default = true
}

variable "vpc_id" {
  type    = string
  default = null
}

variable "subnet_ids" {
  type    = list(string)
  default = []
}

variable "endpoints" {
  type    = any
  default = {}
}

resource "aws_vpc_endpoint" "this" {
  # `create` of one endpoint: v3.14.1
  for_each = { for name, endpoint in var.endpoints : name => endpoint if var.create && try(endpoint.create, true) }

  vpc_id            = var.vpc_id
  service_name      = try(each.value.service_endpoint, each.value.service_name, each.value.service, each.key)
  vpc_endpoint_type = try(each.value.service_type, "Interface")

  subnet_ids = (
    try(each.value.service_type, "Interface") != "Interface"
    ? null
    : distinct(concat(var.subnet_ids, try(each.value.subnet_ids, [])))
  )

  # v5.21.0
  dynamic "subnet_configuration" {
    for_each = try(each.value.subnet_configurations, [])

    content {
      ipv4      = try(subnet_configuration.value.ipv4, null)
      subnet_id = try(subnet_configuration.value.subnet_id, null)
    }
  }
}

output "endpoints" {
  value = aws_vpc_endpoint.this
}
