# A constraint that admits version 5 as well, also where one number is written alone: VPC-native.

terraform {
  required_providers {
    google = "~> 4, >= 4.10"
  }
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west1"
  network       = "main"
  ip_cidr_range = "10.0.0.0/20"
}

resource "google_container_cluster" "native" {
  name               = "native"
  location           = "europe-west1-b"
  network            = "main"
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1009
}
