# The blocks of both control planes are in ranges of their network, and so is the block for Services. Without private nodes,
# or with an endpoint in a subnetwork, a control plane has no block.

resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west1"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.0.0.0/20"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.16.0.0/16"
  }
}

resource "google_container_cluster" "primary" {
  name               = "primary"
  location           = "europe-west1-b"
  network            = google_compute_network.main.id
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
    services_ipv4_cidr_block     = "10.16.128.0/20"
  }

  private_cluster_config {
    enable_private_nodes   = true
    master_ipv4_cidr_block = "10.0.15.240/28"
  }
}

# The network is that of the subnetwork.
resource "google_container_cluster" "secondary" {
  name               = "secondary"
  location           = "europe-west1-b"
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
    services_ipv4_cidr_block     = "34.118.226.0/23"
  }

  private_cluster_config {
    enable_private_nodes   = true
    master_ipv4_cidr_block = "172.16.0.0/28"
  }
}

resource "google_container_cluster" "twin" {
  name               = "twin"
  location           = "europe-west1-c"
  network            = google_compute_network.main.id
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
    services_ipv4_cidr_block     = "34.118.226.0/23"
  }

  private_cluster_config {
    enable_private_nodes   = true
    master_ipv4_cidr_block = "172.16.0.0/28"
  }
}

resource "google_container_cluster" "public" {
  name               = "public"
  location           = "europe-west1-c"
  network            = google_compute_network.main.id
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }

  private_cluster_config {
    enable_private_nodes   = false
    master_ipv4_cidr_block = "10.0.0.0/28"
  }
}

resource "google_container_cluster" "endpoint" {
  name               = "endpoint"
  location           = "europe-west1-c"
  network            = google_compute_network.main.id
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }

  private_cluster_config {
    enable_private_nodes        = true
    private_endpoint_subnetwork = google_compute_subnetwork.nodes.name
    master_ipv4_cidr_block      = "10.0.0.0/28"
  }
}
