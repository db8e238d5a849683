# 33.x and 34.x.
variable "enable_private_nodes" {
  type    = bool
  default = true
}

variable "master_ipv4_cidr_block" {
  type    = string
  default = "10.0.0.0/28"
}
