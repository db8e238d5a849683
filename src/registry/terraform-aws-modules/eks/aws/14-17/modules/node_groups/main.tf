variable "create_eks" {
  type    = bool
  default = true
}

variable "cluster_name" {
  type    = string
  default = ""
}

variable "cluster_endpoint" {
  type    = string
  default = ""
}

variable "workers_group_defaults" {
  type    = any
  default = {}
}

variable "node_groups_defaults" {
  type    = any
  default = {}
}

variable "node_groups" {
  type    = any
  default = {}
}

locals {
  groups = {
    for key, group in var.node_groups : key => merge(
      {
        desired_capacity         = var.workers_group_defaults.asg_desired_capacity
        max_capacity             = var.workers_group_defaults.asg_max_size
        min_capacity             = var.workers_group_defaults.asg_min_size
        subnets                  = var.workers_group_defaults.subnets
        instance_types           = [var.workers_group_defaults.instance_type] # a group's own `instance_type` is not read since 14.0
        launch_template_id       = var.workers_group_defaults.launch_template_id
        launch_template_version  = var.workers_group_defaults.launch_template_version
        create_launch_template   = false
        set_instance_types_on_lt = false
        pre_userdata             = var.workers_group_defaults.pre_userdata
        kubelet_extra_args       = var.workers_group_defaults.kubelet_extra_args
      },
      var.node_groups_defaults,
      group
    ) if var.create_eks
  }
}

# Since 15.2.
resource "aws_launch_template" "workers" {
  for_each = { for key, group in local.groups : key => group if group.create_launch_template }

  image_id      = lookup(each.value, "ami_id", null)
  instance_type = each.value.set_instance_types_on_lt ? element(each.value.instance_types, 0) : null

  # Known only after apply, but where it sets the limit on pods.
  user_data = base64encode(
    can(regex("max-pods", each.value.kubelet_extra_args)) ? each.value.kubelet_extra_args : "${each.value.pre_userdata}${var.cluster_endpoint}"
  )
}

resource "aws_eks_node_group" "workers" {
  for_each = local.groups

  cluster_name   = var.cluster_name
  node_role_arn  = "" # the provider wants one
  subnet_ids     = each.value.subnets
  capacity_type  = lookup(each.value, "capacity_type", null)
  ami_type       = lookup(each.value, "ami_type", null)
  instance_types = each.value.set_instance_types_on_lt ? null : each.value.instance_types
  labels         = lookup(each.value, "k8s_labels", null)

  scaling_config {
    desired_size = each.value.desired_capacity
    max_size     = each.value.max_capacity
    min_size     = each.value.min_capacity
  }

  dynamic "launch_template" {
    for_each = each.value.launch_template_id != null || each.value.create_launch_template ? [1] : []

    content {
      id      = each.value.launch_template_id != null ? each.value.launch_template_id : aws_launch_template.workers[each.key].id
      version = each.value.launch_template_version
    }
  }

  # Since 17.10; nothing means one node at a time.
  dynamic "update_config" {
    for_each = try(each.value.update_config.max_unavailable_percentage > 0, each.value.update_config.max_unavailable > 0, false) ? [1] : []

    content {
      max_unavailable            = try(each.value.update_config.max_unavailable, null)
      max_unavailable_percentage = try(each.value.update_config.max_unavailable_percentage, null)
    }
  }
}

output "node_groups" {
  value = aws_eks_node_group.workers
}
