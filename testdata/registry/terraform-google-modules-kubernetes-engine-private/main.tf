# module.new: 10 nodes at most in pods (2,560 of 16,384). module.safer.module.gke: 12 nodes at most in more-pods (3,072 of
# 4,096); 22 or 23 of 252 in 10.0.0.0/24. safer's default pool has 3 nodes while the cluster is made, before the others: they do
# not add up.

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

# Nodes are private by default since 33.0, and the control plane's block has no default since 35.0: here it takes an
# address of the nodes' range. safer-cluster calls the private module and makes a node while it is created.
module "new" {
  source  = "terraform-google-modules/kubernetes-engine/google//modules/private-cluster"
  version = "~> 36.0"

  project_id        = "acme"
  name              = "new"
  regional          = false
  zones             = ["europe-west4-a"]
  network           = "apps"
  subnetwork        = "nodes"
  ip_range_pods     = "pods"
  ip_range_services = "services"
  node_pools        = [{ name = "one", max_count = 10 }]
}

module "safer" {
  source  = "terraform-google-modules/kubernetes-engine/google//modules/safer-cluster"
  version = "~> 30.0"

  project_id             = "acme"
  name                   = "safer"
  region                 = "europe-west4"
  network                = "apps"
  subnetwork             = "nodes"
  ip_range_pods          = "more-pods"
  ip_range_services      = "services"
  master_ipv4_cidr_block = "172.16.0.16/28"
  node_pools             = [{ name = "one", max_count = "4" }]
}
