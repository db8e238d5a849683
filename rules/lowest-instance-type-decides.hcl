rule "lowest-instance-type-decides" {
  summary  = "The max pods of the smallest instance type applies to all types of a managed node group"
  severity = "note"
  each     = "node_pool"

  condition = node_pool.lowest_type == null
  undecided = null

  error_message = "every node of ${node_pool.title} runs at most ${node_pool.lowest_type.max_pods} pods, as `${node_pool.lowest_type.instance_type}` does; other types would run up to ${node_pool.lowest_type.highest}"

  label {
    at   = node_pool.lowest_type
    text = "the lowest max pods of these types applies to all"
  }
}
