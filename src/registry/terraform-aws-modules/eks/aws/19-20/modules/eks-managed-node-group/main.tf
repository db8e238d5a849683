module "user_data" {
  source = "../_user_data"

  create                     = var.create
  platform                   = var.platform
  ami_type                   = var.ami_type
  enable_bootstrap_user_data = var.enable_bootstrap_user_data
  cluster_name               = var.cluster_name
  cluster_endpoint           = var.cluster_endpoint
  cluster_auth_base64        = var.cluster_auth_base64
  cluster_service_cidr       = var.cluster_service_cidr
  cluster_ip_family          = var.cluster_ip_family
  pre_bootstrap_user_data    = var.pre_bootstrap_user_data
  post_bootstrap_user_data   = var.post_bootstrap_user_data
  bootstrap_extra_args       = var.bootstrap_extra_args
  user_data_template_path    = var.user_data_template_path
  cloudinit_pre_nodeadm      = var.cloudinit_pre_nodeadm
  cloudinit_post_nodeadm     = var.cloudinit_post_nodeadm
}

# How many network cards the type has decides how many interfaces EFA adds.
data "aws_ec2_instance_type" "this" {
  count = local.efa ? 1 : 0

  instance_type = local.efa_type
}

# A placement group keeps to the zones that have the type, so to some of the subnets.
data "aws_subnets" "placement_group" {
  count = local.in_placement_group ? 1 : 0

  filter {
    name   = "subnet-id"
    values = var.subnet_ids
  }

  dynamic "filter" {
    for_each = var.placement_group_az[*]

    content {
      name   = "availability-zone"
      values = [filter.value]
    }
  }
}

locals {
  efa_type           = try(element(var.instance_types, 0), "")
  efa                = var.create && var.enable_efa_support && local.efa_type != ""
  in_placement_group = var.create && (local.efa || var.create_placement_group)

  cards = local.efa ? [
    for card in range(data.aws_ec2_instance_type.this[0].maximum_network_cards) : {
      device_index       = card == 0 ? 0 : 1
      network_card_index = card
      # From 20.28 on, cards beside the first need not take an address.
      interface_type = var.enable_efa_only && !contains(concat([0], var.efa_indices), card) ? "efa-only" : "efa"
    }
  ] : []
  interfaces = concat(local.cards, local.efa ? [] : var.network_interfaces)

  # Machine learning capacity blocks want the type on the template.
  in_capacity_block = var.capacity_type == "CAPACITY_BLOCK"
}

resource "aws_launch_template" "this" {
  count = var.create && var.create_launch_template && var.use_custom_launch_template ? 1 : 0

  name          = var.launch_template_use_name_prefix ? null : coalesce(var.launch_template_name, "${var.name}-eks-node-group")
  image_id      = var.ami_id
  instance_type = local.in_capacity_block ? element(var.instance_types, 0) : null
  user_data     = module.user_data.user_data

  dynamic "network_interfaces" {
    for_each = local.interfaces

    content {
      device_index       = try(network_interfaces.value.device_index, null)
      network_card_index = try(network_interfaces.value.network_card_index, null)
      interface_type     = try(network_interfaces.value.interface_type, null)
      ipv4_address_count = try(network_interfaces.value.ipv4_address_count, null)
      ipv4_addresses     = try(network_interfaces.value.ipv4_addresses, [])
      ipv4_prefix_count  = try(network_interfaces.value.ipv4_prefix_count, null)
      ipv4_prefixes      = try(network_interfaces.value.ipv4_prefixes, null)
    }
  }
}

resource "aws_eks_node_group" "this" {
  count = var.create ? 1 : 0

  cluster_name   = var.cluster_name
  node_role_arn  = var.create_iam_role ? aws_iam_role.this[0].arn : var.iam_role_arn
  subnet_ids     = local.in_placement_group ? data.aws_subnets.placement_group[0].ids : var.subnet_ids
  ami_type       = var.ami_id != "" ? null : var.ami_type
  capacity_type  = var.capacity_type
  instance_types = local.in_capacity_block ? null : var.instance_types
  labels         = var.labels

  scaling_config {
    min_size     = var.min_size
    max_size     = var.max_size
    desired_size = var.desired_size
  }

  dynamic "launch_template" {
    for_each = var.use_custom_launch_template ? [1] : []

    content {
      id      = var.create && var.create_launch_template ? try(aws_launch_template.this[0].id, null) : var.launch_template_id
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

# Sizes at set times: a schedule may raise the maximum.
resource "aws_autoscaling_schedule" "this" {
  for_each = { for key, schedule in var.schedules : key => schedule if var.create && var.create_schedule }

  autoscaling_group_name = aws_eks_node_group.this[0].resources[0].autoscaling_groups[0].name
  min_size               = try(each.value.min_size, null)
  max_size               = try(each.value.max_size, null)
  desired_capacity       = try(each.value.desired_size, null)
}

# Only for the outputs: callers grant rights to the nodes' role.
resource "aws_iam_role" "this" {
  count = var.create && var.create_iam_role ? 1 : 0

  assume_role_policy = "{}"
}
