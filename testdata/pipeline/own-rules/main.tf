resource "aws_subnet" "small" {
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "too_small_for_aws" {
  cidr_block = "10.0.1.0/30"
}
