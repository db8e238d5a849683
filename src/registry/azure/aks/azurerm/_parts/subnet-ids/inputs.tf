variable "enable_auto_scaling" {
  type    = bool
  default = false
}

variable "vnet_subnet_id" {
  type    = string
  default = null
}

variable "pod_subnet_id" {
  type    = string
  default = null
}
