variable "create" {
  type    = bool
  default = true
}

variable "putin_khuylo" {
  type    = bool
  default = true
}

variable "control_plane_subnet_ids" {
  type    = list(string)
  default = []
}

variable "subnet_ids" {
  type    = list(string)
  default = []
}

# `cluster_name` until 20; so with most of the cluster's inputs.
variable "name" {
  type    = string
  default = ""
}

variable "kubernetes_version" {
  type    = string
  default = null
}

variable "ip_family" {
  type    = string
  default = "ipv4"
}

variable "service_ipv4_cidr" {
  type    = string
  default = null
}

variable "service_ipv6_cidr" {
  type    = string
  default = null
}

variable "compute_config" {
  type = object({
    enabled    = optional(bool, false)
    node_pools = optional(list(string))
  })
  default = null
}

variable "remote_network_config" {
  type = object({
    remote_node_networks = object({
      cidrs = optional(list(string))
    })
    remote_pod_networks = optional(object({
      cidrs = optional(list(string))
    }))
  })
  default = null
}

variable "outpost_config" {
  type    = any
  default = null
}

# `cluster_addons` until 20.
variable "addons" {
  type = map(object({
    name                 = optional(string)
    before_compute       = optional(bool, false)
    configuration_values = optional(string)
  }))
  default = null
}

variable "fargate_profiles" {
  type = map(object({
    create     = optional(bool)
    name       = optional(string)
    subnet_ids = optional(list(string))
    selectors = optional(list(object({
      namespace = string
      labels    = optional(map(string))
    })))
    create_iam_role = optional(bool)
    iam_role_arn    = optional(string)
  }))
  default = null
}

# The groups' defaults, `eks_managed_node_group_defaults` and so on, ended with 20.
variable "eks_managed_node_groups" {
  type = map(object({
    create         = optional(bool)
    name           = optional(string)
    subnet_ids     = optional(list(string))
    min_size       = optional(number)
    max_size       = optional(number)
    desired_size   = optional(number)
    ami_id         = optional(string)
    ami_type       = optional(string)
    capacity_type  = optional(string)
    instance_types = optional(list(string))
    labels         = optional(map(string))
    update_config = optional(object({
      max_unavailable            = optional(number)
      max_unavailable_percentage = optional(number)
      update_strategy            = optional(string)
    }))
    enable_bootstrap_user_data = optional(bool)
    pre_bootstrap_user_data    = optional(string)
    post_bootstrap_user_data   = optional(string)
    bootstrap_extra_args       = optional(string)
    user_data_template_path    = optional(string)
    cloudinit_pre_nodeadm = optional(list(object({
      content = string
    })))
    cloudinit_post_nodeadm = optional(list(object({
      content = string
    })))
    create_launch_template          = optional(bool)
    launch_template_id              = optional(string)
    launch_template_name            = optional(string)
    launch_template_use_name_prefix = optional(bool)
    launch_template_version         = optional(string)
    use_custom_launch_template      = optional(bool)
    enable_efa_support              = optional(bool)
    enable_efa_only                 = optional(bool)
    efa_indices                     = optional(list(string))
    network_interfaces = optional(list(object({
      device_index       = optional(number)
      network_card_index = optional(number)
      interface_type     = optional(string)
      subnet_id          = optional(string)
      ipv4_address_count = optional(number)
      ipv4_addresses     = optional(list(string))
      ipv4_prefix_count  = optional(number)
      ipv4_prefixes      = optional(list(string))
    })))
    create_iam_role = optional(bool)
    iam_role_arn    = optional(string)
  }))
  default = null
}

variable "self_managed_node_groups" {
  type = map(object({
    create                   = optional(bool)
    create_autoscaling_group = optional(bool)
    name                     = optional(string)
    use_name_prefix          = optional(bool)
    availability_zones       = optional(list(string))
    subnet_ids               = optional(list(string))
    min_size                 = optional(number)
    max_size                 = optional(number)
    desired_size             = optional(number)
    desired_size_type        = optional(string)
    capacity_rebalance       = optional(bool)
    suspended_processes      = optional(list(string))
    instance_maintenance_policy = optional(object({
      max_healthy_percentage = number
      min_healthy_percentage = number
    }))
    instance_refresh = optional(object({
      strategy = optional(string)
      preferences = optional(object({
        max_healthy_percentage = optional(number)
        min_healthy_percentage = optional(number)
      }))
    }))
    use_mixed_instances_policy = optional(bool)
    mixed_instances_policy = optional(object({
      launch_template = object({
        override = optional(list(object({
          instance_type     = optional(string)
          weighted_capacity = optional(string)
          instance_requirements = optional(object({
            allowed_instance_types  = optional(list(string))
            excluded_instance_types = optional(list(string))
            bare_metal              = optional(string)
            burstable_performance   = optional(string)
            cpu_manufacturers       = optional(list(string))
            instance_generations    = optional(list(string))
            vcpu_count = optional(object({
              min = optional(number)
              max = optional(number)
            }))
            memory_mib = optional(object({
              min = optional(number)
              max = optional(number)
            }))
          }))
          launch_template_specification = optional(object({
            launch_template_id   = optional(string)
            launch_template_name = optional(string)
            version              = optional(string)
          }))
        })))
      })
    }))
    ami_id        = optional(string)
    ami_type      = optional(string)
    instance_type = optional(string)
    instance_requirements = optional(object({
      allowed_instance_types  = optional(list(string))
      excluded_instance_types = optional(list(string))
      bare_metal              = optional(string)
      burstable_performance   = optional(string)
      cpu_manufacturers       = optional(list(string))
      instance_generations    = optional(list(string))
      vcpu_count = optional(object({
        min = optional(number)
        max = optional(number)
      }))
      memory_mib = optional(object({
        min = optional(number)
        max = optional(number)
      }))
    }))
    pre_bootstrap_user_data  = optional(string)
    post_bootstrap_user_data = optional(string)
    bootstrap_extra_args     = optional(string)
    user_data_template_path  = optional(string)
    cloudinit_pre_nodeadm = optional(list(object({
      content = string
    })))
    cloudinit_post_nodeadm = optional(list(object({
      content = string
    })))
    create_launch_template          = optional(bool)
    launch_template_id              = optional(string)
    launch_template_name            = optional(string)
    launch_template_use_name_prefix = optional(bool)
    launch_template_version         = optional(string)
    enable_efa_support              = optional(bool)
    enable_efa_only                 = optional(bool)
    efa_indices                     = optional(list(string))
    network_interfaces = optional(list(object({
      device_index       = optional(number)
      network_card_index = optional(number)
      interface_type     = optional(string)
      subnet_id          = optional(string)
      ipv4_address_count = optional(number)
      ipv4_addresses     = optional(list(string))
      ipv4_prefix_count  = optional(number)
      ipv4_prefixes      = optional(list(string))
    })))
    create_iam_instance_profile = optional(bool)
    iam_instance_profile_arn    = optional(string)
  }))
  default = null
}

# Of Auto Mode, since 20.31.
variable "create_node_iam_role" {
  type    = bool
  default = true
}

variable "node_iam_role_name" {
  type    = string
  default = null
}

variable "node_iam_role_use_name_prefix" {
  type    = bool
  default = true
}

variable "create_auto_mode_iam_resources" {
  type    = bool
  default = false
}
