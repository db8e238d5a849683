variable "enable_private_endpoint" {
  type    = bool
  default = false
}

# Since 32.0.
variable "private_endpoint_subnetwork" {
  type    = string
  default = null
}

locals {
  private = var.enable_private_nodes ? [{
    endpoint   = var.enable_private_endpoint
    block      = var.private_endpoint_subnetwork == null ? var.master_ipv4_cidr_block : null
    subnetwork = var.private_endpoint_subnetwork
  }] : []
}

output "master_ipv4_cidr_block" {
  value = var.master_ipv4_cidr_block
}
