# 33, 72 and, by default of the cluster, 9: each a little above a power of two.

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
  name                      = "main"
  location                  = "europe-west1-b"
  network                   = "main"
  subnetwork                = google_compute_subnetwork.nodes.id
  remove_default_node_pool  = true
  initial_node_count        = 1
  default_max_pods_per_node = 9

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }
}

resource "google_container_node_pool" "apps" {
  name              = "apps"
  cluster           = google_container_cluster.main.id
  max_pods_per_node = 33
  node_count        = 10
}

resource "google_container_node_pool" "exact" {
  name              = "exact"
  cluster           = google_container_cluster.main.id
  max_pods_per_node = 72
  node_count        = 10

  network_config {
    pod_cidr_overprovision_config {
      disabled = true
    }
  }
}

resource "google_container_node_pool" "small" {
  name       = "small"
  cluster    = google_container_cluster.main.id
  node_count = 10
}
