# Auto Scaling groups that are nodes: types of two weights and a policy by which an update goes beyond the size, a refresh
# that does, and one that is started from a launch configuration.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  for_each          = { for n, pair in setproduct(["weighted", "refreshed", "older"], ["a", "b"]) : join("-", pair) => n }
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value)
  availability_zone = "eu-central-1${split("-", each.key)[1]}"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = [aws_subnet.nodes["older-a"].id, aws_subnet.nodes["older-b"].id]
  }
}

resource "aws_launch_template" "nodes" {
  name          = "nodes"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "m5.large"
  user_data     = base64encode("#!/bin/bash\n/etc/eks/bootstrap.sh main --use-max-pods false --kubelet-extra-args '--max-pods=20'\n")
}

resource "aws_launch_configuration" "nodes" {
  name          = "nodes"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.large"
}

resource "aws_autoscaling_group" "weighted" {
  vpc_zone_identifier = [aws_subnet.nodes["weighted-a"].id, aws_subnet.nodes["weighted-b"].id]
  min_size            = 4
  desired_capacity    = 8
  max_size            = 24
  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.nodes.id
      }
      override {
        instance_type     = "m5.large"
        weighted_capacity = "1"
      }
      override {
        instance_type     = "m5.xlarge"
        weighted_capacity = "2"
      }
    }
  }
  instance_maintenance_policy {
    min_healthy_percentage = 100
    max_healthy_percentage = 150
  }
  tag {
    key                 = "kubernetes.io/cluster/${aws_eks_cluster.main.name}"
    value               = "owned"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_group" "refreshed" {
  vpc_zone_identifier = [aws_subnet.nodes["refreshed-a"].id, aws_subnet.nodes["refreshed-b"].id]
  min_size            = 2
  max_size            = 10
  launch_template {
    name = aws_launch_template.nodes.name
  }
  instance_refresh {
    strategy = "Rolling"
    preferences {
      min_healthy_percentage = 100
      max_healthy_percentage = 120
    }
  }
  tag {
    key                 = "kubernetes.io/cluster/main"
    value               = "owned"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_group" "older" {
  vpc_zone_identifier  = [aws_subnet.nodes["older-a"].id, aws_subnet.nodes["older-b"].id]
  min_size             = 2
  max_size             = 6
  launch_configuration = aws_launch_configuration.nodes.name
  tag {
    key                 = "kubernetes.io/cluster/main"
    value               = "owned"
    propagate_at_launch = true
  }
}
