# cloudposse/dynamic-subnets/aws with addresses of the caller's for the NAT gateways: until 0.32.0 that makes none, from 0.33.0 on one in each
# zone. Each block is cut into two public and two private subnets for each of the four zones that may be.
# module.before.aws_subnet.public[0]  10.60.0.128/27 (the private ones come first): 27 usable, nothing
# module.after.aws_subnet.public[0]   10.61.0.128/27: 27 usable, 1 NAT gateway

module "before" {
  source  = "cloudposse/dynamic-subnets/aws"
  version = "0.32.0"

  name               = "before"
  vpc_id             = aws_vpc.main.id
  igw_id             = "igw-1"
  cidr_block         = "10.60.0.0/24"
  max_subnet_count   = 4
  availability_zones = ["eu-west-1a", "eu-west-1b"]
  existing_nat_ips   = ["198.51.100.1", "198.51.100.2"]
}

module "after" {
  source  = "cloudposse/dynamic-subnets/aws"
  version = "0.33.0"

  name               = "after"
  vpc_id             = aws_vpc.main.id
  igw_id             = "igw-1"
  cidr_block         = "10.61.0.0/24"
  max_subnet_count   = 4
  availability_zones = ["eu-west-1a", "eu-west-1b"]
  existing_nat_ips   = ["198.51.100.1", "198.51.100.2"]
}

resource "aws_vpc" "main" {
  cidr_block = "10.60.0.0/15"
}
