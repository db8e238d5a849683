# Since 35.0 (autopilot: 33.0).
variable "enable_private_nodes" {
  type    = bool
  default = true
}

variable "master_ipv4_cidr_block" {
  type    = string
  default = null
}
