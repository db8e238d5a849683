variable "name" {
  type = string
}

variable "subnets" {
  type = any
}

variable "az_count" {
  type    = number
  default = null
}

# v4.4.3
variable "azs" {
  type    = list(string)
  default = null
}

variable "cidr_block" {
  type    = string
  default = null
}

# v4.4.3
variable "create_vpc" {
  type    = bool
  default = true
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

# v4.6.0
variable "optimize_subnet_cidr_ranges" {
  type    = bool
  default = false
}

# v3.0.0
variable "transit_gateway_id" {
  type    = string
  default = null
}

# v3.0.2
variable "core_network" {
  type    = any
  default = null
}

variable "tags" {
  type    = any
  default = {}
}
