# What an update adds to 18 nodes of one zone, by strategy and by what may be unavailable: 2 at least, a number, a share, or
# nothing. The last group names no type and no `update_config`.
locals {
  updates = {
    plain   = { max_unavailable = 1, percentage = null, strategy = "DEFAULT" }
    many    = { max_unavailable = 12, percentage = null, strategy = "DEFAULT" }
    share   = { max_unavailable = null, percentage = 33, strategy = "DEFAULT" }
    minimal = { max_unavailable = 12, percentage = null, strategy = "MINIMAL" }
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  for_each          = { plain = 0, many = 1, share = 2, minimal = 3, none = 4 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 7, each.value)
  availability_zone = "eu-central-1a"
}

resource "aws_subnet" "control_plane" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.255.0/24"
  availability_zone = "eu-central-1b"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = [aws_subnet.nodes["none"].id, aws_subnet.control_plane.id]
  }
}

resource "aws_eks_node_group" "each" {
  for_each       = local.updates
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = [aws_subnet.nodes[each.key].id]
  instance_types = ["m5.large"]
  scaling_config {
    min_size     = 2
    desired_size = 2
    max_size     = 18
  }
  update_config {
    max_unavailable            = each.value.max_unavailable
    max_unavailable_percentage = each.value.percentage
    update_strategy            = each.value.strategy
  }
}

resource "aws_eks_node_group" "none" {
  cluster_name  = aws_eks_cluster.main.name
  node_role_arn = "arn:aws:iam::111122223333:role/node"
  subnet_ids    = [aws_subnet.nodes["none"].id]
  scaling_config {
    min_size     = 2
    desired_size = 2
    max_size     = 18
  }
}
