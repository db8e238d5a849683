# gruntwork-io/terraform-google-gke#52: pods and Services in one range that is large enough, and Services cannot be reached.

resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west1"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.0.0.0/20"

  secondary_ip_range {
    range_name    = "public-services"
    ip_cidr_range = "10.16.0.0/16"
  }
}

resource "google_container_cluster" "main" {
  name               = "main"
  location           = "europe-west1"
  network            = google_compute_network.main.id
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1

  ip_allocation_policy {
    cluster_secondary_range_name  = google_compute_subnetwork.nodes.secondary_ip_range[0].range_name
    services_secondary_range_name = google_compute_subnetwork.nodes.secondary_ip_range[0].range_name
  }
}
