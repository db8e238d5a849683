# Azure/aks/azurerm 7.x: ids of subnets, one resource of node pools, `enable_auto_scaling`; Azure/network/azurerm 5.x.
# module.network.azurerm_subnet.subnet_count[0]  10.52.0.0/24: 5 + 3 nodes of 251
# module.aks.azurerm_kubernetes_cluster.main#pod_cidr  10.244.0.0/16: 8 × 256 of 65,536

module "network" {
  source  = "Azure/network/azurerm"
  version = "5.3.0"

  resource_group_name     = "apps"
  resource_group_location = "westeurope"
  address_space           = "10.52.0.0/16"
  subnet_prefixes         = ["10.52.0.0/24"]
  subnet_names            = ["system"]
  use_for_each            = false
}

module "aks" {
  source  = "Azure/aks/azurerm"
  version = "7.5.0"

  prefix              = "apps"
  resource_group_name = "apps"
  network_plugin      = "azure"
  network_plugin_mode = "overlay"
  vnet_subnet_id      = module.network.vnet_subnets[0]
  agents_count        = 5

  node_pools = {
    user = {
      name                = "user"
      vm_size             = "Standard_D8s_v5"
      enable_auto_scaling = true
      node_count          = 1
      min_count           = 1
      max_count           = 3
      vnet_subnet_id      = module.network.vnet_subnets[0]
    }
  }
}
