variable "create" {
  type    = bool
  default = true
}

variable "putin_khuylo" {
  type    = bool
  default = true
}

variable "cluster_name" {
  type    = string
  default = ""
}

variable "cluster_version" {
  type    = string
  default = null
}

variable "control_plane_subnet_ids" {
  type    = list(string)
  default = []
}

variable "subnet_ids" {
  type    = list(string)
  default = []
}

# Nothing in 19, which is the same.
variable "cluster_ip_family" {
  type    = string
  default = "ipv4"
}

variable "cluster_service_ipv4_cidr" {
  type    = string
  default = null
}

variable "cluster_service_ipv6_cidr" {
  type    = string
  default = null
}

# Auto Mode, since 20.31.
variable "cluster_compute_config" {
  type    = any
  default = {}
}

variable "cluster_remote_network_config" {
  type    = any
  default = {}
}

variable "outpost_config" {
  type    = any
  default = {}
}

# Since 20.18; AWS installs its add-ons when nothing is said.
variable "bootstrap_self_managed_addons" {
  type    = bool
  default = null
}

variable "cluster_addons" {
  type    = any
  default = {}
}

variable "fargate_profiles" {
  type    = any
  default = {}
}

variable "fargate_profile_defaults" {
  type    = any
  default = {}
}

variable "self_managed_node_groups" {
  type    = any
  default = {}
}

variable "self_managed_node_group_defaults" {
  type    = any
  default = {}
}

variable "eks_managed_node_groups" {
  type    = any
  default = {}
}

variable "eks_managed_node_group_defaults" {
  type    = any
  default = {}
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
