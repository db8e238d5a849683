# p5.48xlarge with 32 network cards: an interface with an address on each, or one and the rest for EFA alone.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/22"
  availability_zone = "eu-central-1a"
}

resource "aws_subnet" "control_plane" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.255.0/24", 3, count.index)
  availability_zone = ["eu-central-1a", "eu-central-1b"][count.index]
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config {
    subnet_ids = aws_subnet.control_plane[*].id
  }
}

resource "aws_launch_template" "efa" {
  for_each      = { every = "efa", one = "efa-only" }
  instance_type = "p5.48xlarge"
  dynamic "network_interfaces" {
    for_each = range(32)
    content {
      device_index       = network_interfaces.value == 0 ? 0 : 1
      network_card_index = network_interfaces.value
      interface_type     = network_interfaces.value == 0 ? "efa" : each.value
    }
  }
}

resource "aws_eks_node_group" "gpu" {
  for_each      = aws_launch_template.efa
  cluster_name  = aws_eks_cluster.main.name
  node_role_arn = "arn:aws:iam::111122223333:role/node"
  subnet_ids    = [aws_subnet.nodes.id]
  launch_template {
    id      = each.value.id
    version = each.value.latest_version
  }
  scaling_config {
    min_size     = 1
    desired_size = 1
    max_size     = 3
  }
}

# One for EFA alone on the first card takes the place of an interface of the CNI.
resource "aws_launch_template" "slot" {
  instance_type = "p5.48xlarge"
  network_interfaces {
    device_index = 0
  }
  network_interfaces {
    device_index   = 1
    interface_type = "efa-only"
  }
}

resource "aws_eks_node_group" "slot" {
  cluster_name  = aws_eks_cluster.main.name
  node_role_arn = "arn:aws:iam::111122223333:role/node"
  subnet_ids    = [aws_subnet.nodes.id]
  launch_template {
    id      = aws_launch_template.slot.id
    version = aws_launch_template.slot.latest_version
  }
  scaling_config {
    min_size     = 1
    desired_size = 1
    max_size     = 2
  }
}
