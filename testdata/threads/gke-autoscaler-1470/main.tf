# kubernetes/autoscaler#1470: pods stay pending although the pool is below its maximum. Of a routes-based cluster's /14,
# Services have a /20, and 1,008 nodes fit.

resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "us-central1"
  network       = google_compute_network.main.id
  ip_cidr_range = "192.168.0.0/20"
}

resource "google_container_cluster" "main" {
  name                     = "main"
  location                 = "us-central1-a"
  network                  = google_compute_network.main.id
  subnetwork               = google_compute_subnetwork.nodes.id
  networking_mode          = "ROUTES"
  cluster_ipv4_cidr        = "10.4.0.0/14"
  remove_default_node_pool = true
  initial_node_count       = 1
}

resource "google_container_node_pool" "workers" {
  name    = "workers"
  cluster = google_container_cluster.main.id

  autoscaling {
    min_node_count = 1
    max_node_count = 1020
  }
}
