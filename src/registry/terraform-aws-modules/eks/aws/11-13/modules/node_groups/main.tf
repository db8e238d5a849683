variable "create_eks" {
  type    = bool
  default = true
}

variable "cluster_name" {
  type = string
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
        desired_capacity        = var.workers_group_defaults.asg_desired_capacity
        max_capacity            = var.workers_group_defaults.asg_max_size
        min_capacity            = var.workers_group_defaults.asg_min_size
        subnets                 = var.workers_group_defaults.subnets
        instance_type           = var.workers_group_defaults.instance_type # a list, `instance_types`, since 14.0
        launch_template_id      = var.workers_group_defaults.launch_template_id
        launch_template_version = var.workers_group_defaults.launch_template_version
      },
      var.node_groups_defaults,
      group
    ) if var.create_eks
  }
}

resource "aws_eks_node_group" "workers" {
  for_each = local.groups

  cluster_name   = var.cluster_name
  node_role_arn  = "" # the provider wants one
  subnet_ids     = each.value.subnets
  ami_type       = lookup(each.value, "ami_type", null)
  instance_types = each.value.launch_template_id != null ? [] : [each.value.instance_type]
  labels         = lookup(each.value, "k8s_labels", null)

  scaling_config {
    desired_size = each.value.desired_capacity
    max_size     = each.value.max_capacity
    min_size     = each.value.min_capacity
  }

  # Since 13.1.
  dynamic "launch_template" {
    for_each = each.value.launch_template_id[*]

    content {
      id      = launch_template.value
      version = each.value.launch_template_version
    }
  }
}

output "node_groups" {
  value = aws_eks_node_group.workers
}
