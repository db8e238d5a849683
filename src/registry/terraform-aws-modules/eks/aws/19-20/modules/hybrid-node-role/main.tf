# A role: nothing that takes an address.

variable "create" {
  type    = bool
  default = true
}

variable "name" {
  type    = string
  default = "EKSHybridNode"
}

variable "use_name_prefix" {
  type    = bool
  default = true
}

resource "aws_iam_role" "this" {
  count = var.create ? 1 : 0

  name               = var.use_name_prefix ? null : var.name
  assume_role_policy = "{}"
}

output "name" {
  value = try(aws_iam_role.this[0].name, null)
}

output "arn" {
  value = try(aws_iam_role.this[0].arn, null)
}

output "unique_id" {
  value = try(aws_iam_role.this[0].unique_id, null)
}
