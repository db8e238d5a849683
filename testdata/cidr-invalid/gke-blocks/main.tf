# Blocks that nobody gets, and one that only a VPC-native cluster may have. Addresses that are public, or special but not
# kept (100.64.0.0/10, 240.0.0.0/4), are fine.

resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west1"
  network       = google_compute_network.main.id
  ip_cidr_range = "169.254.0.0/20"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "240.0.0.0/14"
  }

  secondary_ip_range {
    range_name    = "more"
    ip_cidr_range = "230.1.0.0/16"
  }

  secondary_ip_range {
    range_name    = "shared"
    ip_cidr_range = "100.64.0.0/14"
  }

  secondary_ip_range {
    range_name    = "public"
    ip_cidr_range = "50.0.0.0/14"
  }
}

resource "google_container_cluster" "routes" {
  name               = "routes"
  location           = "europe-west1-b"
  network            = google_compute_network.main.id
  subnetwork         = google_compute_subnetwork.nodes.id
  networking_mode    = "ROUTES"
  cluster_ipv4_cidr  = "100.80.0.0/14"
  initial_node_count = 1
}

resource "google_container_cluster" "native" {
  name               = "native"
  location           = "europe-west1-b"
  network            = google_compute_network.main.id
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1

  ip_allocation_policy {
    cluster_ipv4_cidr_block  = "100.84.0.0/14"
    services_ipv4_cidr_block = "ten"
  }
}
