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

resource "google_compute_network" "network" {
  project                 = var.project_id
  name                    = var.network_name
  auto_create_subnetworks = var.auto_create_subnetworks
}

output "network" {
  value = google_compute_network.network
}

output "network_name" {
  value = google_compute_network.network.name
}

output "network_id" {
  value = google_compute_network.network.id
}

output "network_self_link" {
  value = google_compute_network.network.self_link
}

output "project_id" {
  value = google_compute_network.network.project
}
