output "read" {
  value = "terraform"
}
