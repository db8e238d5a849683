terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

variable "name" {
  description = "Name of the cluster, and prefix of everything around it"
  type        = string
  default     = "batch-eu"
}

variable "vpc_cidr" {
  description = "Address block of the VPC"
  type        = string
  default     = "10.4.128.0/18"
}

module "network" {
  source = "./modules/network"

  name     = var.name
  vpc_cidr = var.vpc_cidr

  # Which quarter of the VPC each zone gets.
  zones = {
    "eu-central-1a" = 0
    "eu-central-1b" = 1
    "eu-central-1c" = 2
  }
}

module "nodes" {
  source = "./modules/nodes"

  name       = var.name
  subnet_ids = module.network.private_subnet_ids
  max_size   = 160
}
