variable "create_vpc" {
  type    = bool
  default = true
}

# v3.13.0
variable "putin_khuylo" {
  type    = bool
  default = true
}

variable "name" {
  type    = string
  default = ""
}

variable "cidr" {
  type    = string
  default = "0.0.0.0/0"
}

variable "secondary_cidr_blocks" {
  type    = list(string)
  default = []
}

variable "azs" {
  type    = list(string)
  default = []
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "vpc_tags" {
  type    = map(string)
  default = {}
}

# v3.15.0 to v3.16.0
variable "use_ipam_pool" {
  type    = bool
  default = false
}

variable "ipv4_ipam_pool_id" {
  type    = string
  default = null
}

variable "ipv4_netmask_length" {
  type    = number
  default = null
}

variable "enable_nat_gateway" {
  type    = bool
  default = false
}

variable "single_nat_gateway" {
  type    = bool
  default = false
}

variable "one_nat_gateway_per_az" {
  type    = bool
  default = false
}

variable "public_subnets" {
  type    = list(string)
  default = []
}

# v3.17.0
variable "public_subnet_names" {
  type    = list(string)
  default = []
}

variable "public_subnet_suffix" {
  type    = string
  default = "public"
}

variable "public_subnet_tags" {
  type    = map(string)
  default = {}
}

# v3.19.0
variable "public_subnet_tags_per_az" {
  type    = map(map(string))
  default = {}
}

variable "private_subnets" {
  type    = list(string)
  default = []
}

# v3.17.0
variable "private_subnet_names" {
  type    = list(string)
  default = []
}

variable "private_subnet_suffix" {
  type    = string
  default = "private"
}

variable "private_subnet_tags" {
  type    = map(string)
  default = {}
}

# v3.19.0
variable "private_subnet_tags_per_az" {
  type    = map(map(string))
  default = {}
}

variable "database_subnets" {
  type    = list(string)
  default = []
}

# v3.17.0
variable "database_subnet_names" {
  type    = list(string)
  default = []
}

variable "database_subnet_suffix" {
  type    = string
  default = "db"
}

variable "database_subnet_tags" {
  type    = map(string)
  default = {}
}

variable "create_database_subnet_group" {
  type    = bool
  default = true
}

# v3.2.0 (database), v3.7.0
variable "database_subnet_group_name" {
  type    = string
  default = null
}

variable "redshift_subnets" {
  type    = list(string)
  default = []
}

# v3.17.0
variable "redshift_subnet_names" {
  type    = list(string)
  default = []
}

variable "redshift_subnet_suffix" {
  type    = string
  default = "redshift"
}

variable "redshift_subnet_tags" {
  type    = map(string)
  default = {}
}

variable "create_redshift_subnet_group" {
  type    = bool
  default = true
}

# v3.2.0 (database), v3.7.0
variable "redshift_subnet_group_name" {
  type    = string
  default = null
}

variable "elasticache_subnets" {
  type    = list(string)
  default = []
}

# v3.17.0
variable "elasticache_subnet_names" {
  type    = list(string)
  default = []
}

variable "elasticache_subnet_suffix" {
  type    = string
  default = "elasticache"
}

variable "elasticache_subnet_tags" {
  type    = map(string)
  default = {}
}

variable "create_elasticache_subnet_group" {
  type    = bool
  default = true
}

# v3.2.0 (database), v3.7.0
variable "elasticache_subnet_group_name" {
  type    = string
  default = null
}

variable "intra_subnets" {
  type    = list(string)
  default = []
}

# v3.17.0
variable "intra_subnet_names" {
  type    = list(string)
  default = []
}

variable "intra_subnet_suffix" {
  type    = string
  default = "intra"
}

variable "intra_subnet_tags" {
  type    = map(string)
  default = {}
}

# Outposts: v2.78.0
variable "outpost_az" {
  type    = string
  default = null
}

variable "outpost_subnets" {
  type    = list(string)
  default = []
}

# v3.17.0
variable "outpost_subnet_names" {
  type    = list(string)
  default = []
}

variable "outpost_subnet_suffix" {
  type    = string
  default = "outpost"
}

variable "outpost_subnet_tags" {
  type    = map(string)
  default = {}
}
