# Google Cloud blog, "GKE and the dreaded IP_SPACE_EXHAUSTED error": a subnet for 252 nodes, and pods for 64.

resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west1"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.0.0.0/24"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.16.0.0/18"
  }
  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = "10.32.0.0/24"
  }
}

resource "google_container_cluster" "main" {
  name                     = "main"
  location                 = "europe-west1-b"
  network                  = google_compute_network.main.id
  subnetwork               = google_compute_subnetwork.nodes.id
  initial_node_count       = 1
  remove_default_node_pool = true

  ip_allocation_policy {
    cluster_secondary_range_name  = "pods"
    services_secondary_range_name = "services"
  }
}

resource "google_container_node_pool" "main" {
  name               = "main"
  cluster            = google_container_cluster.main.id
  location           = "europe-west1-b"
  initial_node_count = 3

  autoscaling {
    min_node_count = 1
    max_node_count = 100
  }
}
