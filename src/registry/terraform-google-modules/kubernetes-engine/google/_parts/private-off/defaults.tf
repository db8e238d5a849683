# Autopilot from 30.0 to 32.x.
variable "enable_private_nodes" {
  type    = bool
  default = false
}

variable "master_ipv4_cidr_block" {
  type    = string
  default = null
}
