# A /27 of 28 usable addresses. The 20 nodes alone fit. With what else is in there they do not: 3 instances, 2 of them
# with an alias range of 2 addresses, and 2 load balancers are 9 more, and 29 in all.

resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "shared" {
  name          = "shared"
  project       = "main"
  region        = "europe-west1"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.0.0.0/27"

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.16.0.0/16"
  }
}

resource "google_compute_subnetwork" "proxies" {
  name          = "proxies"
  region        = "europe-west1"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.0.1.0/26"
  purpose       = "REGIONAL_MANAGED_PROXY"
  role          = "ACTIVE"
}

resource "google_container_cluster" "main" {
  name                     = "main"
  location                 = "europe-west1-b"
  network                  = google_compute_network.main.id
  subnetwork               = google_compute_subnetwork.shared.id
  remove_default_node_pool = true
  initial_node_count       = 1

  ip_allocation_policy {
    cluster_secondary_range_name = "pods"
  }
}

resource "google_container_node_pool" "apps" {
  name       = "apps"
  cluster    = google_container_cluster.main.id
  node_count = 20
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
    subnetwork = google_compute_subnetwork.shared.id
  }
}

resource "google_compute_instance" "build" {
  count        = 2
  name         = "build-${count.index}"
  machine_type = "e2-small"
  zone         = "europe-west1-b"

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
    }
  }

  network_interface {
    subnetwork = google_compute_subnetwork.shared.name

    alias_ip_range {
      ip_cidr_range = "/31"
    }

    # Out of the range for pods: a block of 256.
    alias_ip_range {
      ip_cidr_range         = "/24"
      subnetwork_range_name = "pods"
    }
  }

  # This one takes nothing of IPv4.
  network_interface {
    subnetwork = google_compute_subnetwork.shared.name
    stack_type = "IPV6_ONLY"
  }
}

# In a subnetwork of the same name, of another project.
resource "google_compute_instance" "stranger" {
  name         = "stranger"
  machine_type = "e2-small"
  zone         = "europe-west1-b"

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
    }
  }

  network_interface {
    subnetwork         = "shared"
    subnetwork_project = "another"
  }
}

resource "google_compute_forwarding_rule" "inside" {
  name                  = "inside"
  region                = "europe-west1"
  load_balancing_scheme = "INTERNAL"
  subnetwork            = google_compute_subnetwork.shared.id
  backend_service       = "backend"
  all_ports             = true
}

resource "google_compute_forwarding_rule" "proxied" {
  name                  = "proxied"
  region                = "europe-west1"
  load_balancing_scheme = "INTERNAL_MANAGED"
  network               = google_compute_network.main.id
  subnetwork            = google_compute_subnetwork.shared.id
  target                = "proxy"
  port_range            = "80"
  depends_on            = [google_compute_subnetwork.proxies]
}

resource "google_compute_forwarding_rule" "outside" {
  name       = "outside"
  region     = "europe-west1"
  target     = "pool"
  port_range = "80"
}

# Cloud SQL has a range of its own, outside every subnetwork.
resource "google_compute_global_address" "services" {
  name          = "services"
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  prefix_length = 20
  network       = google_compute_network.main.id
}
