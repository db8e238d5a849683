resource "aws_subnet" "nodes" {
  cidr_block = "10.0.0.0/25"
}
