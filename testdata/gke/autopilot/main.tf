resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west3"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.0.0.0/23"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.64.0.0/17"
  }

  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = "10.80.0.0/22"
  }
}

resource "google_container_cluster" "main" {
  name             = "main"
  location         = "europe-west3"
  enable_autopilot = true
  network          = google_compute_network.main.id
  subnetwork       = google_compute_subnetwork.nodes.id

  ip_allocation_policy {
    cluster_secondary_range_name  = "pods"
    services_secondary_range_name = "services"
  }
}
