# cloudposse/vpc/aws and dynamic-subnets, old inputs: `cidr_block` and `additional_cidr_blocks` (until 1.0.0), dynamic-subnets with `cidr_block`
# and `igw_id` as strings (until 1.0.0). The block is cut for `max_subnet_count` zones, private subnets first.
# module.subnets.aws_subnet.private[0]  10.30.0.0/19   us-east-2a: 8,187 usable
# module.subnets.aws_subnet.private[1]  10.30.32.0/19  us-east-2b
# module.subnets.aws_subnet.public[0]   10.30.96.0/19  us-east-2a, a NAT gateway
# module.subnets.aws_subnet.public[1]   10.30.128.0/19 us-east-2b, a NAT gateway
# Name of private[0]: "eg-test-app-private-use2a". module.vpc.aws_vpc_ipv4_cidr_block_association.default["100.64.0.0/16"].

provider "aws" {
  region = "us-east-2"
}

module "vpc" {
  source  = "cloudposse/vpc/aws"
  version = "0.28.1"

  namespace              = "eg"
  stage                  = "test"
  name                   = "app"
  cidr_block             = "10.30.0.0/16"
  additional_cidr_blocks = ["100.64.0.0/16"]
}

module "subnets" {
  source  = "cloudposse/dynamic-subnets/aws"
  version = "0.40.1"

  namespace          = "eg"
  stage              = "test"
  name               = "app"
  availability_zones = ["us-east-2a", "us-east-2b"]
  vpc_id             = module.vpc.vpc_id
  igw_id             = module.vpc.igw_id
  cidr_block         = module.vpc.vpc_cidr_block
  max_subnet_count   = 3
}
