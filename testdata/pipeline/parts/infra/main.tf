resource "aws_subnet" "nodes" {
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "slip" {
  cidr_block = var.cidr
}
