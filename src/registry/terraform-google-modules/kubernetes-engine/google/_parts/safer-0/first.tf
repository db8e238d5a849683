locals {
  first_nodes = var.initial_node_count
}
