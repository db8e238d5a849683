# As terraform-aws-modules/eks writes it: one key of the tags holds the cluster's id, which there is only after apply. There is one
# cluster, so it is that one's; the other group has tags that are known and none of a cluster.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.0.0/28"
  availability_zone = "eu-central-1a"
}

resource "aws_eks_cluster" "main" {
  name = "main"

  vpc_config {
    subnet_ids = [aws_subnet.nodes.id]
  }
}

resource "aws_launch_template" "main" {
  instance_type = "m6a.32xlarge"
}

resource "aws_autoscaling_group" "nodes" {
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = [aws_subnet.nodes.id]

  launch_template {
    id = aws_launch_template.main.id
  }

  dynamic "tag" {
    for_each = {
      "Name"                                            = "nodes"
      "kubernetes.io/cluster/${aws_eks_cluster.main.id}" = "owned"
    }

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}

resource "aws_autoscaling_group" "other" {
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = [aws_subnet.nodes.id]

  launch_template {
    id = aws_launch_template.main.id
  }

  tag {
    key                 = "Name"
    value               = aws_vpc.main.id
    propagate_at_launch = true
  }
}

# Until version 5 of the provider the tags could be a list.
resource "aws_autoscaling_group" "old" {
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = [aws_subnet.nodes.id]

  launch_template {
    id = aws_launch_template.main.id
  }

  tags = concat(
    [{ key = "kubernetes.io/cluster/main", value = "owned", propagate_at_launch = true }],
    [for key, value in { Name = "old" } : { key = key, value = value, propagate_at_launch = true }],
  )
}
