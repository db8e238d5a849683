# cloudposse/vpc/aws//modules/vpc-endpoints: one address of aws_subnet.a for each interface endpoint, none for the gateway. From 2.0.0 on
# endpoint and subnet are joined by a resource of their own.
# aws_subnet.a  10.50.0.0/28: 11 usable, 2 taken
#   module.endpoints.aws_vpc_endpoint_subnet_association.interface["ecr[0]"], module.before.aws_vpc_endpoint.interface_endpoint["sts"]

module "vpc" {
  source  = "cloudposse/vpc/aws"
  version = "2.1.1"

  ipv4_primary_cidr_block = "10.50.0.0/24"
  name                    = "e"
}

resource "aws_subnet" "a" {
  vpc_id     = module.vpc.vpc_id
  cidr_block = "10.50.0.0/28"
}

module "endpoints" {
  source  = "cloudposse/vpc/aws//modules/vpc-endpoints"
  version = "2.1.1"

  name   = "e"
  vpc_id = module.vpc.vpc_id

  interface_vpc_endpoints = {
    ecr = { name = "ecr.api", policy = null, private_dns_enabled = true, security_group_ids = [], subnet_ids = [aws_subnet.a.id] }
  }
  gateway_vpc_endpoints = {
    s3 = { name = "s3", policy = null, route_table_ids = [] }
  }
}

module "before" {
  source  = "cloudposse/vpc/aws//modules/vpc-endpoints"
  version = "1.2.0"

  name   = "b"
  vpc_id = module.vpc.vpc_id

  interface_vpc_endpoints = {
    sts = { name = "sts", policy = null, private_dns_enabled = true, security_group_ids = [], subnet_ids = [aws_subnet.a.id] }
  }
}
