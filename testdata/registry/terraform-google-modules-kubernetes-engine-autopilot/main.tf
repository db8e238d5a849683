# Two Autopilot clusters: no node pools; 10.0.0.0/24, pods 10.4.0.0/18, more-pods 10.5.0.0/20, services 10.8.0.0/22, no claims
# that are counted today. module.two takes its endpoint's address from the nodes' range, module.one does not (its own /28).

resource "google_compute_network" "apps" {
  name                    = "apps"
  project                 = "acme"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  project       = "acme"
  region        = "europe-west4"
  network       = google_compute_network.apps.id
  ip_cidr_range = "10.0.0.0/24"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.4.0.0/18"
  }

  secondary_ip_range {
    range_name    = "more-pods"
    ip_cidr_range = "10.5.0.0/20"
  }

  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = "10.8.0.0/22"
  }
}

module "one" {
  source  = "terraform-google-modules/kubernetes-engine/google//modules/beta-autopilot-private-cluster"
  version = "~> 29.0"

  project_id             = "acme"
  name                   = "one"
  region                 = "europe-west4"
  network                = "apps"
  subnetwork             = "nodes"
  ip_range_pods          = "pods"
  ip_range_services      = "services"
  enable_private_nodes   = true
  master_ipv4_cidr_block = "172.16.0.0/28"
}

module "two" {
  source  = "terraform-google-modules/kubernetes-engine/google//modules/gke-autopilot-cluster"
  version = "~> 38.0"

  project    = "acme"
  name       = "two"
  location   = "europe-west4"
  network    = google_compute_network.apps.id
  subnetwork = google_compute_subnetwork.nodes.id

  ip_allocation_policy = {
    cluster_secondary_range_name  = "more-pods"
    services_secondary_range_name = "services"
  }
}
