locals {
  cluster_name     = try(aws_eks_cluster.this[0].name, "")
  cluster_endpoint = try(aws_eks_cluster.this[0].endpoint, "")

  defaults = merge(
    {
      asg_desired_capacity                    = "1"
      asg_max_size                            = "3"
      asg_min_size                            = "1"
      ami_id                                  = ""
      instance_type                           = "m4.large"
      interface_type                          = null
      platform                                = "linux"
      subnets                                 = var.subnets
      suspended_processes                     = ["AZRebalance"]
      pre_userdata                            = ""
      additional_userdata                     = ""
      bootstrap_extra_args                    = ""
      kubelet_extra_args                      = ""
      userdata_template_extra_args            = {}
      instance_refresh_enabled                = false
      instance_refresh_min_healthy_percentage = 90

      # Of groups that ask for several types, or for a strategy of buying them.
      override_instance_types       = ["m5.large", "m5a.large", "m5d.large", "m5ad.large"]
      on_demand_allocation_strategy = null

      # Of managed groups.
      launch_template_id      = null
      launch_template_version = "$Latest"
    },
    var.workers_group_defaults
  )

  mixed = [
    for group in var.worker_groups_launch_template :
    lookup(group, "override_instance_types", null) != null || lookup(group, "on_demand_allocation_strategy", local.defaults.on_demand_allocation_strategy) != null
  ]
}

resource "aws_eks_cluster" "this" {
  count = var.create_eks ? 1 : 0

  name     = var.cluster_name
  role_arn = "" # the provider wants one
  version  = var.cluster_version

  vpc_config {
    subnet_ids = var.subnets
  }

  kubernetes_network_config {
    service_ipv4_cidr = var.cluster_service_ipv4_cidr
  }
}

# Asked for by `worker_groups`: groups with a launch configuration each.
resource "aws_autoscaling_group" "workers" {
  count = var.create_eks ? length(var.worker_groups) : 0

  vpc_zone_identifier  = lookup(var.worker_groups[count.index], "subnets", local.defaults.subnets)
  min_size             = lookup(var.worker_groups[count.index], "asg_min_size", local.defaults.asg_min_size)
  max_size             = lookup(var.worker_groups[count.index], "asg_max_size", local.defaults.asg_max_size)
  desired_capacity     = lookup(var.worker_groups[count.index], "asg_desired_capacity", local.defaults.asg_desired_capacity)
  suspended_processes  = lookup(var.worker_groups[count.index], "suspended_processes", local.defaults.suspended_processes)
  launch_configuration = aws_launch_configuration.workers[count.index].id

  dynamic "warm_pool" {
    for_each = lookup(var.worker_groups[count.index], "warm_pool", null)[*]

    content {
      pool_state                  = lookup(warm_pool.value, "pool_state", null)
      min_size                    = lookup(warm_pool.value, "min_size", null)
      max_group_prepared_capacity = lookup(warm_pool.value, "max_group_prepared_capacity", null)
    }
  }

  dynamic "instance_refresh" {
    for_each = lookup(var.worker_groups[count.index], "instance_refresh_enabled", local.defaults.instance_refresh_enabled) ? [1] : []

    content {
      strategy = "Rolling"

      preferences {
        min_healthy_percentage = lookup(var.worker_groups[count.index], "instance_refresh_min_healthy_percentage", local.defaults.instance_refresh_min_healthy_percentage)
      }
    }
  }

  # The tag by which the nodes are the cluster's. The caller's tags are left out: they bind nothing, and may be unknown.
  tag {
    key                 = "kubernetes.io/cluster/${local.cluster_name}"
    value               = "owned"
    propagate_at_launch = true
  }
}

resource "aws_launch_configuration" "workers" {
  count = var.create_eks ? length(var.worker_groups) : 0

  image_id         = lookup(var.worker_groups[count.index], "ami_id", local.defaults.ami_id)
  instance_type    = lookup(var.worker_groups[count.index], "instance_type", local.defaults.instance_type)
  user_data_base64 = module.workers_user_data[count.index].base64
}

module "workers_user_data" {
  source = "./modules/_user_data"
  count  = var.create_eks ? length(var.worker_groups) : 0

