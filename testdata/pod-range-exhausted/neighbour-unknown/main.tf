resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west3"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.0.0.0/22"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.4.0.0/20"
  }

  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = "10.4.16.0/22"
  }
}

resource "google_container_cluster" "main" {
  name                     = "main"
  location                 = "europe-west3-a"
  network                  = google_compute_network.main.id
  subnetwork               = google_compute_subnetwork.nodes.id
  remove_default_node_pool = true
  initial_node_count       = 1

  ip_allocation_policy {
    cluster_secondary_range_name  = "pods"
    services_secondary_range_name = "services"
  }
}

resource "google_container_node_pool" "web" {
  name    = "web"
  cluster = google_container_cluster.main.id

  autoscaling {
    min_node_count = 1
    max_node_count = 14
  }
}

resource "google_container_node_pool" "batch" {
  name    = "batch"
  cluster = google_container_cluster.main.id

  autoscaling {
    min_node_count = 0
    max_node_count = 6
  }
}

# GKE chooses a /14 of the network for the pods of this one.
resource "google_container_cluster" "other" {
  name               = "other"
  location           = "europe-west3-a"
  network            = google_compute_network.main.id
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1
}
