resource "azurerm_virtual_network" "main" {
  name                = "main"
  resource_group_name = "main"
  location            = "westeurope"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "shared" {
  name                 = "shared"
  resource_group_name  = "main"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.0.0/28"]
}

resource "azurerm_network_interface" "jump" {
  name                = "jump"
  resource_group_name = "main"
  location            = "westeurope"

  ip_configuration {
    name                          = "four"
    subnet_id                     = azurerm_subnet.shared.id
    private_ip_address_allocation = "Dynamic"
    primary                       = true
  }

  ip_configuration {
    name                          = "six"
    subnet_id                     = azurerm_subnet.shared.id
    private_ip_address_allocation = "Dynamic"
    private_ip_address_version    = "IPv6"
  }
}

resource "azurerm_lb" "inside" {
  name                = "inside"
  resource_group_name = "main"
  location            = "westeurope"
  sku                 = "Standard"

  frontend_ip_configuration {
    name      = "inside"
    subnet_id = azurerm_subnet.shared.id
  }
}

resource "azurerm_linux_virtual_machine_scale_set" "workers" {
  name                = "workers"
  resource_group_name = "main"
  location            = "westeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 3
  admin_username      = "someone"

  network_interface {
    name    = "main"
    primary = true

    ip_configuration {
      name      = "main"
      primary   = true
      subnet_id = azurerm_subnet.shared.id
    }
  }

  os_disk {
    caching              = "ReadOnly"
    storage_account_type = "Standard_LRS"
  }
}

resource "azurerm_private_endpoint" "storage" {
  name                = "storage"
  resource_group_name = "main"
  location            = "westeurope"
  subnet_id           = azurerm_subnet.shared.id

  private_service_connection {
    name                           = "storage"
    private_connection_resource_id = "/subscriptions/0/resourceGroups/main/providers/Microsoft.Storage/storageAccounts/main"
    subresource_names              = ["blob"]
    is_manual_connection           = false
  }
}

resource "azurerm_kubernetes_cluster" "main" {
  name                = "main"
  location            = "westeurope"
  resource_group_name = "main"
  dns_prefix          = "main"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    vnet_subnet_id = azurerm_subnet.shared.id
    node_count     = 5
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
  }

  identity {
    type = "SystemAssigned"
  }
}
