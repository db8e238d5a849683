# A subnetwork that is only read, and no nodes in it: whether it holds an instance is none of podroom's business.

data "google_compute_subnetwork" "other" {
  name   = "other"
  region = "europe-west1"
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
    subnetwork = data.google_compute_subnetwork.other.id
  }
}
