variable "project_id" {
  type = string
}

variable "name" {
  type = string
}

variable "regional" {
  type    = bool
  default = true
}

variable "region" {
  type = string
}

variable "zones" {
  type    = list(string)
  default = []
}

variable "network" {
  type = string
}

variable "network_project_id" {
  type    = string
  default = ""
}

variable "subnetwork" {
  type = string
}

variable "ip_range_pods" {
  type = string
}

# Required before 37.0.
variable "ip_range_services" {
  type    = string
  default = null
}

# With it the module looks the subnetwork up.
variable "add_cluster_firewall_rules" {
  type    = bool
  default = false
}

variable "enable_private_endpoint" {
  type    = bool
  default = true
}

variable "master_ipv4_cidr_block" {
  type    = string
  default = "10.0.0.0/28"
}

# Since 44.0.
variable "private_endpoint_subnetwork" {
  type    = string
  default = null
}

variable "default_max_pods_per_node" {
  type    = number
  default = 110
}

variable "initial_node_count" {
  type    = number
  default = 0
}

variable "node_pools" {
  type    = list(map(string))
  default = [{ name = "default-node-pool" }]
}

# Since 23.0.
variable "windows_node_pools" {
  type    = list(map(string))
  default = []
}

variable "cluster_autoscaling" {
  type = object({
    enabled                      = bool
    min_cpu_cores                = optional(number)
    max_cpu_cores                = optional(number)
    min_memory_gb                = optional(number)
    max_memory_gb                = optional(number)
    gpu_resources                = optional(list(object({ resource_type = string, minimum = number, maximum = number })), [])
    enable_default_compute_class = optional(bool)
  })
  default = { enabled = false }
}

output "cluster_id" {
  value = module.gke.cluster_id
}

output "name" {
  value = module.gke.name
}

output "type" {
  value = module.gke.type
}

output "location" {
  value = module.gke.location
}

output "region" {
  value = module.gke.region
}

output "zones" {
  value = module.gke.zones
}

output "node_pools_names" {
  value = module.gke.node_pools_names
}

output "master_ipv4_cidr_block" {
  value = var.master_ipv4_cidr_block
}
