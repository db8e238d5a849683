# No location on cluster and pool: the provider's zone or region counts.
resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  network       = google_compute_network.main.id
  region        = "europe-west10"
  ip_cidr_range = "10.2.0.0/16"

  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = "192.168.1.0/24"
  }

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "192.168.64.0/22"
  }
}

resource "google_container_cluster" "main" {
  name                     = "main"
  network                  = google_compute_network.main.id
  subnetwork               = google_compute_subnetwork.nodes.id
  initial_node_count       = 1
  remove_default_node_pool = true

  ip_allocation_policy {
    services_secondary_range_name = google_compute_subnetwork.nodes.secondary_ip_range.0.range_name
    cluster_secondary_range_name  = google_compute_subnetwork.nodes.secondary_ip_range.1.range_name
  }
}

resource "google_container_node_pool" "main" {
  name       = "main"
  cluster    = google_container_cluster.main.id
  node_count = 1

  node_config {
    machine_type = "e2-small"
  }
}
