# terraform-aws-modules/vpc/aws//modules/vpc-endpoints: what takes addresses.
# module.vpc.aws_subnet.private[0]  10.7.0.0/26: 59 usable, 2 endpoints (ssm, logs)
# module.vpc.aws_subnet.private[1]  10.7.0.64/26: 59 usable, 1 endpoint (ssm)
# `s3` is a gateway (no address), `off` is not made.

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.8.1"

  cidr            = "10.7.0.0/24"
  azs             = ["us-east-1a", "us-east-1b"]
  private_subnets = ["10.7.0.0/26", "10.7.0.64/26"]
}

module "endpoints" {
  source  = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"
  version = "5.8.1"

  vpc_id = module.vpc.vpc_id

  endpoints = {
    ssm  = { service = "ssm", subnet_ids = module.vpc.private_subnets }
    logs = { service = "logs", subnet_ids = [module.vpc.private_subnets[0]] }
    s3   = { service = "s3", service_type = "Gateway" }
    off  = { service = "sqs", create = false, subnet_ids = module.vpc.private_subnets }
  }
}
