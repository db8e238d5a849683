# Before version 5 of the provider a cluster is routes-based unless it says otherwise: of its /14, Services have a /20, and
# 1,008 nodes fit.

terraform {
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 4.0"
    }
  }
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west1"
  network       = "main"
  ip_cidr_range = "10.0.0.0/20"
}

resource "google_container_cluster" "routes" {
  name               = "routes"
  location           = "europe-west1-b"
  network            = "main"
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1009
}

module "child" {
  source     = "./child"
  subnetwork = google_compute_subnetwork.nodes.id
}
