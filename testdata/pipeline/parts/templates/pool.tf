# A part that another tool puts beside a cluster: by itself it declares nothing it uses.
resource "google_container_node_pool" "pool" {
  cluster           = google_container_cluster.main.name
  location          = var.region
  max_pods_per_node = var.max_pods
  node_count        = local.nodes
}
