# Blocks that a pool of addresses gives, several blocks, nodes that AKS makes by itself, and a start above the maximum.
resource "azurerm_virtual_network" "main" {
  name                = "main"
  resource_group_name = "main"
  location            = "westeurope"

  ip_address_pool {
    id                     = "/subscriptions/0/resourceGroups/main/providers/Microsoft.Network/networkManagers/main/ipamPools/main"
    number_of_ip_addresses = "1024"
  }
}

resource "azurerm_subnet" "pooled" {
  name                 = "pooled"
  resource_group_name  = "main"
  virtual_network_name = azurerm_virtual_network.main.name

  ip_address_pool {
    id                     = "/subscriptions/0/resourceGroups/main/providers/Microsoft.Network/networkManagers/main/ipamPools/main"
    number_of_ip_addresses = "64"
  }
}

resource "azurerm_subnet" "both_families" {
  name                 = "both-families"
  resource_group_name  = "main"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["fd00:db8::/64", "10.1.2.0/24"]
}

resource "azurerm_subnet" "several" {
  name                 = "several"
  resource_group_name  = "main"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.3.0/28", "10.1.4.0/28"]
}

resource "azurerm_kubernetes_cluster" "main" {
  name                = "main"
  location            = "westeurope"
  resource_group_name = "main"
  dns_prefix          = "main"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 2
    vnet_subnet_id = azurerm_subnet.pooled.id
  }

  network_profile {
    network_plugin = "azure"
  }

  node_provisioning_profile {
    mode = "Auto"
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "both" {
  name                  = "both"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.main.id
  vm_size               = "Standard_D4s_v5"
  vnet_subnet_id        = azurerm_subnet.both_families.id
  auto_scaling_enabled  = true
  node_count            = 9
  min_count             = 1
  max_count             = 5
}

resource "azurerm_kubernetes_cluster_node_pool" "several" {
  name                  = "several"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.main.id
  vm_size               = "Standard_D4s_v5"
  vnet_subnet_id        = azurerm_subnet.several.id
  node_count            = 1
  priority              = "Spot"
}
