variable "enabled" {
  type = bool
}

variable "cluster_name" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "min_size" {
  type = number
}

variable "max_size" {
  type = number
}

variable "instance_type" {
  type = string
}

variable "image_id" {
  type    = string
  default = ""
}

variable "user_data_base64" {
  type    = string
  default = ""
}

variable "mixed_instances_policy" {
  type    = any
  default = null
}

variable "suspended_processes" {
  type    = list(string)
  default = []
}

resource "aws_launch_template" "default" {
  count = var.enabled ? 1 : 0

  image_id      = var.image_id
  instance_type = var.instance_type
  user_data     = var.user_data_base64
}

resource "aws_autoscaling_group" "default" {
  count = var.enabled ? 1 : 0

  vpc_zone_identifier = var.subnet_ids
  min_size            = var.min_size
  max_size            = var.max_size
  suspended_processes = var.suspended_processes

  dynamic "launch_template" {
    for_each = var.mixed_instances_policy == null ? [1] : []

    content {
      id = one(aws_launch_template.default[*].id)
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = var.mixed_instances_policy[*]

    content {
      launch_template {
        launch_template_specification {
          launch_template_id = one(aws_launch_template.default[*].id)
        }

        dynamic "override" {
          for_each = try(coalesce(mixed_instances_policy.value.override), [])

          content {
            instance_type     = lookup(override.value, "instance_type", null)
            weighted_capacity = lookup(override.value, "weighted_capacity", null)
          }
        }
      }
    }
  }

  tag {
    key                 = "kubernetes.io/cluster/${var.cluster_name}"
    value               = "owned"
    propagate_at_launch = true
  }
}

output "launch_template_id" {
  value = one(aws_launch_template.default[*].id)
}

output "launch_template_arn" {
  value = one(aws_launch_template.default[*].arn)
}

output "autoscaling_group_id" {
  value = one(aws_autoscaling_group.default[*].id)
}

output "autoscaling_group_name" {
  value = one(aws_autoscaling_group.default[*].name)
}

output "autoscaling_group_arn" {
  value = one(aws_autoscaling_group.default[*].arn)
}

output "autoscaling_group_min_size" {
  value = one(aws_autoscaling_group.default[*].min_size)
}

output "autoscaling_group_max_size" {
  value = one(aws_autoscaling_group.default[*].max_size)
}

output "autoscaling_group_desired_capacity" {
  value = one(aws_autoscaling_group.default[*].desired_capacity)
}

output "autoscaling_group_default_cooldown" {
  value = one(aws_autoscaling_group.default[*].default_cooldown)
}

output "autoscaling_group_health_check_grace_period" {
  value = one(aws_autoscaling_group.default[*].health_check_grace_period)
}

output "autoscaling_group_health_check_type" {
  value = one(aws_autoscaling_group.default[*].health_check_type)
}
