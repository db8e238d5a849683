# A /26 of 60 usable addresses: 3 nodes of GKE, 20 + 30 + 1 instances. Zones count nothing here: sizes are of the whole
# group. It fits at rest, and not with the 8 instances that the largest update adds.

resource "google_compute_subnetwork" "shared" {
  name          = "shared"
  region        = "europe-west1"
  network       = "main"
  ip_cidr_range = "10.0.0.0/26"

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
  initial_node_count = 3

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }
}

resource "google_compute_instance_template" "worker" {
  name_prefix  = "worker-"
  machine_type = "e2-small"

  disk {
    source_image = "debian-cloud/debian-12"
  }

  network_interface {
    subnetwork = google_compute_subnetwork.shared.id
  }
}

resource "google_compute_region_instance_template" "proxy" {
  name         = "proxy"
  region       = "europe-west1"
  machine_type = "e2-small"

  disk {
    source_image = "debian-cloud/debian-12"
  }

  network_interface {
    subnetwork = google_compute_subnetwork.shared.id
  }
}

# 20 at most, and 8 more while it is updated.
resource "google_compute_region_instance_group_manager" "scaled" {
  name               = "scaled"
  region             = "europe-west1"
  base_instance_name = "scaled"

  version {
    instance_template = google_compute_instance_template.worker.self_link_unique
  }

  update_policy {
    type                  = "PROACTIVE"
    minimal_action        = "REPLACE"
    max_surge_fixed       = 8
    max_unavailable_fixed = 0
  }
}

resource "google_compute_region_autoscaler" "scaled" {
  name   = "scaled"
  region = "europe-west1"
  target = google_compute_region_instance_group_manager.scaled.id

  autoscaling_policy {
    min_replicas = 2
    max_replicas = 20
  }
}

# 2 groups of 15. The autoscaler of the first is switched off.
resource "google_compute_instance_group_manager" "fixed" {
  for_each           = toset(["b", "c"])
  name               = "fixed-${each.key}"
  zone               = "europe-west1-${each.key}"
  base_instance_name = "fixed"
  target_size        = 15

  version {
    instance_template = google_compute_region_instance_template.proxy.id
  }
}

resource "google_compute_autoscaler" "fixed" {
  name   = "fixed"
  zone   = "europe-west1-b"
  target = google_compute_instance_group_manager.fixed["b"].id

  autoscaling_policy {
    min_replicas = 2
    max_replicas = 90
    mode         = "OFF"
  }
}

# Without a size there are none that run.
resource "google_compute_instance_group_manager" "empty" {
  name                = "empty"
  zone                = "europe-west1-b"
  base_instance_name  = "empty"
  target_stopped_size = 1

  version {
    instance_template = google_compute_instance_template.worker.id
  }
}

resource "google_compute_instance_from_template" "one" {
  name                     = "one"
  zone                     = "europe-west1-b"
  source_instance_template = google_compute_instance_template.worker.self_link_unique
}
