variable "project_id" {
  type = string
}

variable "network_name" {
  type = string
}

# Maps of strings before 7.0. A subnet may leave out its region since 16.0, where subnets_region gives it.
variable "subnets" {
  type = list(object({
    subnet_name           = string
    subnet_ip             = string
    subnet_region         = optional(string)
    subnet_private_access = optional(string, "false")
    description           = optional(string)
    purpose               = optional(string)
    role                  = optional(string)
    stack_type            = optional(string)
    ipv6_access_type      = optional(string)
  }))
}

variable "subnets_region" {
  type    = string
  default = null
}

# By the name of the subnet. reserved_internal_range came with 18.1.
variable "secondary_ranges" {
  type = map(list(object({
    range_name              = string
    ip_cidr_range           = optional(string)
    reserved_internal_range = optional(string)
  })))
  default = {}
}

resource "google_compute_subnetwork" "subnetwork" {
  for_each = {
    for subnet in var.subnets : "${coalesce(var.subnets_region, subnet.subnet_region, "undefined")}/${subnet.subnet_name}" => subnet
  }

  project                  = var.project_id
  network                  = var.network_name
  name                     = each.value.subnet_name
  region                   = var.subnets_region != null ? var.subnets_region : each.value.subnet_region
  ip_cidr_range            = each.value.subnet_ip
  private_ip_google_access = each.value.subnet_private_access
  description              = each.value.description
  purpose                  = each.value.purpose
  role                     = each.value.role
  stack_type               = each.value.stack_type
  ipv6_access_type         = each.value.ipv6_access_type

  dynamic "secondary_ip_range" {
    for_each = lookup(var.secondary_ranges, each.value.subnet_name, [])
    content {
      range_name              = secondary_ip_range.value.range_name
      ip_cidr_range           = secondary_ip_range.value.ip_cidr_range
      reserved_internal_range = secondary_ip_range.value.reserved_internal_range
    }
  }
}

output "subnets" {
  value = google_compute_subnetwork.subnetwork
}
