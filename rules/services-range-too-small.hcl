rule "services-range-too-small" {
  summary  = "A GKE cluster has addresses for a few Services only"
  severity = "warning"
  each     = "cluster"

  condition = cluster.services == null ? true : cluster.services >= setting.services

  error_message = "${cluster.title} has ${cluster.services} addresses for its Services, those that GKE makes itself included"

  label {
    at   = cluster.services
    text = "room for ${cluster.services} Services"
  }

  note = ["each Service with a cluster IP takes one, and the range cannot be changed once the cluster is there"]

  setting "services" {
    default     = 32
    description = "Services a cluster should have room for"
  }
}