  group            = var.worker_groups[count.index]
  defaults         = local.defaults
  cluster_name     = local.cluster_name
  cluster_endpoint = local.cluster_endpoint
}

# Asked for by `worker_groups_launch_template`: groups with a launch template each.
resource "aws_autoscaling_group" "workers_launch_template" {
  count = var.create_eks ? length(var.worker_groups_launch_template) : 0

  vpc_zone_identifier = lookup(var.worker_groups_launch_template[count.index], "subnets", local.defaults.subnets)
  min_size            = lookup(var.worker_groups_launch_template[count.index], "asg_min_size", local.defaults.asg_min_size)
  max_size            = lookup(var.worker_groups_launch_template[count.index], "asg_max_size", local.defaults.asg_max_size)
  desired_capacity    = lookup(var.worker_groups_launch_template[count.index], "asg_desired_capacity", local.defaults.asg_desired_capacity)
  suspended_processes = lookup(var.worker_groups_launch_template[count.index], "suspended_processes", local.defaults.suspended_processes)

  dynamic "launch_template" {
    for_each = local.mixed[count.index] ? [] : [1]

    content {
      id = aws_launch_template.workers_launch_template[count.index].id
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = local.mixed[count.index] ? [1] : []

    content {
      launch_template {
        launch_template_specification {
          launch_template_id = aws_launch_template.workers_launch_template[count.index].id
        }

        dynamic "override" {
          for_each = lookup(var.worker_groups_launch_template[count.index], "override_instance_types", local.defaults.override_instance_types)

          content {
            instance_type = override.value
          }
        }
      }
    }
  }

  dynamic "warm_pool" {
    for_each = lookup(var.worker_groups_launch_template[count.index], "warm_pool", null)[*]

    content {
      pool_state                  = lookup(warm_pool.value, "pool_state", null)
      min_size                    = lookup(warm_pool.value, "min_size", null)
      max_group_prepared_capacity = lookup(warm_pool.value, "max_group_prepared_capacity", null)
    }
  }

  dynamic "instance_refresh" {
    for_each = lookup(var.worker_groups_launch_template[count.index], "instance_refresh_enabled", local.defaults.instance_refresh_enabled) ? [1] : []

    content {
      strategy = "Rolling"

      preferences {
        min_healthy_percentage = lookup(var.worker_groups_launch_template[count.index], "instance_refresh_min_healthy_percentage", local.defaults.instance_refresh_min_healthy_percentage)
      }
    }
  }

  # The tag by which the nodes are the cluster's. The caller's tags are left out: they bind nothing, and may be unknown.
  tag {
    key                 = "kubernetes.io/cluster/${local.cluster_name}"
    value               = "owned"
    propagate_at_launch = true
  }
}

resource "aws_launch_template" "workers_launch_template" {
  count = var.create_eks ? length(var.worker_groups_launch_template) : 0

  image_id      = lookup(var.worker_groups_launch_template[count.index], "ami_id", local.defaults.ami_id)
  instance_type = lookup(var.worker_groups_launch_template[count.index], "instance_type", local.defaults.instance_type)
  user_data     = module.workers_launch_template_user_data[count.index].base64

  network_interfaces {
    interface_type = lookup(var.worker_groups_launch_template[count.index], "interface_type", local.defaults.interface_type)
  }
}

module "workers_launch_template_user_data" {
  source = "./modules/_user_data"
  count  = var.create_eks ? length(var.worker_groups_launch_template) : 0

  group            = var.worker_groups_launch_template[count.index]
  defaults         = local.defaults
  cluster_name     = local.cluster_name
  cluster_endpoint = local.cluster_endpoint
}

module "node_groups" {
  source = "./modules/node_groups"

  create_eks             = var.create_eks
  cluster_name           = local.cluster_name
  cluster_endpoint       = local.cluster_endpoint
  workers_group_defaults = local.defaults
  node_groups_defaults   = var.node_groups_defaults
  node_groups            = var.node_groups
}

module "fargate" {
  source = "./modules/fargate"

  create_eks       = var.create_eks
  cluster_name     = local.cluster_name
  subnets          = coalescelist(var.fargate_subnets, var.subnets, [""])
  fargate_profiles = var.fargate_profiles
}
