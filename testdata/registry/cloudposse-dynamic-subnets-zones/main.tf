# cloudposse/dynamic-subnets/aws 2 keeps room for as many zones as the region has, and asks a data source how many that is. Outside us-east-1
# that is three or four, without local zones: in both cases two kinds of subnets take 3 bits.
# Expected: two private and two public subnets of a /19 each; blocks of the public ones follow those of three or four private ones, so
# only their size is known.

provider "aws" {
  region = "us-east-2"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

module "subnets" {
  source  = "cloudposse/dynamic-subnets/aws"
  version = "2.4.2"

  name               = "app"
  vpc_id             = aws_vpc.main.id
  igw_id             = [aws_internet_gateway.main.id]
  ipv4_cidr_block    = [aws_vpc.main.cidr_block]
  availability_zones = ["us-east-2a", "us-east-2b"]
}
