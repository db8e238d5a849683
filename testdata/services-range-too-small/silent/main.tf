# A /27, a block, a block that is not known, and a range that GKE has.

variable "services" {
  type = string
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west1"
  network       = "main"
  ip_cidr_range = "10.0.0.0/24"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.16.0.0/16"
  }
}

resource "google_container_cluster" "sized" {
  for_each           = { a = "/27", b = "10.32.0.0/24", c = var.services, d = null }
  name               = "sized"
  location           = "europe-west1-b"
  network            = "main"
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
    services_ipv4_cidr_block     = each.value
  }
}
