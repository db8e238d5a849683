# aws-ia/vpc/aws 4.x: kinds of subnets in named zones, smallest blocks first, and a kind whose blocks are given.
# With `azs` the keys are known:
# module.vpc.aws_subnet.private["db/eu-west-1a"], ["db/eu-west-1c"]        10.0.0.0/28, 10.0.0.16/28: 11 usable
# module.vpc.aws_subnet.public["eu-west-1a"], ["eu-west-1c"]               10.0.1.0/24, 10.0.2.0/24: 251 usable, a NAT gateway in the first
# module.vpc.aws_subnet.private["nodes/eu-west-1a"], ["nodes/eu-west-1c"]  10.0.16.0/20, 10.0.32.0/20: 4,091 usable
# module.vpc.aws_subnet.tgw["eu-west-1a"], ["eu-west-1c"]                  10.0.255.0/28, 10.0.255.16/28: as given
# With `az_count` the names are not known before the plan; the sizes are:
# module.pool.aws_subnet.private[*]                                        /26, two of them: 59 usable (of an IPAM pool)

provider "aws" {
  region = "eu-west-1"
}

module "vpc" {
  source  = "aws-ia/vpc/aws"
  version = "4.7.3"

  name                        = "ia"
  cidr_block                  = "10.0.0.0/16"
  azs                         = ["eu-west-1a", "eu-west-1c"]
  optimize_subnet_cidr_ranges = true
  transit_gateway_id          = "tgw-1"

  subnets = {
    nodes           = { netmask = 20, connect_to_public_natgw = true }
    db              = { netmask = 28, name_prefix = "database", tags = { tier = "db" } }
    public          = { netmask = 24, nat_gateway_configuration = "single_az" }
    transit_gateway = { cidrs = ["10.0.255.0/28", "10.0.255.16/28"] }
  }
}

module "pool" {
  source  = "aws-ia/vpc/aws"
  version = "~> 4.4.0"

  name                    = "pool"
  az_count                = 2
  vpc_ipv4_ipam_pool_id   = "ipam-pool-1"
  vpc_ipv4_netmask_length = 22

  subnets = {
    nodes = { netmask = 26 }
  }
}
