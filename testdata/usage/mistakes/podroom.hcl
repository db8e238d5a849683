usage "aws_subnet.private" {
  reason = "no number"
}

usage "aws_subnet.privat" {
  addresses = 10
}

root "." {
  workspace = 3
  usage "aws_subnet.private" {
    addresses = "many"
    because   = "?"
  }
  cni {}
}
