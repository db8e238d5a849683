variable "vpc_id" {
  type = string
}

variable "availability_zones" {
  type    = list(string)
  default = []
}

variable "availability_zone_ids" {
  type    = list(string)
  default = []
}

variable "max_subnet_count" {
  type    = number
  default = 0
}

variable "ipv4_enabled" {
  type    = bool
  default = true
}

variable "ipv6_enabled" {
  type    = bool
  default = false
}

variable "ipv4_cidr_block" {
  type    = list(string)
  default = []
}

variable "ipv4_cidrs" {
  type    = any
  default = []
}

variable "public_subnets_enabled" {
  type    = bool
  default = true
}

variable "private_subnets_enabled" {
  type    = bool
  default = true
}

# 2.1.0
variable "subnets_per_az_count" {
  type    = number
  default = 1
}

variable "subnets_per_az_names" {
  type    = list(string)
  default = ["common"]
}

variable "public_subnets_per_az_count" {
  type    = number
  default = null
}

variable "private_subnets_per_az_count" {
  type    = number
  default = null
}

variable "public_subnets_per_az_names" {
  type    = list(string)
  default = null
}

variable "private_subnets_per_az_names" {
  type    = list(string)
  default = null
}

variable "nat_gateway_enabled" {
  type    = bool
  default = null
}

variable "nat_instance_enabled" {
  type    = bool
  default = null
}

variable "nat_instance_type" {
  type    = string
  default = "t3.micro"
}

variable "max_nats" {
  type    = number
  default = 999
}

variable "nat_gateway_public_subnet_indices" {
  type    = list(number)
  default = [0]
}

variable "nat_gateway_public_subnet_names" {
  type    = list(string)
  default = null
}

variable "public_dns64_nat64_enabled" {
  type    = bool
  default = false
}

variable "private_dns64_nat64_enabled" {
  type    = bool
  default = null
}

variable "public_label" {
  type    = string
  default = "public"
}

variable "private_label" {
  type    = string
  default = "private"
}

variable "public_subnets_additional_tags" {
  type    = map(string)
  default = {}
}

variable "private_subnets_additional_tags" {
  type    = map(string)
  default = {}
}

variable "subnet_type_tag_key" {
  type    = string
  default = null
}

variable "subnet_type_tag_value_format" {
  type    = string
  default = "%s"
}

variable "availability_zone_attribute_style" {
  type    = string
  default = "short"
}
