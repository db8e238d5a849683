# Networks that are peered, one way or both ways: their subnetworks share addresses, and a control plane has some of the
# other network. What is public is told to peers only if they ask for it, and a third network is nobody's peer.

resource "google_compute_network" "hub" {
  name                    = "hub"
  auto_create_subnetworks = false
}

resource "google_compute_network" "spoke" {
  name                    = "spoke"
  auto_create_subnetworks = false
}

resource "google_compute_network" "other" {
  name                    = "other"
  auto_create_subnetworks = false
}

resource "google_compute_network_peering" "there" {
  name         = "there"
  network      = google_compute_network.hub.self_link
  peer_network = google_compute_network.spoke.self_link
}

resource "google_compute_network_peering" "back" {
  name         = "back"
  network      = google_compute_network.spoke.self_link
  peer_network = google_compute_network.hub.self_link
}

resource "google_compute_subnetwork" "hub" {
  name          = "hub"
  region        = "europe-west1"
  network       = google_compute_network.hub.id
  ip_cidr_range = "10.0.0.0/20"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.16.0.0/16"
  }

  secondary_ip_range {
    range_name    = "public"
    ip_cidr_range = "50.0.0.0/16"
  }
}

resource "google_compute_subnetwork" "spoke" {
  name          = "spoke"
  region        = "europe-west1"
  network       = google_compute_network.spoke.id
  ip_cidr_range = "10.1.0.0/20"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.16.64.0/18"
  }

  secondary_ip_range {
    range_name    = "public"
    ip_cidr_range = "50.0.0.0/16"
  }
}

resource "google_compute_subnetwork" "other" {
  name          = "other"
  region        = "europe-west1"
  network       = google_compute_network.other.id
  ip_cidr_range = "10.0.0.0/20"
}

resource "google_container_cluster" "spoke" {
  name               = "spoke"
  location           = "europe-west1-b"
  network            = google_compute_network.spoke.id
  subnetwork         = google_compute_subnetwork.spoke.id
  initial_node_count = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }

  private_cluster_config {
    enable_private_nodes   = true
    master_ipv4_cidr_block = "10.0.0.16/28"
  }
}
