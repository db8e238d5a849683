# azurerm 1.x wrote node pools in another way, which is said and not passed over.
resource "azurerm_virtual_network" "main" {
  name                = "main"
  resource_group_name = "main"
  location            = "westeurope"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "main"
  virtual_network_name = "${azurerm_virtual_network.main.name}"
  address_prefix       = "10.1.0.0/24"
}

resource "azurerm_kubernetes_cluster" "main" {
  name                = "main"
  location            = "westeurope"
  resource_group_name = "main"
  dns_prefix          = "main"

  agent_pool_profile {
    name           = "default"
    count          = "9"
    vm_size        = "Standard_D4s_v3"
    vnet_subnet_id = "${azurerm_subnet.nodes.id}"
  }

  network_profile {
    network_plugin = "azure"
  }
}
