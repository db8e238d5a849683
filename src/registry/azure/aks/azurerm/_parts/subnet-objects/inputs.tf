variable "prefix" {
  type    = string
  default = ""
}

variable "vnet_subnet" {
  type    = any
  default = null
}

variable "pod_subnet" {
  type    = any
  default = null
}

variable "network_plugin_mode" {
  type    = string
  default = null
}

variable "net_profile_pod_cidrs" {
  type    = list(string)
  default = null
}

variable "net_profile_service_cidrs" {
  type    = list(string)
  default = null
}

variable "agents_pool_max_surge" {
  type    = string
  default = "10%"
}
