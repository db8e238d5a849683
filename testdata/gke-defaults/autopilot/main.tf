# Without a block the pods of Autopilot have a /17, and those of a cluster that may be one of either kind a range of
# unknown size.

variable "autopilot" {
  type = bool
}

resource "google_compute_subnetwork" "nodes" {
  name          = "nodes"
  region        = "europe-west1"
  network       = "main"
  ip_cidr_range = "10.0.0.0/20"
}

resource "google_container_cluster" "autopilot" {
  name             = "autopilot"
  location         = "europe-west1"
  network          = "main"
  subnetwork       = google_compute_subnetwork.nodes.id
  enable_autopilot = true
}

resource "google_container_cluster" "either" {
  name               = "either"
  location           = "europe-west1"
  network            = "main"
  subnetwork         = google_compute_subnetwork.nodes.id
  enable_autopilot   = var.autopilot
  initial_node_count = 1
}

resource "google_container_cluster" "standard" {
  name               = "standard"
  location           = "europe-west1"
  network            = "main"
  subnetwork         = google_compute_subnetwork.nodes.id
  initial_node_count = 1
}
