# module.net.module.subnets.google_compute_subnetwork.subnetwork["europe-west4/nodes"]: 10.0.0.0/24 (252 usable), pods
# 10.4.0.0/18 (16,384), services 10.8.0.0/22; ["europe-west4/proxies"]: 10.0.1.0/26. No range "lost".
# google_container_node_pool.general: at most 90 nodes (30 in each of 3 zones): 90 or 91 of 252 addresses, 23,040 of the pods':
# pod-range-exhausted, with labels on the ip_cidr_range in secondary_ranges and on max_node_count.

module "net" {
  source  = "terraform-google-modules/network/google"
  version = "~> 9.0"

  project_id   = "acme"
  network_name = "apps"

  subnets = [
    {
      subnet_name   = "nodes"
      subnet_ip     = "10.0.0.0/24"
      subnet_region = "europe-west4"
    },
    {
      subnet_name   = "proxies"
      subnet_ip     = "10.0.1.0/26"
      subnet_region = "europe-west4"
      purpose       = "REGIONAL_MANAGED_PROXY"
      role          = "ACTIVE"
    },
  ]

  secondary_ranges = {
    nodes = [
      { range_name = "pods", ip_cidr_range = "10.4.0.0/18" },
      { range_name = "services", ip_cidr_range = "10.8.0.0/22" },
    ]
    # No subnet has this name: the module drops it.
    nodse = [{ range_name = "lost", ip_cidr_range = "10.9.0.0/22" }]
  }
}

# The outputs lead to the subnet and its ranges.
resource "google_container_cluster" "apps" {
  name       = "apps"
  location   = module.net.subnets["europe-west4/nodes"].region
  network    = module.net.network_name
  subnetwork = module.net.subnets_names[0]

  initial_node_count       = 1
  remove_default_node_pool = true

  ip_allocation_policy {
    cluster_secondary_range_name  = module.net.subnets_secondary_ranges[0][0].range_name
    services_secondary_range_name = module.net.subnets_secondary_ranges[0][1].range_name
  }
}

resource "google_container_node_pool" "general" {
  name     = "general"
  cluster  = google_container_cluster.apps.name
  location = "europe-west4"

  autoscaling {
    min_node_count = 1
    max_node_count = 30
  }
}
