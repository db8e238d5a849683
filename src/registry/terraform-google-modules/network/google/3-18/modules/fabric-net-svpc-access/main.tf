# Gives other projects access to subnets of the host project; makes nothing that takes addresses.
variable "host_project_id" {
  type = string
}

variable "service_project_ids" {
  type = list(string)
}

output "service_projects" {
  value = var.service_project_ids
}
