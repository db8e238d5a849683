# Roles and a queue: nothing that takes an address. Their names are kept, as callers write them into what Karpenter
# reads (the node class's `role`), which must stay readable.

variable "create" {
  type    = bool
  default = true
}

variable "cluster_name" {
  type    = string
  default = ""
}

variable "queue_name" {
  type    = string
  default = null
}

variable "enable_spot_termination" {
  type    = bool
  default = true
}

variable "iam_role_name" {
  type    = string
  default = null
}

variable "iam_role_use_name_prefix" {
  type    = bool
  default = true
}

variable "create_iam_role" {
  type    = bool
  default = true
}

variable "create_instance_profile" {
  type    = bool
  default = true
}

variable "create_irsa" {
  type    = bool
  default = true
}

variable "irsa_name" {
  type    = string
  default = null
}

variable "irsa_use_name_prefix" {
  type    = bool
  default = true
}

variable "iam_role_arn" {
  type    = string
  default = null
}

resource "aws_iam_role" "this" {
  count = var.create && var.create_iam_role ? 1 : 0

  name               = var.iam_role_use_name_prefix ? null : coalesce(var.iam_role_name, "Karpenter-${var.cluster_name}")
  assume_role_policy = "{}"
}

resource "aws_iam_role" "irsa" {
  count = var.create && var.create_irsa ? 1 : 0

  name               = var.irsa_use_name_prefix ? null : coalesce(var.irsa_name, "KarpenterIRSA-${var.cluster_name}")
  assume_role_policy = "{}"
}

resource "aws_iam_instance_profile" "this" {
  count = var.create && var.create_instance_profile ? 1 : 0

  name = var.iam_role_use_name_prefix ? null : coalesce(var.iam_role_name, "Karpenter-${var.cluster_name}")
}

resource "aws_sqs_queue" "this" {
  count = var.create && var.enable_spot_termination ? 1 : 0

  name = coalesce(var.queue_name, "Karpenter-${var.cluster_name}")
}

output "irsa_name" {
  value = try(aws_iam_role.irsa[0].name, null)
}

output "irsa_arn" {
  value = try(aws_iam_role.irsa[0].arn, null)
}

output "irsa_unique_id" {
  value = try(aws_iam_role.irsa[0].unique_id, null)
}

output "queue_arn" {
  value = try(aws_sqs_queue.this[0].arn, null)
}

output "queue_name" {
  value = try(aws_sqs_queue.this[0].name, null)
}

output "queue_url" {
  value = try(aws_sqs_queue.this[0].url, null)
}

output "role_name" {
  value = try(aws_iam_role.this[0].name, null)
}

output "role_arn" {
  value = try(aws_iam_role.this[0].arn, var.iam_role_arn)
}

output "role_unique_id" {
  value = try(aws_iam_role.this[0].unique_id, null)
}

output "instance_profile_arn" {
  value = try(aws_iam_instance_profile.this[0].arn, null)
}

output "instance_profile_id" {
  value = try(aws_iam_instance_profile.this[0].id, null)
}

output "instance_profile_name" {
  value = try(aws_iam_instance_profile.this[0].name, null)
}

output "instance_profile_unique" {
  value = try(aws_iam_instance_profile.this[0].unique_id, null)
}
