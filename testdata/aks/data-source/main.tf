data "azurerm_subnet" "nodes" {
  name                 = "nodes"
  virtual_network_name = "hub"
  resource_group_name  = "network"
}

resource "azurerm_kubernetes_cluster" "main" {
  name                = "main"
  location            = "westeurope"
  resource_group_name = "main"
  dns_prefix          = "main"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    vnet_subnet_id = data.azurerm_subnet.nodes.id
    node_count     = 10
  }

  network_profile {
    network_plugin = "azure"
  }

  identity {
    type = "SystemAssigned"
  }
}
