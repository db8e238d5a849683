resource "azurerm_virtual_network" "hub" {
  name                = "hub"
  resource_group_name = "network"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_virtual_network" "spoke" {
  name                = "spoke"
  resource_group_name = "network"
  location            = "westeurope"
  address_space       = ["10.0.128.0/20"]

  subnet {
    name             = "nodes"
    address_prefixes = ["10.0.128.0/22"]
  }

  subnet {
    name             = "databases"
    address_prefixes = ["10.0.130.0/24"]
  }
}

resource "azurerm_virtual_network_peering" "out" {
  name                      = "out"
  resource_group_name       = "network"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.spoke.id
}

resource "azurerm_subnet" "outside" {
  name                 = "outside"
  resource_group_name  = "network"
  virtual_network_name = azurerm_virtual_network.spoke.name
  address_prefixes     = ["10.0.144.0/24"]
}

resource "azurerm_subnet" "tiny" {
  name                 = "tiny"
  resource_group_name  = "network"
  virtual_network_name = azurerm_virtual_network.spoke.name
  address_prefixes     = ["10.0.140.0/30"]
}

resource "azurerm_kubernetes_cluster" "main" {
  name                = "main"
  location            = "westeurope"
  resource_group_name = "apps"
  dns_prefix          = "main"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = [for subnet in azurerm_virtual_network.spoke.subnet : subnet.id if subnet.name == "nodes"][0]
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    pod_cidr            = "172.16.0.0/12"
  }

  identity {
    type = "SystemAssigned"
  }
}
