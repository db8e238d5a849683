variable "agents_pool_max_surge" {
  type    = string
  default = "10%"
}
