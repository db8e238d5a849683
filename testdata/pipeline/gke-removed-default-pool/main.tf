# The default pool is written as a block and removed: the pod range must hold the larger of 2 and 3 nodes, 768 of 1,024
# addresses, and never both. A block of another name stays: 5 nodes, 1,280 of 1,024.
resource "google_compute_network" "main" {
  name = "main"
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west4"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.0.0.0/24"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.4.0.0/22"
  }

  secondary_ip_range {
    range_name    = "other"
    ip_cidr_range = "10.8.0.0/22"
  }
}

resource "google_container_cluster" "main" {
  name                     = "main"
  location                 = "europe-west4-a"
  network                  = google_compute_network.main.id
  subnetwork               = google_compute_subnetwork.nodes.id
  remove_default_node_pool = true

  node_pool {
    name               = "default-pool"
    initial_node_count = 2
  }

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }
}

resource "google_container_node_pool" "workers" {
  name       = "workers"
  cluster    = google_container_cluster.main.name
  location   = "europe-west4-a"
  node_count = 3
}

resource "google_container_cluster" "other" {
  name                     = "other"
  location                 = "europe-west4-a"
  network                  = google_compute_network.main.id
  subnetwork               = google_compute_subnetwork.nodes.id
  remove_default_node_pool = true

  node_pool {
    name       = "first"
    node_count = 5
  }

  ip_allocation_policy {
    cluster_secondary_range_name = "other"
  }
}
