# Without a default in 4.
variable "use_for_each" {
  type     = bool
  default  = false
  nullable = false
}
