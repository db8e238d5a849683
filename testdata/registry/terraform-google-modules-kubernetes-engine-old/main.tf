# pools["ignored"]: 300 nodes at most. Nodes 10.0.0.0/24: 300 of 252, pods 10.4.0.0/18: 76,800 of 16,384: both exhausted;
# more-pods 10.5.0.0/20: 0. No windows pools.

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

# 11.x reads none of node_locations, max_surge, total_max_count and pod_range: the pool may grow to 100 nodes in each of
# the three zones that it is given.
module "gke" {
  source  = "terraform-google-modules/kubernetes-engine/google"
  version = "~> 11.0"

  project_id        = "acme"
  name              = "apps"
  region            = "europe-west4"
  network           = "apps"
  subnetwork        = "nodes"
  ip_range_pods     = "pods"
  ip_range_services = "services"

  node_pools = [{
    name            = "ignored"
    node_locations  = "europe-west4-a"
    total_max_count = 5
    max_surge       = 7
    pod_range       = "more-pods"
  }]
}
