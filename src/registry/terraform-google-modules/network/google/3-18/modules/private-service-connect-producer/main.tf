# Since 13.0. Subnets for the addresses that service attachments translate to: they hold no nodes.
variable "name" {
  type = string
}

variable "project_id" {
  type = string
}

variable "network_project_id" {
  type    = string
  default = null
}

variable "network" {
  type = string
}

variable "region" {
  type = string
}

variable "nat_subnets" {
  type = list(object({
    subnet_name = optional(string)
    ipv4_range  = optional(string)
    stack_type  = optional(string)
  }))
}

resource "google_compute_subnetwork" "subnetworks" {
  for_each = {
    for index, subnet in var.nat_subnets : coalesce(subnet.subnet_name, "${var.name}-nat-subnet-${index}") => subnet
  }

  project       = var.network_project_id != null ? var.network_project_id : var.project_id
  network       = var.network
  region        = var.region
  name          = each.key
  ip_cidr_range = each.value.ipv4_range
  stack_type    = each.value.stack_type
  purpose       = "PRIVATE_SERVICE_CONNECT"
}
