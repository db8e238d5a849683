# Three groups of subnets: too small, small beside endpoints, and large enough.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "tiny" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/24", 4, count.index)
  availability_zone = "eu-central-1${["a", "b"][count.index]}"
}

resource "aws_subnet" "shared" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.1.0/24", 3, count.index)
  availability_zone = "eu-central-1${["a", "b"][count.index]}"
}

resource "aws_lb" "tiny" {
  subnets = aws_subnet.tiny[*].id
}

resource "aws_lb" "shared" {
  subnets = aws_subnet.shared[*].id
}

resource "aws_vpc_endpoint" "interface" {
  count = 21

  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.eu-central-1.service${count.index}"
  vpc_endpoint_type = "Interface"
  subnet_ids        = aws_subnet.shared[*].id
}
