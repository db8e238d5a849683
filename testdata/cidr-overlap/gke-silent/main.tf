# Side by side, and Services of GKE's own range in two clusters: no part of any network.

resource "google_compute_network" "hub" {
  name                    = "hub"
  auto_create_subnetworks = false
}

resource "google_compute_network" "spoke" {
  name                    = "spoke"
  auto_create_subnetworks = false
}

resource "google_compute_network_peering" "there" {
  name         = "there"
  network      = google_compute_network.hub.self_link
  peer_network = google_compute_network.spoke.self_link
}

resource "google_compute_subnetwork" "main" {
  for_each      = { hub = google_compute_network.hub.id, spoke = google_compute_network.spoke.id }
  name          = each.key
  region        = "europe-west1"
  network       = each.value
  ip_cidr_range = each.key == "hub" ? "10.0.0.0/20" : "10.0.16.0/20"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = each.key == "hub" ? "10.16.0.0/16" : "10.17.0.0/16"
  }
}

resource "google_container_cluster" "main" {
  for_each           = google_compute_subnetwork.main
  name               = each.key
  location           = "europe-west1-b"
  network            = each.value.network
  subnetwork         = each.value.id
  initial_node_count = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
    services_ipv4_cidr_block     = "34.118.224.0/20"
  }

  private_cluster_config {
    enable_private_nodes   = true
    master_ipv4_cidr_block = each.key == "hub" ? "172.16.0.0/28" : "172.16.0.16/28"
  }
}
