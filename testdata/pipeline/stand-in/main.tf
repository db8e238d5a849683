# All of it is written here.
module "network" {
  source  = "app.example.com/acme/network/aws"
  version = "~> 3.1"

  name    = "main"
  cidr    = "10.0.0.0/16"
  subnets = ["10.0.0.0/20", "10.0.16.0/24"]

  groups = {
    batch = {
      instance_types = ["m6a.32xlarge"]
      max            = 9
    }
  }
}

# Blocks, sizes and types come from the module: the call is the place to change them.
module "plain" {
  source  = "app.example.com/acme/network/aws"
  cidr    = "10.8.0.0/22"
  flavour = "small"

  groups = {
    web = {}
  }
}

# A module of the package, for each of two.
module "each" {
  source   = "app.example.com/acme/network/aws//modules/nodes"
  for_each = { a = 30, b = 3 }

  cluster        = module.network.cluster
  max            = each.value
  flavour        = "large"
  instance_types = ["m6a.32xlarge"]
  subnet_ids     = [module.network.subnet_ids[1]]
}

resource "aws_subnet" "beside" {
  vpc_id            = module.network.vpc_id
  cidr_block        = "10.0.2.0/24"
  availability_zone = module.network.first_zone
}

# What the package has, and its stand-in has not.
module "endpoints" {
  source = "app.example.com/acme/network/aws//modules/endpoints"
}

module "elsewhere" {
  source = "git::https://git.example.com/acme/more.git"
}

# It matters for nothing here.
module "roles" {
  source = "git::https://git.example.com/acme/roles.git?ref=v2"
  names  = ["reader"]
}
