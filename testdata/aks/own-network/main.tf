# Without a subnet Azure makes the network; the pod CIDR counts all the same.
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
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 5
  }

  network_profile {
    network_plugin = "kubenet"
    pod_cidr       = "10.50.0.0/22"
    service_cidr   = "10.50.2.0/24"
    dns_service_ip = "10.50.2.10"
  }

  identity {
    type = "SystemAssigned"
  }
}
