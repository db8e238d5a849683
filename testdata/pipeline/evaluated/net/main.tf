variable "cidr" {
  type = string
}

locals {
  newbits = 2
}

resource "aws_vpc" "main" {
  cidr_block = var.cidr
}

resource "aws_subnet" "private" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, local.newbits, count.index)
}

output "vpc" {
  value = aws_vpc.main
}

output "subnet_ids" {
  value = aws_subnet.private[*].id
}
