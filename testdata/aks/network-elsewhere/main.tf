# Subnets of a network that is made elsewhere are of one network all the same.
data "azurerm_virtual_network" "hub" {
  name                = "hub"
  resource_group_name = "network"
}

resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "network"
  virtual_network_name = "hub"
  address_prefixes     = ["10.1.0.0/23"]
}

resource "azurerm_subnet" "pods" {
  name                 = "pods"
  resource_group_name  = "network"
  virtual_network_name = data.azurerm_virtual_network.hub.name
  address_prefixes     = ["10.1.1.0/24"]
}

resource "azurerm_subnet" "other" {
  name                 = "other"
  resource_group_name  = "elsewhere"
  virtual_network_name = "hub"
  address_prefixes     = ["10.1.1.0/24"]
}
