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
    ip_cidr_range = "10.64.0.0/17"
  }
}

resource "google_container_cluster" "main" {
  name                     = "main"
  location                 = "europe-west3"
  node_locations           = ["europe-west3-a", "europe-west3-b", "europe-west3-c"]
  network                  = google_compute_network.main.id
  subnetwork               = google_compute_subnetwork.nodes.id
  remove_default_node_pool = true
  initial_node_count       = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }

  cluster_autoscaling {
    enabled = true

    resource_limits {
      resource_type = "cpu"
      maximum       = 200
    }

    resource_limits {
      resource_type = "memory"
      maximum       = 800
    }
  }
}

resource "google_container_node_pool" "system" {
  name       = "system"
  cluster    = google_container_cluster.main.id
  node_count = 1
}
