variable "use_for_each" {
  type     = bool
  default  = false
  nullable = false
}
