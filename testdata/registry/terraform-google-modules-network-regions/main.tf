# module.net: subnets 10.0.0.0/24 and 10.0.1.0/25 in ["europe-west4/a"] and ["europe-west4/b"]; the range pods of the first is
# held by an internal range, its size unknown. module.subnets["europe-west4/data"]: 10.1.0.0/22, in module.vpc's network.
# No node pools, nothing undecided.

module "net" {
  source  = "terraform-google-modules/network/google"
  version = "~> 18.0"

  project_id     = "acme"
  network_name   = "apps"
  subnets_region = "europe-west4"

  subnets = [
    { subnet_name = "a", subnet_ip = "10.0.0.0/24" },
    { subnet_name = "b", subnet_ip = "10.0.1.0/25" },
  ]

  secondary_ranges = {
    a = [{ range_name = "pods", reserved_internal_range = "projects/acme/locations/global/internalRanges/pods" }]
  }
}

module "vpc" {
  source  = "terraform-google-modules/network/google//modules/vpc"
  version = "~> 3.5"

  project_id   = "acme"
  network_name = "data"
}

# A list of maps of strings, as before 7.0, and a fabric module that gives access and makes nothing.
module "subnets" {
  source  = "terraform-google-modules/network/google//modules/subnets-beta"
  version = "~> 3.5"

  project_id   = "acme"
  network_name = module.vpc.network_name

  subnets = [{
    subnet_name      = "data"
    subnet_ip        = "10.1.0.0/22"
    subnet_region    = "europe-west4"
    subnet_flow_logs = "true"
  }]

  secondary_ranges = {}
}

module "access" {
  source  = "terraform-google-modules/network/google//modules/fabric-net-svpc-access"
  version = "~> 3.5"

  host_project_id     = "acme"
  service_project_num = 1
  service_project_ids = ["acme-data"]
  host_subnets        = [for subnet in module.subnets.subnets : subnet.name]
}
