# A network in auto mode has a /20 in each region: 4,092 addresses at least. Both clusters of one region share it, and the
# 4,200 nodes of the other region do not surely fit.

resource "google_compute_network" "main" {
  name = "main"
}

resource "google_container_cluster" "named" {
  name               = "named"
  location           = "europe-west1-b"
  network            = google_compute_network.main.id
  subnetwork         = google_compute_network.main.name
  initial_node_count = 100

  ip_allocation_policy {
    cluster_ipv4_cidr_block = "/16"
  }
}

resource "google_container_cluster" "unnamed" {
  name               = "unnamed"
  location           = "europe-west1-c"
  network            = google_compute_network.main.self_link
  initial_node_count = 200

  ip_allocation_policy {
    cluster_ipv4_cidr_block = "/16"
  }
}

resource "google_container_cluster" "large" {
  name                      = "large"
  location                  = "us-central1-a"
  network                   = "main"
  initial_node_count        = 4200
  default_max_pods_per_node = 8

  ip_allocation_policy {
    cluster_ipv4_cidr_block = "/14"
  }
}

resource "google_compute_instance" "jump" {
  name         = "jump"
  machine_type = "e2-small"
  zone         = "europe-west1-b"

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
    }
  }

  network_interface {
    network = google_compute_network.main.name
  }
}
