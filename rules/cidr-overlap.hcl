rule "cidr-overlap" {
  summary  = "Two ranges of one network share addresses"
  severity = "error"
  each     = "overlap"

  condition = false # An overlap is the mistake itself.

  error_message = "`${overlap.first}` (${overlap.first_cidr}) and `${overlap.second}` (${overlap.second_cidr}) share ${overlap.shared} addresses of one network"

  label {
    at   = overlap.first_cidr
    text = overlap.first_cidr
  }

  label {
    at   = overlap.second_cidr
    text = overlap.second_cidr
  }

  note = [
    can(regex("aws_eks_cluster[.]", overlap.second))
    ? "EKS refuses Services with addresses of the VPC"
    : "both are in `${overlap.network}`; the second one to be created is refused",
  ]
}
