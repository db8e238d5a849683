# Several clusters, each with a subnet and node pools of its own; how many there are of one pool is not known.
variable "clusters" {
  type = map(object({
    nodes = number
    cidr  = string
  }))
  default = {
    blue  = { nodes = 10, cidr = "10.1.0.0/24" }
    green = { nodes = 4, cidr = "10.1.1.0/24" }
  }
}

variable "pools" {
  type = set(string)
}

resource "azurerm_virtual_network" "main" {
  name                = "main"
  resource_group_name = "main"
  location            = "westeurope"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  for_each = var.clusters

  name                 = each.key
  resource_group_name  = "main"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = [each.value.cidr]
}

resource "azurerm_kubernetes_cluster" "main" {
  for_each = var.clusters

  name                = each.key
  location            = "westeurope"
  resource_group_name = "main"
  dns_prefix          = each.key

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = each.value.nodes
    vnet_subnet_id = azurerm_subnet.nodes[each.key].id
  }

  network_profile {
    network_plugin = "azure"
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "more" {
  for_each = var.pools

  name                  = each.key
  kubernetes_cluster_id = azurerm_kubernetes_cluster.main["green"].id
  vm_size               = "Standard_D4s_v5"
  vnet_subnet_id        = azurerm_subnet.nodes["green"].id
  node_count            = 1
}
