# cloudposse/vpc/aws 2 and 3 with a shared context: new names of the inputs, and `enabled = false` in a context switches all of it off.
# module.subnets.aws_subnet.private[0..3]  10.31.0.0/19, 10.31.32.0/19 (us-west-2a), 10.31.64.0/19, 10.31.96.0/19 (us-west-2b)
# module.subnets.aws_subnet.public[0..3]   10.31.128.0/19, 10.31.160.0/19 (a), 10.31.192.0/19, 10.31.224.0/19 (b); a NAT gateway in [0] only
# module.off_vpc, module.off_subnets: nothing

provider "aws" {
  region = "us-west-2"
}

module "label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  namespace = "eg"
  stage     = "prod"
  name      = "app"
}

module "vpc" {
  source  = "cloudposse/vpc/aws"
  version = "2.1.1"

  ipv4_primary_cidr_block = "10.31.0.0/16"

  context = module.label.context
}

module "subnets" {
  source  = "cloudposse/dynamic-subnets/aws"
  version = "2.4.2"

  availability_zones   = ["us-west-2a", "us-west-2b"]
  vpc_id               = module.vpc.vpc_id
  igw_id               = [module.vpc.igw_id]
  ipv4_cidr_block      = [module.vpc.vpc_cidr_block]
  max_subnet_count     = 2
  subnets_per_az_count = 2
  subnets_per_az_names = ["nodes", "pods"]
  max_nats             = 1

  context = module.label.context
}

module "off" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  enabled = false
  context = module.label.context
}

module "off_vpc" {
  source  = "cloudposse/vpc/aws"
  version = "3.0.0"

  ipv4_primary_cidr_block = "10.32.0.0/16"

  context = module.off.context
}

module "off_subnets" {
  source  = "cloudposse/dynamic-subnets/aws"
  version = "2.4.2"

  availability_zones = ["us-west-2a"]
  vpc_id             = module.off_vpc.vpc_id
  ipv4_cidr_block    = ["10.32.0.0/16"]

  context = module.off.context
}
