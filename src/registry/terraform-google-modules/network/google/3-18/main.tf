variable "project_id" {
  type = string
}

variable "network_name" {
  type = string
}

variable "auto_create_subnetworks" {
  type    = bool
  default = false
}

# Checked and completed by the subnets module.
variable "subnets" {
  type = any
}

# Since 16.0.
variable "subnets_region" {
  type    = string
  default = null
}

variable "secondary_ranges" {
  type    = any
  default = {}
}

module "vpc" {
  source = "./modules/vpc"

  project_id              = var.project_id
  network_name            = var.network_name
  auto_create_subnetworks = var.auto_create_subnetworks
}

module "subnets" {
  source = "./modules/subnets"

  project_id       = var.project_id
  network_name     = module.vpc.network_name
  subnets          = var.subnets
  subnets_region   = var.subnets_region
  secondary_ranges = var.secondary_ranges
}

locals {
  subnets = module.subnets.subnets
}

output "network" {
  value = module.vpc
}

output "network_name" {
  value = module.vpc.network_name
}

output "network_id" {
  value = module.vpc.network_id
}

output "network_self_link" {
  value = module.vpc.network_self_link
}

output "project_id" {
  value = module.vpc.project_id
}

output "subnets" {
  value = local.subnets
}

output "subnets_names" {
  value = [for subnet in local.subnets : subnet.name]
}

output "subnets_ids" {
  value = [for subnet in local.subnets : subnet.id]
}

output "subnets_ips" {
  value = [for subnet in local.subnets : subnet.ip_cidr_range]
}

output "subnets_self_links" {
  value = [for subnet in local.subnets : subnet.self_link]
}

output "subnets_regions" {
  value = [for subnet in local.subnets : subnet.region]
}

output "subnets_private_access" {
  value = [for subnet in local.subnets : subnet.private_ip_google_access]
}

output "subnets_secondary_ranges" {
  value = [for subnet in local.subnets : subnet.secondary_ip_range]
}

output "subnets_by_region_purpose" {
  value = [for subnet in local.subnets : { id = subnet.id, purpose = subnet.purpose, region = subnet.region }]
}
