# Each rule that decides how many pods a node may run: what EKS computes for a managed group, with its caps, and the lowest of
# several types; what a node computes with an image of one's own; and what user data says in each of its forms.
locals {
  managed = {
    formula = ["m5.large"]              # 3 × 9 + 2
    small   = ["m5.4xlarge"]            # 8 × 29 + 2 = 234, and the cap below 30 vCPUs
    large   = ["m6a.32xlarge"]          # 15 × 49 + 2 = 737, and the cap from there on
    lowest  = ["m5.4xlarge", "t3.small"] # t3.small: 3 × 3 + 2
  }
  own_image = {
    plain       = "#!/bin/bash\n/etc/eks/bootstrap.sh main\n"
    node_config = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    config:\n      maxPods: 42\n"
    expression  = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    maxPodsExpression: \"(default_enis - 1) * (ips_per_eni - 1) + 2\"\n"
    arguments   = "#!/bin/bash\n/etc/eks/bootstrap.sh main --use-max-pods false --kubelet-extra-args '--max-pods=20'\n"
    off         = "#!/bin/bash\n/etc/eks/bootstrap.sh main --use-max-pods false\n"
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 2, count.index)
  availability_zone = "eu-central-1${["a", "b"][count.index]}"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = aws_subnet.nodes[*].id
  }
}

resource "aws_eks_node_group" "managed" {
  for_each       = local.managed
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = aws_subnet.nodes[*].id
  instance_types = each.value
  scaling_config {
    min_size     = 2
    desired_size = 2
    max_size     = 2
  }
}

resource "aws_launch_template" "own_image" {
  for_each      = local.own_image
  name          = each.key
  image_id      = "ami-0123456789abcdef0"
  instance_type = "m5.4xlarge"
  user_data     = base64encode(each.value)
}

resource "aws_eks_node_group" "own_image" {
  for_each      = local.own_image
  cluster_name  = aws_eks_cluster.main.name
  node_role_arn = "arn:aws:iam::111122223333:role/node"
  subnet_ids    = aws_subnet.nodes[*].id
  launch_template {
    id      = aws_launch_template.own_image[each.key].id
    version = "1"
  }
  scaling_config {
    min_size     = 2
    desired_size = 2
    max_size     = 2
  }
}

# What is said in a template without an image counts for Bottlerocket only: EKS puts its own figure beside it.
resource "aws_launch_template" "bottlerocket" {
  name      = "bottlerocket"
  user_data = base64encode("[settings.kubernetes]\nmax-pods = 30\n")
}

resource "aws_eks_node_group" "bottlerocket" {
  for_each       = { said = "BOTTLEROCKET_x86_64", ignored = "AL2023_x86_64_STANDARD" }
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = aws_subnet.nodes[*].id
  ami_type       = each.value
  instance_types = ["m5.xlarge"]
  launch_template {
    id      = aws_launch_template.bottlerocket.id
    version = "1"
  }
  scaling_config {
    min_size     = 2
    desired_size = 2
    max_size     = 2
  }
}
