# A pod range of a /25: GKE's documentation asks for a /24 or larger, so the block may be refused. Two nodes of 16 pods would fit in it.

resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west4"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.0.0.0/24"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.16.0.0/25"
  }
}

resource "google_container_cluster" "main" {
  name                      = "main"
  location                  = "europe-west4-a"
  network                   = google_compute_network.main.id
  subnetwork                = google_compute_subnetwork.nodes.id
  initial_node_count        = 2
  default_max_pods_per_node = 16

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }
}
