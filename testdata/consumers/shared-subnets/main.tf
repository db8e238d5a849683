# Two /26 subnets of 59 usable addresses. The nodes alone fit: 2 in each, 40 addresses. With what else is in there they
# do not.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "private" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 2, count.index)
  availability_zone = "eu-central-1${["a", "b"][count.index]}"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/cluster"

  vpc_config {
    subnet_ids = aws_subnet.private[*].id
  }
}

resource "aws_eks_node_group" "apps" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "apps"
  node_role_arn   = "arn:aws:iam::123456789012:role/node"
  subnet_ids      = aws_subnet.private[*].id
  instance_types  = ["m5.large"]

  scaling_config {
    desired_size = 2
    min_size     = 2
    max_size     = 4
  }

  update_config {
    update_strategy = "MINIMAL"
    max_unavailable = 1
  }
}

resource "aws_security_group" "endpoints" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_endpoint" "interface" {
  for_each = toset([
    "ecr.api", "ecr.dkr", "ec2", "ec2messages", "eks", "kms", "logs", "monitoring", "secretsmanager", "sqs", "ssm",
    "ssmmessages", "sts",
  ])

  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.eu-central-1.${each.key}"
  vpc_endpoint_type = "Interface"
  subnet_ids        = aws_subnet.private[*].id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.eu-central-1.s3"
}

resource "aws_lb" "internal" {
  internal = true
  subnets  = aws_subnet.private[*].id
}

resource "aws_lb" "tcp" {
  internal           = true
  load_balancer_type = "network"
  subnets            = aws_subnet.private[*].id
}

resource "aws_network_interface" "appliance" {
  subnet_id         = aws_subnet.private[0].id
  ipv4_prefix_count = 1
}

resource "aws_lambda_function" "both" {
  for_each = toset(["read", "write"])

  function_name = each.key
  role          = "arn:aws:iam::123456789012:role/lambda"

  vpc_config {
    security_group_ids = [aws_security_group.endpoints.id]
    subnet_ids         = aws_subnet.private[*].id
  }
}
