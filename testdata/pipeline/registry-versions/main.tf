locals {
  zones = ["us-east-1a", "us-east-1b"]
}

# However the package is written.
module "branch" {
  source          = "git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git?ref=master"
  cidr            = "10.0.0.0/16"
  azs             = local.zones
  private_subnets = ["10.0.0.0/20"]
}

module "tag" {
  source          = "git@github.com:terraform-aws-modules/terraform-aws-vpc.git?ref=v2.77.0"
  cidr            = "10.1.0.0/16"
  azs             = local.zones
  private_subnets = ["10.1.0.0/20"]
}

module "each" {
  source   = "registry.terraform.io/terraform-aws-modules/vpc/aws"
  version  = ">= 3.0, < 4.0"
  for_each = { a = 2, b = 3 }

  cidr            = "10.${each.value}.0.0/16"
  azs             = local.zones
  private_subnets = ["10.${each.value}.0.0/20"]
}

module "maybe" {
  source  = "registry.opentofu.org/terraform-aws-modules/vpc/aws"
  version = "~> 5.0"
  count   = 1

  cidr               = "10.9.0.0/16"
  azs                = local.zones
  private_subnets    = ["10.9.0.0/20"]
  shiny_new_argument = true
}

# An output that the stand-in does not have.
resource "aws_subnet" "beside" {
  vpc_id            = module.maybe[0].vpc_id
  cidr_block        = module.maybe[0].shiny_new_cidr
  availability_zone = "us-east-1a"
}

# Versions that no stand-in is for, and one that is none.
module "old" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 1.60"
}

module "nonsense" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "latest"
}

module "part" {
  source  = "terraform-aws-modules/vpc/aws//modules/nowhere"
  version = "~> 5.0"
}

module "own" {
  source = "app.example.com/acme/vpc/aws"
}
