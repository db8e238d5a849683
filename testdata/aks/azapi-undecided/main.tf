# A body that is a text, as azapi 1 wants it, a list of node pools that is not known, and blocks that just fit, if nodes get
# those at the ends.

variable "pools" {
  type = list(any)
}

resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "main"
  virtual_network_name = "main"
  address_prefixes     = ["10.1.0.0/26"]
}

resource "azurerm_subnet" "pods" {
  name                 = "pods"
  resource_group_name  = "main"
  virtual_network_name = "main"
  address_prefixes     = ["10.1.1.0/24"]
}

resource "azapi_resource" "text" {
  type      = "Microsoft.ContainerService/managedClusters@2023-05-01"
  name      = "text"
  parent_id = "/subscriptions/0/resourceGroups/main"
  body      = jsonencode({ properties = { agentPoolProfiles = [{ count = 3, vnetSubnetID = azurerm_subnet.nodes.id }] } })
}

# Nothing of it is unknown, and it is a text all the same.
resource "azapi_resource" "known_text" {
  type      = "Microsoft.ContainerService/managedClusters@2023-05-01"
  name      = "known-text"
  parent_id = "/subscriptions/0/resourceGroups/main"
  body      = jsonencode({ properties = { agentPoolProfiles = [{ count = 3 }] } })
}

resource "azapi_resource" "unknown" {
  type      = "Microsoft.ContainerService/managedClusters@2024-05-01"
  name      = "unknown"
  parent_id = "/subscriptions/0/resourceGroups/main"

  body = {
    properties = {
      networkProfile    = { networkPlugin = "azure" }
      agentPoolProfiles = var.pools
    }
  }
}

resource "azapi_resource" "tight" {
  type      = "Microsoft.ContainerService/managedClusters@2024-05-01"
  name      = "tight"
  parent_id = "/subscriptions/0/resourceGroups/main"

  body = {
    properties = {
      networkProfile = { networkPlugin = "azure" }

      agentPoolProfiles = [{
        name                = "blocks"
        count               = 15
        maxPods             = 15
        vnetSubnetID        = azurerm_subnet.nodes.id
        podSubnetID         = azurerm_subnet.pods.id
        podIPAllocationMode = "StaticBlock"
        upgradeSettings     = { maxUnavailable = "1" }
      }]
    }
  }
}
