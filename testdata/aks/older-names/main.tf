# Names of azurerm 2 and 3, an inline subnet with one prefix, a pool without a subnet.
resource "azurerm_virtual_network" "main" {
  name                = "main"
  resource_group_name = "main"
  location            = "westeurope"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "main"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.0.0/24"]
}

resource "azurerm_kubernetes_cluster" "main" {
  name                = "main"
  location            = "westeurope"
  resource_group_name = "main"
  dns_prefix          = "main"

  default_node_pool {
    name                = "system"
    vm_size             = "Standard_D4s_v5"
    vnet_subnet_id      = azurerm_virtual_network.old.subnet.*.id[0]
    enable_auto_scaling = true
    min_count           = 1
    max_count           = 20
  }

  network_profile {
    network_plugin = "azure"
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_virtual_network" "old" {
  name                = "old"
  resource_group_name = "main"
  location            = "westeurope"
  address_space       = ["10.2.0.0/16"]

  subnet {
    name           = "nodes"
    address_prefix = "10.2.0.0/24"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "spare" {
  name                  = "spare"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.main.id
  vm_size               = "Standard_D4s_v5"
  node_count            = 1
}
