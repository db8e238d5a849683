# Listed in .terraform/modules/modules.json, and not there: a stand-in is used for the one, and there is none for the other.
module "vpc" {
  source          = "terraform-aws-modules/vpc/aws"
  version         = "~> 5.0"
  cidr            = "10.0.0.0/16"
  azs             = ["us-east-1a"]
  private_subnets = ["10.0.0.0/24"]
}

module "other" {
  source = "git::https://git.example.com/acme/other.git"
}

module "role" {
  source = "terraform-aws-modules/iam/aws//modules/iam-role"
}
