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

# One node at a time; a third of the group only since 19.0.
variable "update_config" {
  type    = map(string)
  default = {}
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

variable "create_launch_template" {
  type    = bool
  default = true
}

variable "launch_template_name" {
  type    = string
  default = ""
}

variable "launch_template_use_name_prefix" {
  type    = bool
  default = true
}

variable "launch_template_version" {
  type    = string
  default = null
}

variable "network_interfaces" {
  type    = list(any)
  default = []
}

variable "create_iam_role" {
  type    = bool
  default = true
}

variable "iam_role_arn" {
  type    = string
  default = null
}

module "user_data" {
  source = "../_user_data"

  create                     = var.create
  platform                   = var.platform
  enable_bootstrap_user_data = var.enable_bootstrap_user_data
  cluster_name               = var.cluster_name
  cluster_endpoint           = var.cluster_endpoint
  cluster_service_ipv4_cidr  = var.cluster_service_ipv4_cidr
  cluster_auth_base64        = var.cluster_auth_base64
  pre_bootstrap_user_data    = var.pre_bootstrap_user_data
  post_bootstrap_user_data   = var.post_bootstrap_user_data
  bootstrap_extra_args       = var.bootstrap_extra_args
  user_data_template_path    = var.user_data_template_path
}

locals {
  # A name alone means a template made elsewhere.
  has_template = var.create_launch_template || var.launch_template_name != ""
}

resource "aws_launch_template" "this" {
  count = var.create && var.create_launch_template ? 1 : 0

  name      = var.launch_template_use_name_prefix ? null : coalesce(var.launch_template_name, "${var.name}-eks-node-group")
  image_id  = var.ami_id
  user_data = module.user_data.user_data

  dynamic "network_interfaces" {
    for_each = var.network_interfaces

    content {
      device_index       = try(network_interfaces.value.device_index, null)
      interface_type     = try(network_interfaces.value.interface_type, null)
      ipv4_address_count = try(network_interfaces.value.ipv4_address_count, null)
      ipv4_addresses     = try(network_interfaces.value.ipv4_addresses, [])
    }
  }
}

resource "aws_eks_node_group" "this" {
  count = var.create ? 1 : 0

  cluster_name   = var.cluster_name
  node_role_arn  = var.create_iam_role ? aws_iam_role.this[0].arn : var.iam_role_arn
  subnet_ids     = var.subnet_ids
  ami_type       = var.ami_id != "" ? null : var.ami_type
  capacity_type  = var.capacity_type
  instance_types = var.instance_types
  labels         = var.labels

  scaling_config {
    min_size     = var.min_size
    max_size     = var.max_size
    desired_size = var.desired_size
  }

  dynamic "launch_template" {
    for_each = local.has_template ? [1] : []

    content {
      name    = try(aws_launch_template.this[0].name, var.launch_template_name, null)
      version = coalesce(var.launch_template_version, try(aws_launch_template.this[0].default_version, "$Default"))
    }
  }

  dynamic "update_config" {
    for_each = length(var.update_config) > 0 ? [var.update_config] : []

    content {
      max_unavailable            = try(update_config.value.max_unavailable, null)
      max_unavailable_percentage = try(update_config.value.max_unavailable_percentage, null)
    }
  }
}

# Only for the outputs: callers grant rights to the nodes' role.
resource "aws_iam_role" "this" {
  count = var.create && var.create_iam_role ? 1 : 0

  assume_role_policy = "{}"
}

output "launch_template_id" {
  value = try(aws_launch_template.this[0].id, null)
}

output "launch_template_arn" {
  value = try(aws_launch_template.this[0].arn, null)
}

output "launch_template_latest_version" {
  value = try(aws_launch_template.this[0].latest_version, null)
}

output "launch_template_name" {
  value = try(aws_launch_template.this[0].name, null)
}

output "node_group_arn" {
  value = try(aws_eks_node_group.this[0].arn, null)
}

output "node_group_id" {
  value = try(aws_eks_node_group.this[0].id, null)
}

output "node_group_resources" {
  value = try(aws_eks_node_group.this[0].resources, null)
}

output "node_group_autoscaling_group_names" {
  value = try(flatten(aws_eks_node_group.this[0].resources[*].autoscaling_groups[*].name), [])
}

output "node_group_status" {
  value = try(aws_eks_node_group.this[0].status, null)
}

output "node_group_labels" {
  value = try(aws_eks_node_group.this[0].labels, {})
}

output "node_group_taints" {
  value = try(aws_eks_node_group.this[0].taint, [])
}

output "iam_role_name" {
  value = try(aws_iam_role.this[0].name, null)
}

output "iam_role_arn" {
  value = try(aws_iam_role.this[0].arn, var.iam_role_arn)
}

output "iam_role_unique_id" {
  value = try(aws_iam_role.this[0].unique_id, null)
}
