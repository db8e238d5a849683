resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_network" "control" {
  name                    = "control"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west3"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.0.0.0/24"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.64.0.0/16"
  }
}

resource "google_compute_subnetwork" "control" {
  name          = "control"
  region        = "europe-west3"
  network       = google_compute_network.control.id
  ip_cidr_range = "10.8.0.0/28"

  secondary_ip_range {
    range_name    = "control-pods"
    ip_cidr_range = "10.9.0.0/23"
  }
}

resource "google_container_cluster" "main" {
  name                     = "main"
  location                 = "europe-west3"
  node_locations           = ["europe-west3-a", "europe-west3-b", "europe-west3-c"]
  network                  = google_compute_network.main.id
  subnetwork               = google_compute_subnetwork.nodes.id
  datapath_provider        = "ADVANCED_DATAPATH"
  enable_multi_networking  = true
  remove_default_node_pool = true
  initial_node_count       = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }
}

resource "google_container_node_pool" "workers" {
  name    = "workers"
  cluster = google_container_cluster.main.id

  autoscaling {
    min_node_count = 1
    max_node_count = 5
  }

  network_config {
    additional_node_network_configs {
      network    = google_compute_network.control.name
      subnetwork = google_compute_subnetwork.control.name
    }

    additional_pod_network_configs {
      subnetwork          = google_compute_subnetwork.control.name
      secondary_pod_range = "control-pods"
      max_pods_per_node   = 16
    }
  }
}
