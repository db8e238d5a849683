variable "use_for_each" {
  type     = bool
  nullable = false
}
