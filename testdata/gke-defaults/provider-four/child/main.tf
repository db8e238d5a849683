variable "subnetwork" {
  type = string
}

# What the caller wants holds here as well.
resource "google_container_cluster" "routes" {
  name               = "child-routes"
  location           = "europe-west1-b"
  network            = "main"
  subnetwork         = var.subnetwork
  initial_node_count = 1
}

resource "google_container_cluster" "native" {
  name               = "child-native"
  location           = "europe-west1-b"
  network            = "main"
  subnetwork         = var.subnetwork
  networking_mode    = "VPC_NATIVE"
  initial_node_count = 1
}

resource "google_container_cluster" "policy" {
  name               = "child-policy"
  location           = "europe-west1-b"
  network            = "main"
  subnetwork         = var.subnetwork
  initial_node_count = 1

  ip_allocation_policy {}
}
