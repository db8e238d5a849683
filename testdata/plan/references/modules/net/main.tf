variable "vpc_id" {
  type = any
}

variable "n" {
  type = any
}

resource "aws_subnet" "a" {
  for_each   = toset(["k"])
  vpc_id     = var.vpc_id
  cidr_block = "10.0.24${var.n}.0/24"
}

output "id" {
  value = aws_subnet.a["k"].id
}

output "ids" {
  value = { for k, s in aws_subnet.a : k => s.id }
}
