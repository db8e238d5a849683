module "user_data" {
  source = "../_user_data"

  create                     = var.create
  platform                   = var.platform
  is_eks_managed_node_group  = false
  enable_bootstrap_user_data = true
  cluster_name               = var.cluster_name
  cluster_endpoint           = var.cluster_endpoint
  cluster_auth_base64        = var.cluster_auth_base64
  pre_bootstrap_user_data    = var.pre_bootstrap_user_data
  post_bootstrap_user_data   = var.post_bootstrap_user_data
  bootstrap_extra_args       = var.bootstrap_extra_args
  user_data_template_path    = var.user_data_template_path
}

locals {
  template         = try(aws_launch_template.this[0].name, var.launch_template_name)
  template_version = coalesce(var.launch_template_version, try(aws_launch_template.this[0].default_version, "$Default"))
}

resource "aws_launch_template" "this" {
  count = var.create && var.create_launch_template ? 1 : 0

  name          = var.launch_template_use_name_prefix ? null : coalesce(var.launch_template_name, "${var.name}-node-group")
  image_id      = var.ami_id
  instance_type = var.instance_type
  user_data     = module.user_data.user_data

  dynamic "network_interfaces" {
    for_each = var.network_interfaces

    content {
      device_index       = try(network_interfaces.value.device_index, null)
      interface_type     = try(network_interfaces.value.interface_type, null)
      subnet_id          = try(network_interfaces.value.subnet_id, null)
      ipv4_address_count = try(network_interfaces.value.ipv4_address_count, null)
      ipv4_addresses     = try(network_interfaces.value.ipv4_addresses, [])
    }
  }
}

resource "aws_autoscaling_group" "this" {
  count = var.create && var.create_autoscaling_group ? 1 : 0

  name                = var.use_name_prefix ? null : var.name
  availability_zones  = var.availability_zones
  vpc_zone_identifier = var.subnet_ids
  min_size            = var.min_size
  max_size            = var.max_size
  desired_capacity    = var.desired_size
  capacity_rebalance  = var.capacity_rebalance
  suspended_processes = var.suspended_processes

  dynamic "launch_template" {
    for_each = var.use_mixed_instances_policy ? [] : [1]

    content {
      name    = local.template
      version = local.template_version
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = var.use_mixed_instances_policy ? [var.mixed_instances_policy] : []

    content {
      launch_template {
        launch_template_specification {
          launch_template_name = local.template
          version              = local.template_version
        }

        dynamic "override" {
          for_each = try(mixed_instances_policy.value.override, [])

          content {
            instance_type     = try(override.value.instance_type, null)
            weighted_capacity = try(override.value.weighted_capacity, null)

            dynamic "launch_template_specification" {
              for_each = try([override.value.launch_template_specification], [])

              content {
                launch_template_id = try(launch_template_specification.value.launch_template_id, null)
                version            = try(launch_template_specification.value.version, null)
              }
            }
          }
        }
      }
    }
  }

  dynamic "instance_refresh" {
    for_each = length(var.instance_refresh) > 0 ? [var.instance_refresh] : []

    content {
      strategy = instance_refresh.value.strategy

      dynamic "preferences" {
        for_each = try([instance_refresh.value.preferences], [])

        content {
          max_healthy_percentage = try(preferences.value.max_healthy_percentage, null)
          min_healthy_percentage = try(preferences.value.min_healthy_percentage, null)
        }
      }
    }
  }

  dynamic "warm_pool" {
    for_each = length(var.warm_pool) > 0 ? [var.warm_pool] : []

    content {
      max_group_prepared_capacity = try(warm_pool.value.max_group_prepared_capacity, null)
      min_size                    = try(warm_pool.value.min_size, null)
      pool_state                  = try(warm_pool.value.pool_state, null)
    }
  }

  # The tag by which the nodes are the cluster's. The caller's tags are left out: they bind nothing, and may be unknown.
  tag {
    key                 = "kubernetes.io/cluster/${var.cluster_name}"
    value               = "owned"
    propagate_at_launch = true
  }
}

# Sizes at set times: a schedule may raise the maximum.
resource "aws_autoscaling_schedule" "this" {
  for_each = { for key, schedule in var.schedules : key => schedule if var.create && var.create_schedule }

  autoscaling_group_name = aws_autoscaling_group.this[0].name
  min_size               = try(each.value.min_size, null)
  max_size               = try(each.value.max_size, null)
  desired_capacity       = try(each.value.desired_size, null)
}

# Only for the outputs: callers grant rights to the nodes' role.
resource "aws_iam_role" "this" {
  count = var.create && var.create_iam_instance_profile ? 1 : 0

  assume_role_policy = "{}"
}

resource "aws_iam_instance_profile" "this" {
  count = var.create && var.create_iam_instance_profile ? 1 : 0
}
