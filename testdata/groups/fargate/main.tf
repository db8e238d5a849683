# Two node groups and two Fargate profiles: the pods of `web` share subnets with the nodes of `fits`, those of `full` have one
# that the nodes of `batch` surely fill already.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  for_each          = { a = "10.0.0.0/24", b = "10.0.1.0/24", c = "10.0.2.0/26" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-central-1${each.key}"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = [aws_subnet.private["a"].id, aws_subnet.private["b"].id]
  }
}

resource "aws_eks_node_group" "fits" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = [aws_subnet.private["a"].id, aws_subnet.private["b"].id]
  instance_types = ["m5.large"]
  scaling_config {
    min_size     = 2
    desired_size = 2
    max_size     = 4
  }
}

resource "aws_eks_node_group" "batch" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = [aws_subnet.private["c"].id]
  instance_types = ["m5.large"]
  scaling_config {
    min_size     = 1
    desired_size = 1
    max_size     = 4
  }
}

resource "aws_eks_fargate_profile" "web" {
  cluster_name           = aws_eks_cluster.main.name
  fargate_profile_name   = "web"
  pod_execution_role_arn = "arn:aws:iam::111122223333:role/pods"
  subnet_ids             = [aws_subnet.private["a"].id, aws_subnet.private["b"].id]
  selector {
    namespace = "web"
  }
}

resource "aws_eks_fargate_profile" "full" {
  cluster_name           = aws_eks_cluster.main.name
  fargate_profile_name   = "full"
  pod_execution_role_arn = "arn:aws:iam::111122223333:role/pods"
  subnet_ids             = [aws_subnet.private["c"].id]
  selector {
    namespace = "jobs"
  }
}
