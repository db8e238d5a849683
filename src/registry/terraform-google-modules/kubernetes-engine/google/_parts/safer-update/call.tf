# Nodes are always private and the default pool is always removed.
module "gke" {
  source = "../beta-private-cluster-update-variant"

  project_id                  = var.project_id
  name                        = var.name
  regional                    = var.regional
  region                      = var.region
  zones                       = var.zones
  network                     = var.network
  network_project_id          = var.network_project_id
  subnetwork                  = var.subnetwork
  ip_range_pods               = var.ip_range_pods
  ip_range_services           = var.ip_range_services
  default_max_pods_per_node   = var.default_max_pods_per_node
  remove_default_node_pool    = true
  initial_node_count          = local.first_nodes
  node_pools                  = var.node_pools
  windows_node_pools          = var.windows_node_pools
  cluster_autoscaling         = var.cluster_autoscaling
  add_cluster_firewall_rules  = var.add_cluster_firewall_rules
  enable_private_nodes        = true
  enable_private_endpoint     = var.enable_private_endpoint
  master_ipv4_cidr_block      = var.private_endpoint_subnetwork == null ? var.master_ipv4_cidr_block : null
  private_endpoint_subnetwork = var.private_endpoint_subnetwork
}
