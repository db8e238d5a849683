# Stand-in for cloudposse/vpc/aws, majors 0 to 3: only what holds IPv4 ranges. Before 0.14.0 the resources had no `count`, so that
# Terraform calls the VPC `aws_vpc.default`, not `aws_vpc.default[0]`.

# `cidr_block` and `additional_cidr_blocks` of majors 0 and 1 became the others in 1.1.0 and are gone from 2.0.0.
variable "cidr_block" {
  type    = string
  default = null
}

variable "ipv4_primary_cidr_block" {
  type    = string
  default = null
}

variable "ipv4_primary_cidr_block_association" {
  type    = any
  default = null
}

variable "additional_cidr_blocks" {
  type    = list(string)
  default = []
}

variable "ipv4_additional_cidr_block_associations" {
  type    = any
  default = {}
}

locals {
  # The old input is keyed by its blocks.
  associations = length(coalesce(var.additional_cidr_blocks, [])) > 0 ? {
    for block in var.additional_cidr_blocks : block => { ipv4_cidr_block = block }
  } : var.ipv4_additional_cidr_block_associations
}

resource "aws_vpc" "default" {
  count = module.this.enabled ? 1 : 0

  cidr_block          = var.ipv4_primary_cidr_block != null ? var.ipv4_primary_cidr_block : var.cidr_block
  ipv4_ipam_pool_id   = try(var.ipv4_primary_cidr_block_association.ipv4_ipam_pool_id, null)
  ipv4_netmask_length = try(var.ipv4_primary_cidr_block_association.ipv4_netmask_length, null)

  tags = module.this.tags
}

resource "aws_vpc_ipv4_cidr_block_association" "default" {
  for_each = { for name, block in local.associations : name => block if module.this.enabled }

  vpc_id              = aws_vpc.default[0].id
  cidr_block          = try(each.value.ipv4_cidr_block, null)
  ipv4_ipam_pool_id   = try(each.value.ipv4_ipam_pool_id, null)
  ipv4_netmask_length = try(each.value.ipv4_netmask_length, null)
}
