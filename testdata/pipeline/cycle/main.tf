locals {
  first  = local.second
  second = local.first
}

resource "aws_subnet" "looped" {
  cidr_block = local.first
}

resource "aws_subnet" "fine" {
  cidr_block = "10.0.0.0/24"
}
