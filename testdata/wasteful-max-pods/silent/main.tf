# The default of 110, powers of two, too many to give up, a number that is not known, and a routes-based cluster, where
# nothing can be set.

variable "pods" {
  type = number
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

resource "google_container_cluster" "main" {
  name                     = "main"
  location                 = "europe-west1-b"
  network                  = "main"
  subnetwork               = google_compute_subnetwork.nodes.id
  remove_default_node_pool = true
  initial_node_count       = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }
}

resource "google_container_cluster" "routes" {
  name                      = "routes"
  location                  = "europe-west1-b"
  network                   = "main"
  subnetwork                = google_compute_subnetwork.nodes.id
  networking_mode           = "ROUTES"
  default_max_pods_per_node = 33
  initial_node_count        = 1
}

resource "google_container_node_pool" "pools" {
  for_each          = { default = null, eight = 8, half = 32, most = 40, many = 96, unknown = var.pods }
  name              = each.key
  cluster           = google_container_cluster.main.id
  max_pods_per_node = each.value
  node_count        = 2
}
