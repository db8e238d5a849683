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

variable "capacity_type" {
  type     = string
  default  = "ON_DEMAND"
  nullable = false
}

variable "instance_types" {
  type    = list(string)
  default = null
}

variable "labels" {
  type    = map(string)
  default = null
}

# `update_strategy` since 21.16.
variable "update_config" {
  type = object({
    max_unavailable            = optional(number)
    max_unavailable_percentage = optional(number)
    update_strategy            = optional(string)
  })
  default  = { max_unavailable_percentage = 33 }
  nullable = false
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
  type     = string
  default  = "ipv4"
  nullable = false
}

variable "enable_bootstrap_user_data" {
  type     = bool
  default  = false
  nullable = false
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

variable "use_custom_launch_template" {
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

variable "create_iam_role" {
  type     = bool
  default  = true
  nullable = false
}

variable "iam_role_arn" {
  type    = string
  default = null
}
