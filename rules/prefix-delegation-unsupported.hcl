rule "prefix-delegation-unsupported" {
  summary  = "Prefix delegation is on, and an instance type cannot take prefixes"
  severity = "warning"
  each     = "node_pool"

  condition = length(node_pool.without_prefixes) == 0
  undecided = null

  error_message = "${join(" and ", [for type in node_pool.without_prefixes : "`${type}`"])} of ${node_pool.title} cannot take prefixes: the VPC CNI falls back to single addresses"

  label {
    at   = node_pool.without_prefixes
    text = "ENABLE_PREFIX_DELEGATION is on"
  }

  label {
    at   = node_pool.per_node
    text = "not on the Nitro system"
  }
}
