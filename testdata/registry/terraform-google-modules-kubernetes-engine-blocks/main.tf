# module.pool: 12 nodes in all, blocks of 128 without overprovision: 1,536 of more-pods' 4,096. module.wide: 200 nodes at most,
# in pods or more-pods (undecided which). Nodes 10.0.0.0/24: 212 or 213 of 252 (nearly full).

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

module "cluster" {
  source  = "terraform-google-modules/kubernetes-engine/google//modules/gke-standard-cluster"
  version = "~> 44.0"

  project_id         = "acme"
  name               = "apps"
  location           = "europe-west4"
  node_locations     = ["europe-west4-a", "europe-west4-b"]
  network            = google_compute_network.apps.id
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1

  ip_allocation_policy = {
    cluster_secondary_range_name  = "pods"
    services_secondary_range_name = "services"
    additional_pod_ranges_config  = { pod_range_names = ["more-pods"] }
  }
}

module "pool" {
  source  = "terraform-google-modules/kubernetes-engine/google//modules/gke-node-pool"
  version = "~> 44.0"

  project_id  = "acme"
  cluster     = module.cluster.cluster_name
  location    = module.cluster.location
  name        = "general"
  node_count  = null
  autoscaling = { total_min_node_count = 1, total_max_node_count = 12 }

  network_config = {
    pod_range                     = "more-pods"
    pod_cidr_overprovision_config = { disabled = true }
  }
}

# Without autoscaling of its own: 1 to 100 in each zone.
module "wide" {
  source  = "terraform-google-modules/kubernetes-engine/google//modules/gke-node-pool"
  version = "~> 38.0"

  project  = "acme"
  cluster  = module.cluster.cluster_name
  location = module.cluster.location
  name     = "wide"
}
