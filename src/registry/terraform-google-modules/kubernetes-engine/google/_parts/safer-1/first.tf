# Since 21.0 the default pool, which is removed, has a node while the cluster is made.
locals {
  first_nodes = var.initial_node_count == 0 ? 1 : var.initial_node_count
}
