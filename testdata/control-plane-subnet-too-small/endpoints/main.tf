# Seven endpoints leave 4 of the 11 usable addresses of each /28: fewer than EKS demands, before any node is there.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "control" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/24", 4, count.index)
  availability_zone = "eu-central-1${["a", "b"][count.index]}"
}

resource "aws_vpc_endpoint" "interface" {
  count = 7

  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.eu-central-1.service${count.index}"
  vpc_endpoint_type = "Interface"
  subnet_ids        = aws_subnet.control[*].id
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids = aws_subnet.control[*].id
  }
}
