locals {
  create    = var.create && var.putin_khuylo
  outposts  = var.outpost_config != null
  auto_mode = try(var.compute_config.enabled, false) == true || var.create_auto_mode_iam_resources
  addons    = var.addons != null && local.create && !local.outposts ? var.addons : {}
}

resource "aws_eks_cluster" "this" {
  count = local.create ? 1 : 0

  name     = var.name
  role_arn = "" # the provider wants one
  version  = var.kubernetes_version

  # Since 21.0 AWS installs no add-on by itself: without an entry in `addons` there is no VPC CNI.
  bootstrap_self_managed_addons = false

  vpc_config {
    subnet_ids = coalescelist(var.control_plane_subnet_ids, var.subnet_ids)
  }

  dynamic "kubernetes_network_config" {
    for_each = local.outposts ? [] : [1]

    content {
      ip_family         = var.ip_family
      service_ipv4_cidr = var.service_ipv4_cidr
      service_ipv6_cidr = var.service_ipv6_cidr
    }
  }

  dynamic "compute_config" {
    for_each = var.compute_config[*]

    content {
      enabled    = compute_config.value.enabled
      node_pools = compute_config.value.node_pools
    }
  }

  dynamic "remote_network_config" {
    for_each = local.outposts ? [] : var.remote_network_config[*]

    content {
      remote_node_networks {
        cidrs = remote_network_config.value.remote_node_networks.cidrs
      }

      dynamic "remote_pod_networks" {
        for_each = remote_network_config.value.remote_pod_networks[*]

        content {
          cidrs = remote_pod_networks.value.cidrs
        }
      }
    }
  }
}

resource "aws_eks_addon" "this" {
  for_each = { for key, addon in local.addons : key => addon if !addon.before_compute }

  cluster_name         = aws_eks_cluster.this[0].id
  addon_name           = coalesce(each.value.name, each.key)
  configuration_values = each.value.configuration_values
}

resource "aws_eks_addon" "before_compute" {
  for_each = { for key, addon in local.addons : key => addon if addon.before_compute }

  cluster_name         = aws_eks_cluster.this[0].id
  addon_name           = coalesce(each.value.name, each.key)
  configuration_values = each.value.configuration_values
}

module "fargate_profile" {
  source   = "./modules/fargate-profile"
  for_each = var.create && !local.outposts && var.fargate_profiles != null ? var.fargate_profiles : {}

  create          = each.value.create
  cluster_name    = aws_eks_cluster.this[0].id
  name            = coalesce(each.value.name, each.key)
  subnet_ids      = coalesce(each.value.subnet_ids, var.subnet_ids)
  selectors       = each.value.selectors
  create_iam_role = each.value.create_iam_role
  iam_role_arn    = each.value.iam_role_arn
}

module "eks_managed_node_group" {
  source   = "./modules/eks-managed-node-group"
  for_each = var.create && !local.outposts && var.eks_managed_node_groups != null ? var.eks_managed_node_groups : {}

  create            = each.value.create
  cluster_name      = aws_eks_cluster.this[0].id
  cluster_endpoint  = try(aws_eks_cluster.this[0].endpoint, "")
  cluster_ip_family = var.ip_family
  name              = coalesce(each.value.name, each.key)

