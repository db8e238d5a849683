# Stand-in for cloudposse/eks-workers/aws: self-managed nodes.

variable "cluster_name" {
  type = string
}

variable "cluster_endpoint" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "min_size" {
  type = number
}

variable "max_size" {
  type = number
}

variable "instance_type" {
  type = string
}

variable "image_id" {
  type    = string
  default = ""
}

variable "use_custom_image_id" {
  type    = bool
  default = false
}

variable "mixed_instances_policy" {
  type    = any
  default = null
}

variable "suspended_processes" {
  type    = list(string)
  default = []
}

variable "bootstrap_extra_args" {
  type    = string
  default = ""
}

variable "kubelet_extra_args" {
  type    = string
  default = ""
}

variable "before_cluster_joining_userdata" {
  type    = string
  default = ""
}

variable "after_cluster_joining_userdata" {
  type    = string
  default = ""
}

locals {
  # Known only after apply, as it holds the cluster's endpoint, but for the limit on pods.
  said = join("\n", compact([var.before_cluster_joining_userdata, var.bootstrap_extra_args, var.kubelet_extra_args, var.after_cluster_joining_userdata]))
}

# In the real one a module of the registry, cloudposse/ec2-autoscale-group/aws.
module "autoscale_group" {
  source = "./modules/autoscale_group"

  enabled                = module.this.enabled
  cluster_name           = var.cluster_name
  subnet_ids             = var.subnet_ids
  min_size               = var.min_size
  max_size               = var.max_size
  instance_type          = var.instance_type
  image_id               = var.use_custom_image_id ? var.image_id : ""
  user_data_base64       = base64encode(can(regex("max-pods", local.said)) ? local.said : "${local.said}${var.cluster_endpoint}")
  mixed_instances_policy = var.mixed_instances_policy
  suspended_processes    = var.suspended_processes
}

output "launch_template_id" {
  value = module.autoscale_group.launch_template_id
}

output "launch_template_arn" {
  value = module.autoscale_group.launch_template_arn
}

output "autoscaling_group_id" {
  value = module.autoscale_group.autoscaling_group_id
}

output "autoscaling_group_name" {
  value = module.autoscale_group.autoscaling_group_name
}

output "autoscaling_group_arn" {
  value = module.autoscale_group.autoscaling_group_arn
}

output "autoscaling_group_min_size" {
  value = module.autoscale_group.autoscaling_group_min_size
}

output "autoscaling_group_max_size" {
  value = module.autoscale_group.autoscaling_group_max_size
}

output "autoscaling_group_desired_capacity" {
  value = module.autoscale_group.autoscaling_group_desired_capacity
}

output "autoscaling_group_default_cooldown" {
  value = module.autoscale_group.autoscaling_group_default_cooldown
}

output "autoscaling_group_health_check_grace_period" {
  value = module.autoscale_group.autoscaling_group_health_check_grace_period
}

output "autoscaling_group_health_check_type" {
  value = module.autoscale_group.autoscaling_group_health_check_type
}
