# A network load balancer takes one address of each subnet and does not grow; a /27 is enough for an application load
# balancer; the size of the last subnet is not known.

variable "cidr" {
  type = string
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "tiny" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/28"
}

resource "aws_subnet" "small" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/27"
}

resource "aws_subnet" "unknown" {
  vpc_id     = aws_vpc.main.id
  cidr_block = var.cidr
}

resource "aws_lb" "network" {
  load_balancer_type = "network"
  subnets            = [aws_subnet.tiny.id]
}

resource "aws_lb" "application" {
  subnets = [aws_subnet.small.id, aws_subnet.unknown.id]
}
