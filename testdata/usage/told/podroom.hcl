usage "aws_subnet.private" {
  addresses = 100
  reason    = "databases of the billing team"
}

root "." {
  usage "aws_subnet.private" {
    addresses = 20
  }
  usage "aws_subnet.control_plane[1]" {
    addresses = 4
    reason    = "a VPN"
  }
}
