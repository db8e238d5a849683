module "again" {
  source = "./."
}

resource "aws_subnet" "fine" {
  cidr_block = "10.0.0.0/24"
}
