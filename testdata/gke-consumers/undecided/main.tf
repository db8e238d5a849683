# A /28 of 12 usable addresses, 8 of them for nodes: whether it holds the rest hangs on what is not known.

variable "instances" {
  type = number
}

variable "address" {
  type = string
}

variable "replicas" {
  type = number
}

resource "google_compute_subnetwork" "shared" {
  name          = "shared"
  region        = "europe-west1"
  network       = "main"
  ip_cidr_range = "10.0.0.0/28"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.16.0.0/16"
  }
}

resource "google_container_cluster" "main" {
  name               = "main"
  location           = "europe-west1-b"
  network            = "main"
  subnetwork         = google_compute_subnetwork.shared.id
  initial_node_count = 8

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }
}

resource "google_compute_instance" "many" {
  count        = var.instances
  name         = "many-${count.index}"
  machine_type = "e2-small"
  zone         = "europe-west1-b"

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
    }
  }

  network_interface {
    subnetwork = google_compute_subnetwork.shared.id
  }
}

resource "google_compute_forwarding_rule" "inside" {
  name                  = "inside"
  region                = "europe-west1"
  load_balancing_scheme = "INTERNAL"
  subnetwork            = google_compute_subnetwork.shared.id
  ip_address            = var.address
  backend_service       = "backend"
  all_ports             = true
}

resource "google_compute_instance_template" "worker" {
  name         = "worker"
  machine_type = "e2-small"

  disk {
    source_image = "debian-cloud/debian-12"
  }

  network_interface {
    subnetwork = google_compute_subnetwork.shared.id
  }
}

# Some of its instances have no interface in this subnetwork.
resource "google_compute_instance_group_manager" "canary" {
  name               = "canary"
  zone               = "europe-west1-b"
  base_instance_name = "canary"
  target_size        = 2

  version {
    instance_template = google_compute_instance_template.worker.id
  }

  version {
    name              = "canary"
    instance_template = "projects/other/global/instanceTemplates/canary"

    target_size {
      fixed = 1
    }
  }
}

resource "google_compute_instance_group_manager" "scaled" {
  name               = "scaled"
  zone               = "europe-west1-b"
  base_instance_name = "scaled"

  version {
    instance_template = google_compute_instance_template.worker.id
  }
}

resource "google_compute_autoscaler" "scaled" {
  name   = "scaled"
  zone   = "europe-west1-b"
  target = google_compute_instance_group_manager.scaled.id

  autoscaling_policy {
    min_replicas = 0
    max_replicas = var.replicas
  }
}
