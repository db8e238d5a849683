# cloudposse/dynamic-subnets/aws 3.x: public and private subnets of different number, NAT gateways by name, and blocks that are given.
# module.cut.aws_subnet.private[0..3]  10.40.0.0/19, 10.40.32.0/19 (us-east-1a), 10.40.64.0/19, 10.40.96.0/19 (us-east-1b)
# module.cut.aws_subnet.public[0..1]   10.40.128.0/19 (a), 10.40.160.0/19 (b), a NAT gateway in each
# module.given.aws_subnet.private[0]   10.41.0.0/20 (us-east-1a): 4,091 usable, and no public ones

provider "aws" {
  region = "us-east-1"
}

module "cut" {
  source  = "cloudposse/dynamic-subnets/aws"
  version = "3.1.0"

  vpc_id                          = "vpc-1"
  availability_zones              = ["us-east-1a", "us-east-1b"]
  max_subnet_count                = 2
  ipv4_cidr_block                 = ["10.40.0.0/16"]
  private_subnets_per_az_count    = 2
  private_subnets_per_az_names    = ["app", "data"]
  public_subnets_per_az_count     = 1
  public_subnets_per_az_names     = ["edge"]
  nat_gateway_public_subnet_names = ["edge"]
}

module "given" {
  source  = "cloudposse/dynamic-subnets/aws"
  version = "3.1.0"

  vpc_id                       = "vpc-1"
  availability_zones           = ["us-east-1a"]
  public_subnets_enabled       = false
  private_subnets_per_az_count = 1
  public_subnets_per_az_count  = 1
  nat_gateway_enabled          = false
  ipv4_cidrs                   = [{ private = ["10.41.0.0/20"], public = [] }]
}
