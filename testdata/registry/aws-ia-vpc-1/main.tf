# aws-ia/vpc/aws 1.x: private subnets are keyed by zone alone, and the transit gateway is an attribute of its subnets.
# module.vpc.aws_subnet.private[*]  /24: 251 usable (10.8.0.0/24 to 10.8.2.0/24, zones not known before the plan)
# module.vpc.aws_subnet.public[*]   /26: 59 usable (10.8.3.0/26, .64, .128), a NAT gateway in each

module "vpc" {
  source  = "aws-ia/vpc/aws"
  version = "1.4.1"

  name       = "ia"
  cidr_block = "10.8.0.0/20"
  az_count   = 3

  subnets = {
    private = { netmask = 24, route_to_nat = true }
    public  = { netmask = 26, nat_gateway_configuration = "all_azs" }
  }
}
