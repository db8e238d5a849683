rule "zone-loss-exhausts-subnet" {
  enabled = true
}