  subnet_ids                      = coalesce(each.value.subnet_ids, var.subnet_ids)
  min_size                        = each.value.min_size
  max_size                        = each.value.max_size
  desired_size                    = each.value.desired_size
  ami_id                          = each.value.ami_id
  ami_type                        = each.value.ami_type
  capacity_type                   = each.value.capacity_type
  instance_types                  = each.value.instance_types
  labels                          = each.value.labels
  update_config                   = each.value.update_config
  enable_bootstrap_user_data      = each.value.enable_bootstrap_user_data
  pre_bootstrap_user_data         = each.value.pre_bootstrap_user_data
  post_bootstrap_user_data        = each.value.post_bootstrap_user_data
  bootstrap_extra_args            = each.value.bootstrap_extra_args
  user_data_template_path         = each.value.user_data_template_path
  cloudinit_pre_nodeadm           = each.value.cloudinit_pre_nodeadm
  cloudinit_post_nodeadm          = each.value.cloudinit_post_nodeadm
  create_launch_template          = each.value.create_launch_template
  launch_template_id              = each.value.launch_template_id
  launch_template_name            = coalesce(each.value.launch_template_name, each.key)
  launch_template_use_name_prefix = each.value.launch_template_use_name_prefix
  launch_template_version         = each.value.launch_template_version
  use_custom_launch_template      = each.value.use_custom_launch_template
  enable_efa_support              = each.value.enable_efa_support
  enable_efa_only                 = each.value.enable_efa_only
  efa_indices                     = each.value.efa_indices
  network_interfaces              = each.value.network_interfaces
  create_iam_role                 = each.value.create_iam_role
  iam_role_arn                    = each.value.iam_role_arn
}

module "self_managed_node_group" {
  source   = "./modules/self-managed-node-group"
  for_each = var.create && var.self_managed_node_groups != null ? var.self_managed_node_groups : {}

  create            = each.value.create
  cluster_name      = aws_eks_cluster.this[0].name # is its id, but known before apply
  cluster_endpoint  = try(aws_eks_cluster.this[0].endpoint, "")
  cluster_ip_family = var.ip_family
  name              = coalesce(each.value.name, each.key)

  create_autoscaling_group        = each.value.create_autoscaling_group
  use_name_prefix                 = each.value.use_name_prefix
  availability_zones              = each.value.availability_zones
  subnet_ids                      = coalesce(each.value.subnet_ids, var.subnet_ids)
  min_size                        = each.value.min_size
  max_size                        = each.value.max_size
  desired_size                    = each.value.desired_size
  desired_size_type               = each.value.desired_size_type
  capacity_rebalance              = each.value.capacity_rebalance
  suspended_processes             = each.value.suspended_processes
  instance_maintenance_policy     = each.value.instance_maintenance_policy
  instance_refresh                = each.value.instance_refresh
  use_mixed_instances_policy      = each.value.use_mixed_instances_policy
  mixed_instances_policy          = each.value.mixed_instances_policy
  ami_id                          = each.value.ami_id
  ami_type                        = each.value.ami_type
  instance_type                   = each.value.instance_type
  instance_requirements           = each.value.instance_requirements
  pre_bootstrap_user_data         = each.value.pre_bootstrap_user_data
  post_bootstrap_user_data        = each.value.post_bootstrap_user_data
  bootstrap_extra_args            = each.value.bootstrap_extra_args
  user_data_template_path         = each.value.user_data_template_path
  cloudinit_pre_nodeadm           = each.value.cloudinit_pre_nodeadm
  cloudinit_post_nodeadm          = each.value.cloudinit_post_nodeadm
  create_launch_template          = each.value.create_launch_template
  launch_template_id              = each.value.launch_template_id
  launch_template_name            = coalesce(each.value.launch_template_name, each.key)
  launch_template_use_name_prefix = each.value.launch_template_use_name_prefix
  launch_template_version         = each.value.launch_template_version
  enable_efa_support              = each.value.enable_efa_support
  enable_efa_only                 = each.value.enable_efa_only
  efa_indices                     = each.value.efa_indices
  network_interfaces              = each.value.network_interfaces
  create_iam_instance_profile     = each.value.create_iam_instance_profile
  iam_instance_profile_arn        = each.value.iam_instance_profile_arn
}

# Only for its name, which callers write into what Auto Mode reads.
resource "aws_iam_role" "eks_auto" {
  count = local.create && var.create_node_iam_role && local.auto_mode ? 1 : 0

  name               = var.node_iam_role_use_name_prefix ? null : coalesce(var.node_iam_role_name, "${var.name}-eks-auto")
  assume_role_policy = "{}"
}
