# An IPv6 cluster in a VPC whose block IPAM picks: nodes take one IPv4 address each, whatever the VPC CNI is set to, and a
# subnet without IPv4 none. Addresses of IPAM have a size and no block.
resource "aws_vpc" "main" {
  ipv4_ipam_pool_id                = "ipam-pool-0123456789abcdef0"
  ipv4_netmask_length              = 20
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "nodes" {
  for_each            = { a = 26, b = 27 }
  vpc_id              = aws_vpc.main.id
  ipv4_ipam_pool_id   = "ipam-pool-0123456789abcdef1"
  ipv4_netmask_length = each.value
  availability_zone   = "eu-central-1${each.key}"
}

resource "aws_subnet" "ipv6_only" {
  vpc_id            = aws_vpc.main.id
  ipv6_native       = true
  ipv6_cidr_block   = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 6)
  availability_zone = "eu-central-1c"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  kubernetes_network_config {
    ip_family = "ipv6"
  }
  vpc_config {
    subnet_ids = values(aws_subnet.nodes)[*].id
  }
}

resource "aws_eks_node_group" "workers" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = concat(values(aws_subnet.nodes)[*].id, [aws_subnet.ipv6_only.id])
  instance_types = ["m6a.32xlarge"]
  scaling_config {
    min_size     = 3
    desired_size = 3
    max_size     = 60
  }
}
