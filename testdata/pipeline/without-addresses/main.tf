# The modules of roles and keys need no stand-in: nothing is undecided, and only the block that is made of an output unknown.
module "kms" {
  source  = "terraform-aws-modules/kms/aws"
  version = "~> 3.0"
}

module "role" {
  source = "git::https://github.com/terraform-aws-modules/terraform-aws-iam.git//modules/iam-role?ref=v6.0.0"
}

module "rules" {
  source  = "terraform-aws-modules/security-group/aws"
  version = "5.3.0"
  vpc_id  = aws_vpc.main.id
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "eu-central-1a"
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, length(module.rules.security_group_name))
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = module.role.arn

  vpc_config {
    subnet_ids         = [aws_subnet.main.id]
    security_group_ids = [module.rules.security_group_id]
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = module.kms.key_arn
    }
  }
}

# The blocks are computed; this one is known.
module "blocks" {
  source          = "hashicorp/subnets/cidr"
  base_cidr_block = "10.0.0.0/16"

  networks = [
    { name = "a", new_bits = 4 },
    { name = null, new_bits = 4 },
    { name = "b", new_bits = 8 },
  ]
}

resource "aws_subnet" "nodes" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "eu-central-1b"
  cidr_block        = module.blocks.network_cidr_blocks["b"]
}

resource "aws_eks_node_group" "main" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "main"
  node_role_arn   = module.role.arn
  subnet_ids      = [aws_subnet.nodes.id, aws_subnet.main.id]
  instance_types  = ["m6a.32xlarge"]

  scaling_config {
    min_size     = 1
    desired_size = 1
    max_size     = 6
  }
}
