# Before 33.0 (autopilot: before 30.0).
variable "enable_private_nodes" {
  type    = bool
  default = false
}

variable "master_ipv4_cidr_block" {
  type    = string
  default = "10.0.0.0/28"
}
