# GoogleCloudPlatform/cluster-toolkit#2389: compute nodes in a subnetwork that the toolkit makes of 10.0.0.0/9 with 15 more
# bits, a /24, and the error at some hundreds of them.

variable "network_address_range" {
  default = "10.0.0.0/9"
}

resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "primary" {
  name          = "primary"
  region        = "us-central1"
  network       = google_compute_network.main.id
  ip_cidr_range = cidrsubnet(var.network_address_range, 15, 0)
}

resource "google_compute_instance" "controller" {
  name         = "controller"
  machine_type = "c2-standard-4"
  zone         = "us-central1-a"

  boot_disk {
    initialize_params {
      image = "schedmd-slurm-public/slurm-gcp-6"
    }
  }

  network_interface {
    subnetwork = google_compute_subnetwork.primary.self_link
  }
}

resource "google_compute_instance_template" "compute" {
  name_prefix  = "compute-"
  machine_type = "c2-standard-60"

  disk {
    source_image = "schedmd-slurm-public/slurm-gcp-6"
  }

  network_interface {
    subnetwork = google_compute_subnetwork.primary.self_link
  }
}

resource "google_compute_instance_group_manager" "compute" {
  name               = "compute"
  zone               = "us-central1-a"
  base_instance_name = "compute"
  target_size        = 400

  version {
    instance_template = google_compute_instance_template.compute.self_link
  }
}
