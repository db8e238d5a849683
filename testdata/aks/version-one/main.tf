# azurerm 1 lists node pools in the cluster.
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

# Several of them, each with its own subnet and size.
resource "azurerm_subnet" "batch" {
  name                 = "batch"
  resource_group_name  = "main"
  virtual_network_name = "${azurerm_virtual_network.main.name}"
  address_prefix       = "10.1.1.0/24"
}

resource "azurerm_kubernetes_cluster" "several" {
  name                = "several"
  location            = "westeurope"
  resource_group_name = "main"
  dns_prefix          = "several"

  agent_pool_profile {
    name           = "default"
    count          = 2
    vm_size        = "Standard_D4s_v3"
    max_pods       = 10
    vnet_subnet_id = "${azurerm_subnet.batch.id}"
  }

  agent_pool_profile {
    name                = "batch"
    vm_size             = "Standard_D4s_v3"
    enable_auto_scaling = true
    min_count           = 1
    max_count           = 20
    max_pods            = 11
    vnet_subnet_id      = "${azurerm_subnet.batch.id}"
  }

  network_profile {
    network_plugin = "azure"
  }
}
