# What clusters of all kinds share.

variable "project_id" {
  type = string
}

variable "name" {
  type = string
}

variable "regional" {
  type    = bool
  default = true
}

variable "region" {
  type    = string
  default = null
}

variable "zones" {
  type    = list(string)
  default = []
}

variable "network" {
  type = string
}

variable "network_project_id" {
  type    = string
  default = ""
}

variable "subnetwork" {
  type = string
}

variable "ip_range_pods" {
  type = string
}

# Required before 37.0.
variable "ip_range_services" {
  type    = string
  default = null
}

# Since 29.0.
variable "additional_ip_range_pods" {
  type    = list(string)
  default = []
}

# Since 40.0; 39.0 called it additional_pod_ranges_config.
variable "additional_ip_ranges_config" {
  type    = list(object({ subnetwork = string, pod_ipv4_range_names = list(string) }))
  default = []
}

variable "additional_pod_ranges_config" {
  type    = list(object({ subnetwork = string, pod_ipv4_range_names = list(string) }))
  default = []
}

variable "stack_type" {
  type    = string
  default = "IPV4"
}

variable "cluster_ipv4_cidr" {
  type    = string
  default = null
}

# With it the module looks the subnetwork up.
variable "add_cluster_firewall_rules" {
  type    = bool
  default = false
}

locals {
  location = var.regional ? var.region : var.zones[0]
  region   = var.regional ? var.region : join("-", slice(split("-", var.zones[0]), 0, 2))

  # A regional cluster that names no zones gets three of its region, in an order that only apply decides.
  any_zones      = [for n in range(length(var.zones) == 0 ? 3 : 0) : data.google_compute_zones.available[0].names[n]]
  node_locations = var.regional ? coalescelist(compact(var.zones), local.any_zones) : slice(var.zones, 1, length(var.zones))

  host_project = var.network_project_id != "" ? var.network_project_id : var.project_id
  network      = "projects/${local.host_project}/global/networks/${var.network}"
  subnetwork   = "projects/${local.host_project}/regions/${local.region}/subnetworks/${var.subnetwork}"
}

data "google_compute_zones" "available" {
  count   = length(var.zones) == 0 ? 1 : 0
  project = var.project_id
  region  = local.region
}

data "google_compute_subnetwork" "gke_subnetwork" {
  count   = var.add_cluster_firewall_rules ? 1 : 0
  project = local.host_project
  region  = local.region
  name    = var.subnetwork
}

output "cluster_id" {
  value = google_container_cluster.primary.id
}

output "name" {
  value = google_container_cluster.primary.name
}

output "type" {
  value = var.regional ? "regional" : "zonal"
}

output "location" {
  value = google_container_cluster.primary.location
}

output "region" {
  value = local.region
}

output "zones" {
  value = sort(google_container_cluster.primary.node_locations)
}
