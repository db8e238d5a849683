# terraform-aws-modules/vpc/aws 2.x: interface endpoints are inputs of the module itself (gone from 3.0.0), `azs` may be zone ids.
# module.vpc.aws_subnet.public[0]    10.20.0.0/24   use1-az1: 251 usable, the one NAT gateway
# module.vpc.aws_subnet.private[0]   10.20.16.0/20  use1-az1: 4,091 usable, 2 endpoints (ecr_api, and s3 as an interface)
# module.vpc.aws_subnet.private[1]   10.20.32.0/20  use1-az2: 4,091 usable, 2 endpoints
# module.vpc.aws_subnet.intra[0]     10.20.48.0/28  use1-az1: 11 usable, 1 endpoint (ssm)
# No aws_vpc_endpoint.dynamodb of a type that takes addresses; subnet_ids of s3 and ecr_api are the private subnets.

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 2.78"

  name = "old"
  cidr = "10.20.0.0/16"
  azs  = ["use1-az1", "use1-az2"]

  public_subnets  = ["10.20.0.0/24"]
  private_subnets = ["10.20.16.0/20", "10.20.32.0/20"]
  intra_subnets   = ["10.20.48.0/28"]

  enable_nat_gateway = true
  single_nat_gateway = true

  enable_ecr_api_endpoint  = true
  enable_dynamodb_endpoint = true
  enable_s3_endpoint       = true
  s3_endpoint_type         = "Interface"
  enable_ssm_endpoint      = true
  ssm_endpoint_subnet_ids  = module.vpc.intra_subnets
}
