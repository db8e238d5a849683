variable "name" {
  description = "Name of the cluster, and prefix of everything around it"
  type        = string
  default     = "batch-eu"
}

variable "vpc_cidr" {
  description = "Address block of the VPC; cut into one subnet per zone"
  type        = string
  default     = "10.4.128.0/18"
}

variable "kubernetes_version" {
  description = "Kubernetes minor version of the control plane"
  type        = string
  default     = "1.33"
}

variable "cluster_role_arn" {
  description = "IAM role of the control plane"
  type        = string
  default     = "arn:aws:iam::123456789012:role/batch-eu-cluster"
}

variable "node_role_arn" {
  description = "IAM role of the nodes"
  type        = string
  default     = "arn:aws:iam::123456789012:role/batch-eu-node"
}
