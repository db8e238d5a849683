variable "use_for_each" {
  type     = bool
  default  = true
  nullable = false
}
