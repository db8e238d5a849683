rule "pods-and-services-share-range" {
  summary  = "Pods and Services of a GKE cluster are in one range, or each in the other's"
  severity = services_range.pods_too ? "error" : "warning"
  each     = "services_range"

  condition = !services_range.pods_too && services_range.swapped_with == null

  error_message = services_range.pods_too ? "pods and Services of `${services_range.address}` are both in ${services_range.range}" : "`${services_range.address}` has its Services in ${services_range.range}, and its pods in ${services_range.swapped_with}: the two are swapped"

  label {
    at   = services_range.range
    text = services_range.pods_too ? "the range of the pods" : "by its name for pods"
  }

  note = [
    services_range.pods_too ? "GKE sets whole blocks of a pod range aside for nodes, and addresses of Services in it are reached by nobody" : "the range for Services is small: the nodes' blocks soon fill it",
  ]
}
