# A secondary range and a size alone, of 16 addresses each.

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west1"
  network       = "main"
  ip_cidr_range = "10.0.0.0/24"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.16.0.0/16"
  }

  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = "10.32.0.0/28"
  }
}

resource "google_container_cluster" "named" {
  name               = "named"
  location           = "europe-west1-b"
  network            = "main"
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1

  ip_allocation_policy {
    cluster_secondary_range_name  = "pods"
    services_secondary_range_name = "services"
  }
}

resource "google_container_cluster" "sized" {
  name               = "sized"
  location           = "europe-west1-b"
  network            = "main"
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
    services_ipv4_cidr_block     = "/28"
  }
}
