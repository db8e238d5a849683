variable "vpc_id" {}

variable "blocks" {
  type = list(string)
}

variable "zones" {
  type = list(string)
}

resource "aws_subnet" "this" {
  count = length(var.blocks)

  vpc_id            = var.vpc_id
  cidr_block        = element(var.blocks, count.index)
  availability_zone = var.zones[count.index]
}

output "ids" {
  value = aws_subnet.this[*].id
}
