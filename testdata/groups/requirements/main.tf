# A group that describes its types: two to four vCPUs, 8 to 16 GiB, Intel, of the families m and c.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  for_each          = { a = "10.0.0.0/24", b = "10.0.1.0/24" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-central-1${each.key}"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config {
    subnet_ids = values(aws_subnet.nodes)[*].id
  }
}

resource "aws_launch_template" "workers" {
  image_id  = "ami-0123456789abcdef0"
  user_data = base64encode("#!/bin/bash\n/etc/eks/bootstrap.sh main\n")
}

resource "aws_autoscaling_group" "workers" {
  min_size            = 2
  max_size            = 30
  vpc_zone_identifier = values(aws_subnet.nodes)[*].id

  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.workers.id
      }
      override {
        instance_requirements {
          vcpu_count {
            min = 2
            max = 4
          }
          memory_mib {
            min = 8192
            max = 16384
          }
          cpu_manufacturers      = ["intel"]
          allowed_instance_types = ["m5.*", "m6i.*", "c5.*", "m5.metal"]
        }
      }
    }
  }

  tag {
    key                 = "kubernetes.io/cluster/main"
    value               = "owned"
    propagate_at_launch = true
  }
}

# The same in a launch template, with every type of that size.
resource "aws_launch_template" "any" {
  instance_requirements {
    vcpu_count {
      min = 8
      max = 8
    }
    memory_mib {
      min = 1
    }
    excluded_instance_types = ["*.metal*", "g*", "p*"]
  }
}

resource "aws_autoscaling_group" "any" {
  min_size            = 0
  max_size            = 2
  vpc_zone_identifier = values(aws_subnet.nodes)[*].id
  launch_template {
    id = aws_launch_template.any.id
  }
  tag {
    key                 = "kubernetes.io/cluster/main"
    value               = "owned"
    propagate_at_launch = true
  }
}
