# Computes blocks and makes nothing.
variable "base_cidr_block" {
  type = string
}

variable "networks" {
  type = list(object({ name = string, new_bits = number }))
}

locals {
  blocks = cidrsubnets(var.base_cidr_block, var.networks[*].new_bits...)
}

output "network_cidr_blocks" {
  value = { for n, network in var.networks : network.name => local.blocks[n] if network.name != null }
}

# A network without a name keeps a place free.
output "networks" {
  value = [for n, network in var.networks : {
    name       = network.name
    new_bits   = network.new_bits
    cidr_block = network.name == null ? null : local.blocks[n]
  }]
}

output "base_cidr_block" {
  value = var.base_cidr_block
}
