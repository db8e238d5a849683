variable "blocks" {
  type = list(string)
}

variable "first" {
  default = 0
}

resource "aws_subnet" "this" {
  vpc_id     = "vpc-1"
  cidr_block = var.blocks[var.first]
}

resource "aws_subnet" "broken" {
  cidr_block = ]
}
