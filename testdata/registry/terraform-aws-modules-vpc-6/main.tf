# terraform-aws-modules/vpc/aws 6.x: a secondary block, IPv6-only subnets (no range), database subnets with their group, tags per zone.
# module.vpc.aws_subnet.public[0..2]    10.0.48.0/24, 10.0.49.0/24, 10.0.50.0/24: 251 usable, one NAT gateway each
# module.vpc.aws_subnet.private[0..3]   10.0.0.0/20 (a), 10.0.16.0/20 (b), 10.0.32.0/20 (c): 4,091 usable;
#                                       100.64.0.0/18 (a again: more subnets than zones): 16,379 usable, in the secondary block
# module.vpc.aws_subnet.database[0..1]  10.0.51.0/28, 10.0.51.16/28: 11 usable; named by aws_db_subnet_group.database "ledger"
# module.vpc.aws_subnet.intra[0..1]     IPv6 only: no range
# module.off                            nothing

provider "aws" {
  region = "eu-west-1"
}

locals {
  azs = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 6.0"

  name                  = "prod"
  secondary_cidr_blocks = ["100.64.0.0/16"]
  azs                   = local.azs

  public_subnets             = [for i, az in local.azs : cidrsubnet("10.0.0.0/16", 8, 48 + i)]
  private_subnets            = concat([for i, az in local.azs : cidrsubnet("10.0.0.0/16", 4, i)], ["100.64.0.0/18"])
  database_subnets           = ["10.0.51.0/28", "10.0.51.16/28"]
  database_subnet_group_name = "Ledger"

  enable_ipv6                = true
  intra_subnet_ipv6_native   = true
  intra_subnet_ipv6_prefixes = [0, 1]

  enable_nat_gateway     = true
  one_nat_gateway_per_az = true

  private_subnet_tags        = { "karpenter.sh/discovery" = "prod" }
  private_subnet_tags_per_az = { "eu-west-1a" = { first = "yes" } }
}

module "off" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 6.0"

  create_vpc      = false
  azs             = local.azs
  private_subnets = ["10.0.0.0/24"]
}
