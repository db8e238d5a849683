variable "create" {
  type    = bool
  default = true
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
  type    = bool
  default = true
}

variable "use_name_prefix" {
  type    = bool
  default = true
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
  type    = number
  default = 0
}

variable "max_size" {
  type    = number
  default = 3
}

variable "desired_size" {
  type    = number
  default = 1
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
  type    = list(string)
  default = []
}

variable "instance_maintenance_policy" {
  type    = any
  default = {}
}

# None until version 18; since 19.0 two thirds stay in service.
variable "instance_refresh" {
  type = any
  default = {
    strategy    = "Rolling"
    preferences = { min_healthy_percentage = 66 }
  }
}

variable "use_mixed_instances_policy" {
  type    = bool
  default = false
}

variable "mixed_instances_policy" {
  type    = any
  default = null
}

variable "warm_pool" {
  type    = any
  default = {}
}

variable "ami_id" {
  type    = string
  default = ""
}

# Read since 20.0; before, `platform` alone said it.
variable "ami_type" {
  type    = string
  default = "AL2_x86_64"
}

variable "instance_type" {
  type    = string
  default = ""
}

variable "instance_requirements" {
  type    = any
  default = {}
}

variable "platform" {
  type    = string
  default = null
}

variable "cluster_endpoint" {
  type    = string
  default = ""
}

variable "cluster_auth_base64" {
  type    = string
  default = ""
}

variable "cluster_service_cidr" {
  type    = string
  default = ""
}

variable "cluster_ip_family" {
  type    = string
  default = "ipv4"
}

variable "pre_bootstrap_user_data" {
  type    = string
  default = ""
}

variable "post_bootstrap_user_data" {
  type    = string
  default = ""
}

variable "bootstrap_extra_args" {
  type    = string
  default = ""
}

variable "user_data_template_path" {
  type    = string
  default = ""
}

variable "cloudinit_pre_nodeadm" {
  type    = any
  default = []
}

variable "cloudinit_post_nodeadm" {
  type    = any
  default = []
}

variable "create_launch_template" {
  type    = bool
  default = true
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
  type    = bool
  default = true
}

variable "launch_template_version" {
  type    = string
  default = null
}

variable "enable_efa_support" {
  type    = bool
  default = false
}

variable "enable_efa_only" {
  type    = bool
  default = false
}

variable "efa_indices" {
  type    = list(number)
  default = [0]
}

variable "create_placement_group" {
  type    = bool
  default = false
}

variable "placement_group_az" {
  type    = string
  default = null
}

variable "network_interfaces" {
  type    = list(any)
  default = []
}

variable "create_schedule" {
  type    = bool
  default = true
}

variable "schedules" {
  type    = map(any)
  default = {}
}

variable "create_iam_instance_profile" {
  type    = bool
  default = true
}

variable "iam_instance_profile_arn" {
  type    = string
  default = null
}

variable "iam_role_arn" {
  type    = string
  default = null
}
