variable "name" {
  type = string
}

variable "subnets" {
  type = any
}

variable "az_count" {
  type = number
}

variable "cidr_block" {
  type    = string
  default = null
}

variable "vpc_cidr_block" {
  type    = string
  default = null
}

variable "vpc_id" {
  type    = string
  default = null
}

variable "vpc_secondary_cidr" {
  type    = bool
  default = false
}

variable "vpc_ipv4_ipam_pool_id" {
  type    = string
  default = null
}

variable "vpc_ipv4_netmask_length" {
  type    = string
  default = null
}

variable "tags" {
  type    = any
  default = {}
}
