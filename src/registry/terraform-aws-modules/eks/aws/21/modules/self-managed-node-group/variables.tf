variable "create" {
  type     = bool
  default  = true
  nullable = false
}

variable "cluster_name" {
  type    = string
  default = ""
}

variable "name" {
  type    = string
  default = ""
}

variable "create_autoscaling_group" {
  type     = bool
  default  = true
  nullable = false
}

variable "use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "availability_zones" {
  type    = list(string)
  default = null
}

variable "subnet_ids" {
  type    = list(string)
  default = null
}

variable "min_size" {
  type     = number
  default  = 1
  nullable = false
}

variable "max_size" {
  type     = number
  default  = 3
  nullable = false
}

variable "desired_size" {
  type     = number
  default  = 1
  nullable = false
}

variable "desired_size_type" {
  type    = string
  default = null
}

variable "capacity_rebalance" {
  type    = bool
  default = null
}

variable "suspended_processes" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "instance_maintenance_policy" {
  type = object({
    max_healthy_percentage = number
    min_healthy_percentage = number
  })
  default = null
}

variable "instance_refresh" {
  type = object({
    strategy = optional(string)
    preferences = optional(object({
      max_healthy_percentage = optional(number)
      min_healthy_percentage = optional(number)
    }))
  })
  default = {
    strategy    = "Rolling"
    preferences = { min_healthy_percentage = 66 }
  }
  nullable = false
}

variable "use_mixed_instances_policy" {
  type     = bool
  default  = false
  nullable = false
}

variable "mixed_instances_policy" {
  type = object({
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
  })
  default = null
}

variable "ami_id" {
  type     = string
  default  = ""
  nullable = false
}

variable "ami_type" {
  type     = string
  default  = "AL2023_x86_64_STANDARD"
  nullable = false
}

variable "instance_type" {
  type     = string
  default  = "m6i.large"
  nullable = false
}

variable "instance_requirements" {
  type = object({
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
  })
  default = null
}

variable "cluster_endpoint" {
  type    = string
  default = null
}

variable "cluster_auth_base64" {
  type    = string
  default = null
}

variable "cluster_service_cidr" {
  type    = string
  default = null
}

variable "cluster_ip_family" {
  type    = string
  default = null
}

variable "pre_bootstrap_user_data" {
  type    = string
  default = null
}

variable "post_bootstrap_user_data" {
  type    = string
  default = null
}

variable "bootstrap_extra_args" {
  type    = string
  default = null
}

variable "user_data_template_path" {
  type    = string
  default = null
}

variable "cloudinit_pre_nodeadm" {
  type = list(object({
    content = string
  }))
  default = null
}

variable "cloudinit_post_nodeadm" {
  type = list(object({
    content = string
  }))
  default = null
}

variable "create_launch_template" {
  type     = bool
  default  = true
  nullable = false
}

variable "launch_template_id" {
  type    = string
  default = ""
}

variable "launch_template_name" {
  type    = string
  default = null
}

variable "launch_template_use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "launch_template_version" {
  type    = string
  default = null
}

variable "enable_efa_support" {
  type     = bool
  default  = false
  nullable = false
}

variable "enable_efa_only" {
  type     = bool
  default  = true
  nullable = false
}

variable "efa_indices" {
  type     = list(number)
  default  = [0]
  nullable = false
}

variable "network_interfaces" {
  type = list(object({
    device_index       = optional(number)
    network_card_index = optional(number)
    interface_type     = optional(string)
    subnet_id          = optional(string)
    ipv4_address_count = optional(number)
    ipv4_addresses     = optional(list(string))
    ipv4_prefix_count  = optional(number)
    ipv4_prefixes      = optional(list(string))
  }))
  default  = []
  nullable = false
}

variable "create_iam_instance_profile" {
  type     = bool
  default  = true
  nullable = false
}

variable "iam_instance_profile_arn" {
  type    = string
  default = null
}

variable "iam_role_arn" {
  type    = string
  default = null
}
