rule "unbounded-node-pool" {
  summary  = "Nothing bounds a node pool that shares its subnets with others"
  severity = "warning"
  each     = "node_pool"

  condition = !node_pool.unbounded || node_pool.sharers == null
  undecided = null

  error_message = "nothing bounds the nodes of ${node_pool.title}, and ${node_pool.sharers} take addresses of the same subnets"

  label {
    at   = node_pool.address
    text = "no limit"
  }

  note = [
    "as many nodes start as pods ask for, until the subnets are full for everyone in them",
    "set a limit: `spec.limits` of the NodePool, the maximum of a group",
  ]
}
