variable "create" {
  type    = bool
  default = true
}

variable "cluster_name" {
  type    = string
  default = null
}

variable "name" {
  type    = string
  default = ""
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

variable "ami_id" {
  type    = string
  default = ""
}

variable "ami_type" {
  type    = string
  default = null
}

variable "capacity_type" {
  type    = string
  default = "ON_DEMAND"
}

variable "instance_types" {
  type    = list(string)
  default = null
}

variable "labels" {
  type    = map(string)
  default = null
}

# One node at a time until version 18; a third of the group since 19.0.
variable "update_config" {
  type    = map(string)
  default = { max_unavailable_percentage = 33 }
}

variable "platform" {
  type    = string
  default = "linux"
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

variable "cluster_service_ipv4_cidr" {
  type    = string
  default = null
}

variable "cluster_ip_family" {
  type    = string
  default = "ipv4"
}

variable "enable_bootstrap_user_data" {
  type    = bool
  default = false
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

variable "use_custom_launch_template" {
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

variable "create_iam_role" {
  type    = bool
  default = true
}

variable "iam_role_arn" {
  type    = string
  default = null
}
