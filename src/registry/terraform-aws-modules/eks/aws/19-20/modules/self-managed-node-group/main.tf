module "user_data" {
  source = "../_user_data"

  create                     = var.create
  platform                   = var.platform
  ami_type                   = var.ami_type
  is_eks_managed_node_group  = false
  enable_bootstrap_user_data = true
  cluster_name               = var.cluster_name
  cluster_endpoint           = var.cluster_endpoint
  cluster_auth_base64        = var.cluster_auth_base64
  cluster_service_cidr       = var.cluster_service_cidr
  cluster_ip_family          = var.cluster_ip_family
  pre_bootstrap_user_data    = var.pre_bootstrap_user_data
  post_bootstrap_user_data   = var.post_bootstrap_user_data
  bootstrap_extra_args       = var.bootstrap_extra_args
  user_data_template_path    = var.user_data_template_path
  cloudinit_pre_nodeadm      = var.cloudinit_pre_nodeadm
  cloudinit_post_nodeadm     = var.cloudinit_post_nodeadm
}

# How many network cards the type has decides how many interfaces EFA adds.
data "aws_ec2_instance_type" "this" {
  count = local.efa ? 1 : 0

  instance_type = var.instance_type
}

# With EFA the group keeps to the zones that have the type, so to some of the subnets.
data "aws_subnets" "placement_group" {
  count = local.efa ? 1 : 0

  filter {
    name   = "subnet-id"
    values = var.subnet_ids
  }

  dynamic "filter" {
    for_each = var.placement_group_az[*]

    content {
      name   = "availability-zone"
      values = [filter.value]
    }
  }
}

locals {
  efa = var.create && var.enable_efa_support && var.instance_type != ""

  cards = local.efa ? [
    for card in range(data.aws_ec2_instance_type.this[0].maximum_network_cards) : {
      device_index       = card == 0 ? 0 : 1
      network_card_index = card
      interface_type     = var.enable_efa_only && !contains(concat([0], var.efa_indices), card) ? "efa-only" : "efa"
    }
  ] : []
  interfaces = concat(local.cards, local.efa ? [] : var.network_interfaces)

  template_id      = var.create && var.create_launch_template ? aws_launch_template.this[0].id : var.launch_template_id
  template_version = coalesce(var.launch_template_version, try(aws_launch_template.this[0].default_version, "$Default"))
}

resource "aws_launch_template" "this" {
  count = var.create && var.create_launch_template ? 1 : 0

  name          = var.launch_template_use_name_prefix ? null : coalesce(var.launch_template_name, "${var.name}-node-group")
  image_id      = var.ami_id
  instance_type = var.instance_type
  user_data     = module.user_data.user_data

  dynamic "instance_requirements" {
    for_each = length(var.instance_requirements) > 0 ? [var.instance_requirements] : []

    content {
      allowed_instance_types  = try(instance_requirements.value.allowed_instance_types, null)
      excluded_instance_types = try(instance_requirements.value.excluded_instance_types, null)
      bare_metal              = try(instance_requirements.value.bare_metal, null)
      burstable_performance   = try(instance_requirements.value.burstable_performance, null)
      cpu_manufacturers       = try(instance_requirements.value.cpu_manufacturers, null)
      instance_generations    = try(instance_requirements.value.instance_generations, null)

      vcpu_count {
        min = try(instance_requirements.value.vcpu_count.min, null)
        max = try(instance_requirements.value.vcpu_count.max, null)
      }

      memory_mib {
        min = try(instance_requirements.value.memory_mib.min, null)
        max = try(instance_requirements.value.memory_mib.max, null)
      }
    }
  }

  dynamic "network_interfaces" {
    for_each = local.interfaces

    content {
      device_index       = try(network_interfaces.value.device_index, null)
      network_card_index = try(network_interfaces.value.network_card_index, null)
      interface_type     = try(network_interfaces.value.interface_type, null)
      subnet_id          = try(network_interfaces.value.subnet_id, null)
      ipv4_address_count = try(network_interfaces.value.ipv4_address_count, null)
      ipv4_addresses     = try(network_interfaces.value.ipv4_addresses, [])
      ipv4_prefix_count  = try(network_interfaces.value.ipv4_prefix_count, null)
      ipv4_prefixes      = try(network_interfaces.value.ipv4_prefixes, null)
    }
  }
}

resource "aws_autoscaling_group" "this" {
  count = var.create && var.create_autoscaling_group ? 1 : 0

  name                  = var.use_name_prefix ? null : var.name
  availability_zones    = var.availability_zones
  vpc_zone_identifier   = local.efa ? data.aws_subnets.placement_group[0].ids : var.subnet_ids
  min_size              = var.min_size
  max_size              = var.max_size
  desired_capacity      = var.desired_size
  desired_capacity_type = var.desired_size_type
  capacity_rebalance    = var.capacity_rebalance
  suspended_processes   = var.suspended_processes

  dynamic "launch_template" {
    for_each = var.use_mixed_instances_policy ? [] : [1]

    content {
      id      = local.template_id
      version = local.template_version
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = var.use_mixed_instances_policy ? [var.mixed_instances_policy] : []

    content {
      launch_template {
        launch_template_specification {
          launch_template_id = local.template_id
          version            = local.template_version
        }

        dynamic "override" {
          for_each = try(mixed_instances_policy.value.override, [])

          content {
            instance_type     = try(override.value.instance_type, null)
            weighted_capacity = try(override.value.weighted_capacity, null)

            dynamic "instance_requirements" {
              for_each = try([override.value.instance_requirements], [])

              content {
                allowed_instance_types  = try(instance_requirements.value.allowed_instance_types, null)
                excluded_instance_types = try(instance_requirements.value.excluded_instance_types, null)
                bare_metal              = try(instance_requirements.value.bare_metal, null)
                burstable_performance   = try(instance_requirements.value.burstable_performance, null)
                cpu_manufacturers       = try(instance_requirements.value.cpu_manufacturers, null)
                instance_generations    = try(instance_requirements.value.instance_generations, null)

                vcpu_count {
                  min = try(instance_requirements.value.vcpu_count.min, null)
                  max = try(instance_requirements.value.vcpu_count.max, null)
                }

                memory_mib {
                  min = try(instance_requirements.value.memory_mib.min, null)
                  max = try(instance_requirements.value.memory_mib.max, null)
                }
              }
            }

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

  dynamic "instance_maintenance_policy" {
    for_each = length(var.instance_maintenance_policy) > 0 ? [var.instance_maintenance_policy] : []

    content {
      max_healthy_percentage = instance_maintenance_policy.value.max_healthy_percentage
      min_healthy_percentage = instance_maintenance_policy.value.min_healthy_percentage
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
