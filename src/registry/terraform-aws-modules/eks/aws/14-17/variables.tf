variable "create_eks" {
  type    = bool
  default = true
}

# Without a default until 17.19.
variable "cluster_name" {
  type    = string
  default = ""
}

variable "cluster_version" {
  type    = string
  default = null
}

# Of the cluster and, where a group names none, of its nodes; `subnet_ids` since 18.0.
variable "subnets" {
  type    = list(string)
  default = []
}

variable "cluster_service_ipv4_cidr" {
  type    = string
  default = null
}

variable "worker_groups" {
  type    = any
  default = []
}

variable "worker_groups_launch_template" {
  type    = any
  default = []
}

variable "workers_group_defaults" {
  type    = any
  default = {}
}

variable "node_groups" {
  type    = any
  default = {}
}

variable "node_groups_defaults" {
  type    = any
  default = {}
}

variable "fargate_profiles" {
  type    = any
  default = {}
}

# Since 17.15.
variable "fargate_subnets" {
  type    = list(string)
  default = []
}
