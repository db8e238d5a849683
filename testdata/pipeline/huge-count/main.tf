resource "aws_subnet" "many" {
  count      = 1000000000
  cidr_block = cidrsubnet("10.0.0.0/8", 16, count.index)
}

resource "aws_subnet" "fine" {
  cidr_block = "10.0.0.0/33"
}
