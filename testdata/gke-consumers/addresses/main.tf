# An address that is reserved and what has it are one. A /28 has 12 usable addresses: 6 nodes, 3 reserved addresses that an
# instance and two load balancers have, one written address that two load balancers share, and one of an endpoint.

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
  initial_node_count = 6

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }
}

resource "google_compute_address" "reserved" {
  count        = 3
  name         = "reserved-${count.index}"
  region       = "europe-west1"
  subnetwork   = google_compute_subnetwork.shared.id
  address_type = "INTERNAL"
}

resource "google_compute_address" "outside" {
  name   = "outside"
  region = "europe-west1"
}

resource "google_compute_instance" "database" {
  name         = "database"
  machine_type = "e2-small"
  zone         = "europe-west1-b"

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
    }
  }

  network_interface {
    subnetwork = google_compute_subnetwork.shared.id
    network_ip = google_compute_address.reserved[0].address

    access_config {
      nat_ip = google_compute_address.outside.address
    }
  }
}

resource "google_compute_forwarding_rule" "reserved" {
  count                 = 2
  name                  = "reserved-${count.index}"
  region                = "europe-west1"
  load_balancing_scheme = "INTERNAL"
  subnetwork            = google_compute_subnetwork.shared.id
  ip_address            = google_compute_address.reserved[count.index + 1].id
  backend_service       = "backend"
  all_ports             = true
}

resource "google_compute_forwarding_rule" "written" {
  for_each              = toset(["80", "443"])
  name                  = "written-${each.key}"
  region                = "europe-west1"
  load_balancing_scheme = "INTERNAL_MANAGED"
  subnetwork            = google_compute_subnetwork.shared.id
  ip_address            = "10.0.0.9"
  target                = "proxy"
  port_range            = each.key
}

resource "google_compute_address" "endpoint" {
  name         = "endpoint"
  region       = "europe-west1"
  subnetwork   = google_compute_subnetwork.shared.id
  address_type = "INTERNAL"
  address      = "10.0.0.10"
}

# Private Service Connect: the scheme is empty.
resource "google_compute_forwarding_rule" "endpoint" {
  name                  = "endpoint"
  region                = "europe-west1"
  load_balancing_scheme = ""
  network               = "main"
  ip_address            = google_compute_address.endpoint.self_link
  target                = "projects/other/regions/europe-west1/serviceAttachments/database"
}
