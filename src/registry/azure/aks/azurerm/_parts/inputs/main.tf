variable "resource_group_name" {
  type = string
}

variable "cluster_name" {
  type    = string
  default = null
}

variable "agents_pool_name" {
  type    = string
  default = "nodepool"
}

variable "agents_size" {
  type    = string
  default = "Standard_D2s_v3"
}

variable "agents_count" {
  type    = number
  default = 2
}

variable "agents_min_count" {
  type    = number
  default = null
}

variable "agents_max_count" {
  type    = number
  default = null
}

variable "agents_max_pods" {
  type    = number
  default = null
}

variable "network_plugin" {
  type    = string
  default = "kubenet"
}

variable "net_profile_pod_cidr" {
  type    = string
  default = null
}

variable "net_profile_service_cidr" {
  type    = string
  default = null
}

variable "temporary_name_for_rotation" {
  type    = string
  default = null
}

# Its objects are checked and completed below.
variable "node_pools" {
  type    = any
  default = {}
}

output "aks_id" {
  value = azurerm_kubernetes_cluster.main.id
}

output "aks_name" {
  value = azurerm_kubernetes_cluster.main.name
}

output "node_resource_group" {
  value = azurerm_kubernetes_cluster.main.node_resource_group
}

output "location" {
  value = azurerm_kubernetes_cluster.main.location
}
