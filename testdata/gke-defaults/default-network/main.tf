# Neither a network nor a subnetwork is written: the network `default` has one in each region. The network `default` of
# the project `other` may be the same one: the project of the first two clusters is not known.

resource "google_container_cluster" "main" {
  name               = "main"
  location           = "europe-west1"
  initial_node_count = 10

  ip_allocation_policy {}
}

data "google_compute_network" "default" {
  name = "default"
}

resource "google_container_cluster" "read" {
  name               = "read"
  location           = "europe-west1-b"
  network            = data.google_compute_network.default.self_link
  initial_node_count = 10

  ip_allocation_policy {}
}

resource "google_container_cluster" "other" {
  name               = "other"
  project            = "other"
  location           = "europe-west1-b"
  network            = "projects/other/global/networks/default"
  subnetwork         = "projects/other/regions/europe-west1/subnetworks/default"
  initial_node_count = 10

  ip_allocation_policy {}
}

# Not in auto mode, so nothing tells which subnetwork it is.
resource "google_compute_network" "custom" {
  name                    = "custom"
  auto_create_subnetworks = false
}

resource "google_container_cluster" "custom" {
  name               = "custom"
  location           = "europe-west1-b"
  network            = google_compute_network.custom.id
  initial_node_count = 10

  ip_allocation_policy {}
}
