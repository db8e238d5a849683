terraform {
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 7.0"
    }
  }
}

provider "google" {
  project = "podroom-example"
  region  = var.region
}

variable "region" {
  description = "Region of the cluster; a regional cluster has nodes in each of its zones"
  type        = string
  default     = "us-central1"
}

resource "google_compute_network" "main" {
  name                    = "apps"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  name          = "apps-nodes"
  region        = var.region
  network       = google_compute_network.main.id
  ip_cidr_range = "10.20.0.0/24"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.21.0.0/22"
  }

  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = "10.21.16.0/22"
  }
}
