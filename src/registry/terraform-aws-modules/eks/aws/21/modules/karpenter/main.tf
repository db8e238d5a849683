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
  default = "KarpenterController"
}

variable "iam_role_use_name_prefix" {
  type    = bool
  default = true
}

variable "create_iam_role" {
  type    = bool
  default = true
}

variable "create_node_iam_role" {
  type    = bool
  default = true
}

variable "node_iam_role_arn" {
  type    = string
  default = null
}

variable "node_iam_role_name" {
  type    = string
  default = null
}

variable "node_iam_role_use_name_prefix" {
  type    = bool
  default = true
}

variable "create_instance_profile" {
  type    = bool
  default = false
}

variable "namespace" {
  type    = string
  default = "kube-system"
}

variable "service_account" {
  type    = string
  default = "karpenter"
}

locals {
  node_role = coalesce(var.node_iam_role_name, "Karpenter-${var.cluster_name}")
}

resource "aws_iam_role" "controller" {
  count = var.create && var.create_iam_role ? 1 : 0

  name               = var.iam_role_use_name_prefix ? null : var.iam_role_name
  assume_role_policy = "{}"
}

resource "aws_iam_role" "node" {
  count = var.create && var.create_node_iam_role ? 1 : 0

  name               = var.node_iam_role_use_name_prefix ? null : local.node_role
  assume_role_policy = "{}"
}

resource "aws_iam_instance_profile" "this" {
  count = var.create && var.create_instance_profile ? 1 : 0

  name = var.node_iam_role_use_name_prefix ? null : local.node_role
}

resource "aws_sqs_queue" "this" {
  count = var.create && var.enable_spot_termination ? 1 : 0

  name = coalesce(var.queue_name, "Karpenter-${var.cluster_name}")
}

output "iam_role_name" {
  value = try(aws_iam_role.controller[0].name, null)
}

output "iam_role_arn" {
  value = try(aws_iam_role.controller[0].arn, null)
}

output "iam_role_unique_id" {
  value = try(aws_iam_role.controller[0].unique_id, null)
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

output "node_iam_role_name" {
  value = try(aws_iam_role.node[0].name, null)
}

output "node_iam_role_arn" {
  value = try(aws_iam_role.node[0].arn, var.node_iam_role_arn)
}

output "node_iam_role_unique_id" {
  value = try(aws_iam_role.node[0].unique_id, null)
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

output "namespace" {
  value = var.namespace
}

output "service_account" {
  value = var.service_account
}
