resource "aws_subnet" "nodes" {
  for_each          = { "eu-west-1a" = "10.0.0.0/24", "eu-west-1b" = "10.0.1.0/24" }
  availability_zone = each.key
  cidr_block        = each.value
}

resource "aws_launch_template" "nodes" {
  instance_type = "m5.large"
  image_id      = "ami-0123456789abcdef0"
}

resource "aws_autoscaling_group" "nodes" {
  min_size            = 2
  desired_capacity    = 4
  max_size            = 40
  vpc_zone_identifier = [for subnet in aws_subnet.nodes : subnet.id]

  launch_template {
    id      = aws_launch_template.nodes.id
    version = "$Latest"
  }

  tag {
    key                 = "kubernetes.io/cluster/main"
    value               = "owned"
    propagate_at_launch = true
  }
}
