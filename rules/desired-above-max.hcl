rule "desired-above-max" {
  summary  = "A node pool's desired size is above its maximum"
  severity = "error"
  each     = "node_pool"

  condition = node_pool.desired <= node_pool.max
  undecided = null

  error_message = "${node_pool.title} wants ${node_pool.desired} nodes and may have at most ${node_pool.max}"

  label {
    at   = node_pool.address
    text = "desired ${node_pool.desired}, maximum ${node_pool.max}"
  }

  note = ["apply fails: the desired size must lie between the minimum and the maximum"]
}
