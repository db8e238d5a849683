# Azure/aks/azurerm 11.x: subnets are objects with an id, autoscaling is `auto_scaling_enabled`, pools are made anew before or after the old
# ones; Azure/vnet/azurerm 5.x makes one subnet for each name.
# module.vnet.azurerm_subnet.subnet_for_each["nodes"]  10.4.0.0/22: 6 × 31 + 4 × 51 + 2 = 392 of 1,019
# module.vnet.azurerm_subnet.subnet_for_each["pods"]   10.4.4.0/24: 2 × 16 of 251
# module.aks.azurerm_kubernetes_cluster_node_pool.node_pool_create_before_destroy["batch"], .node_pool_create_after_destroy["spare"]

module "vnet" {
  source  = "Azure/vnet/azurerm"
  version = "~> 5.0"

  resource_group_name = "apps"
  vnet_location       = "westeurope"
  address_space       = ["10.4.0.0/16"]
  subnet_names        = ["nodes", "pods"]
  subnet_prefixes     = ["10.4.0.0/22", "10.4.4.0/24"]
}

module "aks" {
  source  = "Azure/aks/azurerm"
  version = "~> 11.0"

  prefix               = "apps"
  resource_group_name  = "apps"
  location             = "westeurope"
  network_plugin       = "azure"
  auto_scaling_enabled = true
  agents_min_count     = 3
  agents_max_count     = 6
  agents_count         = null

  vnet_subnet = {
    id = module.vnet.vnet_subnets_name_id["nodes"]
  }

  net_profile_service_cidr   = "10.5.0.0/16"
  net_profile_dns_service_ip = "10.5.0.10"

  node_pools = {
    batch = {
      name       = "batch"
      vm_size    = "Standard_D8s_v5"
      node_count = 4
      max_pods   = 50
      vnet_subnet = {
        id = module.vnet.vnet_subnets_name_id["nodes"]
      }
    }
    spare = {
      name                  = "spare"
      vm_size               = "Standard_D4s_v5"
      auto_scaling_enabled  = true
      min_count             = 0
      max_count             = 2
      max_pods              = 30
      create_before_destroy = false
      vnet_subnet = {
        id = module.vnet.vnet_subnets_name_id["nodes"]
      }
      pod_subnet = {
        id = module.vnet.vnet_subnets_name_id["pods"]
      }
    }
  }
}
