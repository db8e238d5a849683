# cilium/cilium#25597, gitlab-org/gitlab#30795: test clusters in the network default, each with a /14 that nobody asked for.
# Another one has a block of its own in 10.0.0.0/9.

resource "google_container_cluster" "test" {
  count              = 32
  name               = "test-${count.index}"
  location           = "us-west2-a"
  initial_node_count = 2

  ip_allocation_policy {}
}

resource "google_container_cluster" "other" {
  name               = "other"
  location           = "us-west2-b"
  initial_node_count = 2

  ip_allocation_policy {
    cluster_ipv4_cidr_block = "10.4.0.0/16"
  }
}
