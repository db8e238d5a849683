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

# Since 18.1.
variable "cluster_ip_family" {
  type    = string
  default = null
}

variable "cluster_service_ipv4_cidr" {
  type    = string
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

locals {
  create = var.create && var.putin_khuylo
}

resource "aws_eks_cluster" "this" {
  count = local.create ? 1 : 0

  name     = var.cluster_name
  role_arn = "" # the provider wants one
  version  = var.cluster_version

  vpc_config {
    subnet_ids = coalescelist(var.control_plane_subnet_ids, var.subnet_ids)
  }

  kubernetes_network_config {
    ip_family         = var.cluster_ip_family
    service_ipv4_cidr = var.cluster_service_ipv4_cidr
  }
}

# An add-on takes no settings here: `configuration_values` came with 19.1, `before_compute` with 19.9.
resource "aws_eks_addon" "this" {
  for_each = { for key, addon in var.cluster_addons : key => addon if local.create }

  cluster_name = aws_eks_cluster.this[0].name
  addon_name   = try(each.value.name, each.key)
}

module "fargate_profile" {
  source   = "./modules/fargate-profile"
  for_each = { for key, profile in var.fargate_profiles : key => profile if var.create }

  create          = try(each.value.create, true)
  cluster_name    = aws_eks_cluster.this[0].name
  name            = try(each.value.name, each.key)
  subnet_ids      = try(each.value.subnet_ids, var.fargate_profile_defaults.subnet_ids, var.subnet_ids)
  selectors       = try(each.value.selectors, var.fargate_profile_defaults.selectors, [])
  create_iam_role = try(each.value.create_iam_role, var.fargate_profile_defaults.create_iam_role, true)
  iam_role_arn    = try(each.value.iam_role_arn, var.fargate_profile_defaults.iam_role_arn, null)
}

module "eks_managed_node_group" {
  source   = "./modules/eks-managed-node-group"
  for_each = { for key, group in var.eks_managed_node_groups : key => group if var.create }

  create            = try(each.value.create, true)
  cluster_name      = aws_eks_cluster.this[0].name
  cluster_endpoint  = try(aws_eks_cluster.this[0].endpoint, "")
  cluster_ip_family = var.cluster_ip_family
  name              = try(each.value.name, each.key)

  subnet_ids                      = try(each.value.subnet_ids, var.eks_managed_node_group_defaults.subnet_ids, var.subnet_ids)
  min_size                        = try(each.value.min_size, var.eks_managed_node_group_defaults.min_size, 1)
  max_size                        = try(each.value.max_size, var.eks_managed_node_group_defaults.max_size, 3)
  desired_size                    = try(each.value.desired_size, var.eks_managed_node_group_defaults.desired_size, 1)
  ami_id                          = try(each.value.ami_id, var.eks_managed_node_group_defaults.ami_id, "")
  ami_type                        = try(each.value.ami_type, var.eks_managed_node_group_defaults.ami_type, null)
  capacity_type                   = try(each.value.capacity_type, var.eks_managed_node_group_defaults.capacity_type, null)
  instance_types                  = try(each.value.instance_types, var.eks_managed_node_group_defaults.instance_types, null)
  labels                          = try(each.value.labels, var.eks_managed_node_group_defaults.labels, null)
  update_config                   = try(each.value.update_config, var.eks_managed_node_group_defaults.update_config, {})
  platform                        = try(each.value.platform, var.eks_managed_node_group_defaults.platform, "linux")
  enable_bootstrap_user_data      = try(each.value.enable_bootstrap_user_data, var.eks_managed_node_group_defaults.enable_bootstrap_user_data, false)
  pre_bootstrap_user_data         = try(each.value.pre_bootstrap_user_data, var.eks_managed_node_group_defaults.pre_bootstrap_user_data, "")
  post_bootstrap_user_data        = try(each.value.post_bootstrap_user_data, var.eks_managed_node_group_defaults.post_bootstrap_user_data, "")
  bootstrap_extra_args            = try(each.value.bootstrap_extra_args, var.eks_managed_node_group_defaults.bootstrap_extra_args, "")
  user_data_template_path         = try(each.value.user_data_template_path, var.eks_managed_node_group_defaults.user_data_template_path, "")
  create_launch_template          = try(each.value.create_launch_template, var.eks_managed_node_group_defaults.create_launch_template, true)
  launch_template_name            = try(each.value.launch_template_name, var.eks_managed_node_group_defaults.launch_template_name, each.key)
  launch_template_use_name_prefix = try(each.value.launch_template_use_name_prefix, var.eks_managed_node_group_defaults.launch_template_use_name_prefix, true)
  launch_template_version         = try(each.value.launch_template_version, var.eks_managed_node_group_defaults.launch_template_version, null)
  network_interfaces              = try(each.value.network_interfaces, var.eks_managed_node_group_defaults.network_interfaces, [])
  create_iam_role                 = try(each.value.create_iam_role, var.eks_managed_node_group_defaults.create_iam_role, true)
  iam_role_arn                    = try(each.value.iam_role_arn, var.eks_managed_node_group_defaults.iam_role_arn, null)
}

module "self_managed_node_group" {
  source   = "./modules/self-managed-node-group"
  for_each = { for key, group in var.self_managed_node_groups : key => group if var.create }

  create            = try(each.value.create, true)
  cluster_name      = aws_eks_cluster.this[0].name
  cluster_endpoint  = try(aws_eks_cluster.this[0].endpoint, "")
  cluster_ip_family = var.cluster_ip_family
  name              = try(each.value.name, each.key)

  create_autoscaling_group        = try(each.value.create_autoscaling_group, var.self_managed_node_group_defaults.create_autoscaling_group, true)
  use_name_prefix                 = try(each.value.use_name_prefix, var.self_managed_node_group_defaults.use_name_prefix, true)
  availability_zones              = try(each.value.availability_zones, var.self_managed_node_group_defaults.availability_zones, null)
  subnet_ids                      = try(each.value.subnet_ids, var.self_managed_node_group_defaults.subnet_ids, var.subnet_ids)
  min_size                        = try(each.value.min_size, var.self_managed_node_group_defaults.min_size, 0)
  max_size                        = try(each.value.max_size, var.self_managed_node_group_defaults.max_size, 3)
  desired_size                    = try(each.value.desired_size, var.self_managed_node_group_defaults.desired_size, 1)
  capacity_rebalance              = try(each.value.capacity_rebalance, var.self_managed_node_group_defaults.capacity_rebalance, null)
  suspended_processes             = try(each.value.suspended_processes, var.self_managed_node_group_defaults.suspended_processes, [])
  instance_refresh                = try(each.value.instance_refresh, var.self_managed_node_group_defaults.instance_refresh, {})
  use_mixed_instances_policy      = try(each.value.use_mixed_instances_policy, var.self_managed_node_group_defaults.use_mixed_instances_policy, false)
  mixed_instances_policy          = try(each.value.mixed_instances_policy, var.self_managed_node_group_defaults.mixed_instances_policy, null)
  warm_pool                       = try(each.value.warm_pool, var.self_managed_node_group_defaults.warm_pool, {})
  ami_id                          = try(each.value.ami_id, var.self_managed_node_group_defaults.ami_id, "")
  instance_type                   = try(each.value.instance_type, var.self_managed_node_group_defaults.instance_type, "m6i.large")
  platform                        = try(each.value.platform, var.self_managed_node_group_defaults.platform, "linux")
  pre_bootstrap_user_data         = try(each.value.pre_bootstrap_user_data, var.self_managed_node_group_defaults.pre_bootstrap_user_data, "")
  post_bootstrap_user_data        = try(each.value.post_bootstrap_user_data, var.self_managed_node_group_defaults.post_bootstrap_user_data, "")
  bootstrap_extra_args            = try(each.value.bootstrap_extra_args, var.self_managed_node_group_defaults.bootstrap_extra_args, "")
  user_data_template_path         = try(each.value.user_data_template_path, var.self_managed_node_group_defaults.user_data_template_path, "")
  create_launch_template          = try(each.value.create_launch_template, var.self_managed_node_group_defaults.create_launch_template, true)
  launch_template_name            = try(each.value.launch_template_name, var.self_managed_node_group_defaults.launch_template_name, each.key)
  launch_template_use_name_prefix = try(each.value.launch_template_use_name_prefix, var.self_managed_node_group_defaults.launch_template_use_name_prefix, true)
  launch_template_version         = try(each.value.launch_template_version, var.self_managed_node_group_defaults.launch_template_version, null)
  network_interfaces              = try(each.value.network_interfaces, var.self_managed_node_group_defaults.network_interfaces, [])
  create_schedule                 = try(each.value.create_schedule, var.self_managed_node_group_defaults.create_schedule, false)
  schedules                       = try(each.value.schedules, var.self_managed_node_group_defaults.schedules, {})
  create_iam_instance_profile     = try(each.value.create_iam_instance_profile, var.self_managed_node_group_defaults.create_iam_instance_profile, true)
  iam_instance_profile_arn        = try(each.value.iam_instance_profile_arn, var.self_managed_node_group_defaults.iam_instance_profile_arn, null)
}

output "cluster_arn" {
  value = try(aws_eks_cluster.this[0].arn, null)
}

output "cluster_certificate_authority_data" {
  value = try(aws_eks_cluster.this[0].certificate_authority[0].data, null)
}

output "cluster_endpoint" {
  value = try(aws_eks_cluster.this[0].endpoint, null)
}

output "cluster_id" {
  value = try(aws_eks_cluster.this[0].id, "")
}

output "cluster_name" {
  value = try(aws_eks_cluster.this[0].name, "")
}

output "cluster_oidc_issuer_url" {
  value = try(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, null)
}

output "cluster_version" {
  value = try(aws_eks_cluster.this[0].version, null)
}

output "cluster_platform_version" {
  value = try(aws_eks_cluster.this[0].platform_version, null)
}

output "cluster_status" {
  value = try(aws_eks_cluster.this[0].status, null)
}

output "cluster_primary_security_group_id" {
  value = try(aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id, null)
}

output "oidc_provider" {
  value = try(replace(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, "https://", ""), null)
}

output "cluster_addons" {
  value = aws_eks_addon.this
}

output "fargate_profiles" {
  value = module.fargate_profile
}

output "eks_managed_node_groups" {
  value = module.eks_managed_node_group
}

output "eks_managed_node_groups_autoscaling_group_names" {
  value = compact(flatten([for group in module.eks_managed_node_group : group.node_group_autoscaling_group_names]))
}

output "self_managed_node_groups" {
  value = module.self_managed_node_group
}

output "self_managed_node_groups_autoscaling_group_names" {
  value = compact([for group in module.self_managed_node_group : group.autoscaling_group_name])
}
