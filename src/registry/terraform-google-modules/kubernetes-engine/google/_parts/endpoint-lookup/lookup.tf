# Since 37.0.
data "google_compute_subnetwork" "private_endpoint_subnetwork" {
  count   = var.private_endpoint_subnetwork == null ? 0 : 1
  project = local.host_project
  region  = local.region
  name    = var.private_endpoint_subnetwork
}
