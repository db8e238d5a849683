# elastic/cloud-on-k8s#2473, cilium/cilium#25597: no size is written, and each cluster takes a /14 for its pods.
resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west1"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.0.0.0/20"
}

resource "google_container_cluster" "main" {
  name               = "main"
  location           = "europe-west1-b"
  network            = google_compute_network.main.id
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 3
  ip_allocation_policy {}
}
