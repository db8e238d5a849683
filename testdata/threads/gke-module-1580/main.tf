# terraform-google-modules/terraform-google-kubernetes-engine#1580: which of the counts are of each zone, and which are of all
# zones? 30 in each of three zones are 90 nodes, and 30 in total are 30.

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
}

module "gke" {
  source             = "terraform-google-modules/kubernetes-engine/google"
  version            = "~> 36.0"
  project_id         = "main"
  name               = "main"
  region             = "europe-west1"
  network            = google_compute_network.main.name
  subnetwork         = google_compute_subnetwork.nodes.name
  ip_range_pods      = "pods"
  ip_range_services  = null
  initial_node_count = 1

  remove_default_node_pool = true

  node_pools = [
    { name = "each", min_count = 1, max_count = 30 },
    { name = "total", total_min_count = 3, total_max_count = 30 },
  ]
}
