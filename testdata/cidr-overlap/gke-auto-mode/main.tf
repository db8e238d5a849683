# 10.128.0.0/9 is what networks in auto mode use: a range there in such a network, in one that is peered with it, and in one
# that is not.

resource "google_compute_network" "auto" {
  name = "auto"
}

resource "google_compute_network" "peer" {
  name                    = "peer"
  auto_create_subnetworks = false
}

resource "google_compute_network" "alone" {
  name                    = "alone"
  auto_create_subnetworks = false
}

resource "google_compute_network_peering" "there" {
  name         = "there"
  network      = google_compute_network.peer.self_link
  peer_network = google_compute_network.auto.self_link
}

resource "google_compute_subnetwork" "auto" {
  name          = "extra"
  region        = "europe-west1"
  network       = google_compute_network.auto.id
  ip_cidr_range = "10.200.0.0/20"
}

resource "google_compute_subnetwork" "peer" {
  name          = "peer"
  region        = "europe-west1"
  network       = google_compute_network.peer.id
  ip_cidr_range = "10.130.0.0/20"

  secondary_ip_range {
    range_name    = "below"
    ip_cidr_range = "10.127.0.0/16"
  }
}

resource "google_compute_subnetwork" "alone" {
  name          = "alone"
  region        = "europe-west1"
  network       = google_compute_network.alone.id
  ip_cidr_range = "10.130.0.0/20"
}
