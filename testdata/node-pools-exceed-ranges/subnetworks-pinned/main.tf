resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "a" {
  name          = "a"
  region        = "europe-west3"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.0.0.0/28"

  secondary_ip_range {
    range_name    = "pods-a"
    ip_cidr_range = "10.64.0.0/19"
  }
}

resource "google_compute_subnetwork" "b" {
  name          = "b"
  region        = "europe-west3"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.0.1.0/28"

  secondary_ip_range {
    range_name    = "pods-b"
    ip_cidr_range = "10.64.32.0/19"
  }
}

resource "google_container_cluster" "main" {
  name                     = "main"
  location                 = "europe-west3-a"
  network                  = google_compute_network.main.id
  subnetwork               = google_compute_subnetwork.a.id
  remove_default_node_pool = true
  initial_node_count       = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods-a"

    additional_ip_ranges_config {
      subnetwork           = google_compute_subnetwork.b.id
      pod_ipv4_range_names = ["pods-b"]
    }
  }
}

resource "google_container_node_pool" "web" {
  name    = "web"
  cluster = google_container_cluster.main.id

  network_config {
    pod_range = "pods-b"
  }

  autoscaling {
    min_node_count = 1
    max_node_count = 7
  }
}

resource "google_container_node_pool" "batch" {
  name    = "batch"
  cluster = google_container_cluster.main.id

  network_config {
    subnetwork = google_compute_subnetwork.b.id
  }

  autoscaling {
    min_node_count = 1
    max_node_count = 7
  }
}

resource "google_container_node_pool" "tools" {
  name    = "tools"
  cluster = google_container_cluster.main.id

  autoscaling {
    min_node_count = 1
    max_node_count = 7
  }
}
