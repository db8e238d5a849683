# Azure/aks/azurerm 4.x and Azure/network/azurerm 3.x, as in Azure/terraform-azurerm-aks#57: Services are in 10.0.0.0/16 by default, and so is
# the subnet. `budget` has no word for that, `check` does.
# module.network.azurerm_subnet.subnet[0]  10.0.1.0/24: 2 nodes of 251
# module.aks.azurerm_kubernetes_cluster.main#pod_cidr  10.244.0.0/16: 512 of 65,536

module "network" {
  source  = "Azure/network/azurerm"
  version = "~> 3.5"

  resource_group_name = "apps"
  address_space       = "10.0.0.0/16"
  vnet_name           = "apps-vnet"
  subnet_prefixes     = ["10.0.1.0/24"]
  subnet_names        = ["aks-main"]
}

module "aks" {
  source  = "Azure/aks/azurerm"
  version = "4.16.0"

  resource_group_name            = "apps"
  client_id                      = "your-service-principal-client-appid"
  client_secret                  = "your-service-principal-client-password"
  prefix                         = "apps-aks"
  vnet_subnet_id                 = module.network.vnet_subnets[0]
  os_disk_size_gb                = 126
  enable_log_analytics_workspace = false
  depends_on                     = [module.network]
}
