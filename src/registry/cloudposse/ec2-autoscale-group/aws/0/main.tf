# Stand-in for cloudposse/ec2-autoscale-group/aws; cloudposse/eks-workers/aws is made of it.

variable "subnet_ids" {
  type = list(string)
}

variable "min_size" {
  type = number
}

variable "max_size" {
  type = number
}

variable "desired_capacity" {
  type    = number
  default = null
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

variable "instance_refresh" {
  type    = any
  default = null
}

variable "warm_pool" {
  type    = any
  default = null
}

# Since 0.34.
variable "network_interface_id" {
  type    = string
  default = null
}

variable "capacity_rebalance" {
  type    = bool
  default = null
}

variable "suspended_processes" {
  type    = list(string)
  default = []
}

variable "launch_template_version" {
  type    = string
  default = "$Latest"
}

resource "aws_launch_template" "default" {
  count = module.this.enabled ? 1 : 0

  image_id      = var.image_id
  instance_type = var.instance_type
  user_data     = var.user_data_base64

  network_interfaces {
    device_index         = 0
    network_interface_id = var.network_interface_id
  }
}

resource "aws_autoscaling_group" "default" {
  count = module.this.enabled ? 1 : 0

  vpc_zone_identifier = var.network_interface_id == null ? var.subnet_ids : null
  min_size            = var.min_size
  max_size            = var.max_size
  desired_capacity    = var.desired_capacity
  capacity_rebalance  = var.capacity_rebalance
  suspended_processes = var.suspended_processes

  dynamic "launch_template" {
    for_each = var.mixed_instances_policy == null ? [1] : []

    content {
      id      = one(aws_launch_template.default[*].id)
      version = var.launch_template_version
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = var.mixed_instances_policy[*]

    content {
      launch_template {
        launch_template_specification {
          launch_template_id = one(aws_launch_template.default[*].id)
          version            = var.launch_template_version
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

  dynamic "instance_refresh" {
    for_each = var.instance_refresh[*]

    content {
      strategy = instance_refresh.value.strategy

      dynamic "preferences" {
        for_each = try(coalesce(instance_refresh.value.preferences), null)[*]

        content {
          min_healthy_percentage = try(preferences.value.min_healthy_percentage, null)
        }
      }
    }
  }

  dynamic "warm_pool" {
    for_each = var.warm_pool[*]

    content {
      pool_state                  = try(warm_pool.value.pool_state, null)
      min_size                    = try(warm_pool.value.min_size, null)
      max_group_prepared_capacity = try(warm_pool.value.max_group_prepared_capacity, null)
    }
  }

  dynamic "tag" {
    for_each = module.this.tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
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
