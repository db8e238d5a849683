# At most, in two zones: zonal 20 (one zone, 32 pods), total 9, fixed 4 (in more-pods), surge 4, twice 2, win 6: nodes
# 10.0.0.0/24: 45 or 46 of 252; pods 10.4.0.0/18: 6,656 of 16,384; more-pods 10.5.0.0/20: 1,024 of 4,096. The default pool has 2
# nodes while the cluster is made, before the others: they do not add up.
# The pools' names are known only after apply (update variant), their keys before.

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

module "gke" {
  source  = "terraform-google-modules/kubernetes-engine/google//modules/beta-private-cluster-update-variant"
  version = "~> 44.0"

  project_id        = "acme"
  name              = "apps"
  region            = "europe-west4"
  zones             = ["europe-west4-a", "europe-west4-b"]
  network           = google_compute_network.apps.name
  subnetwork        = google_compute_subnetwork.nodes.name
  ip_range_pods     = "pods"
  ip_range_services = "services"

  remove_default_node_pool = true
  initial_node_count       = 1

  node_pools = [
    { name = "zonal", node_locations = "europe-west4-a", max_count = 20, max_pods_per_node = 32 },
    { name = "total", total_min_count = 1, total_max_count = 9 },
    { name = "fixed", autoscaling = false, node_count = 2, pod_range = "more-pods" },
    { name = "surge", max_count = 2, max_surge = 4, max_unavailable = 1 },
    { name = "twice", max_count = 1, strategy = "BLUE_GREEN" },
  ]

  windows_node_pools = [{ name = "win", max_count = 3 }]
}
