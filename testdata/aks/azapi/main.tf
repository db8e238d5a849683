# The body of a request to Azure: two node pools in the cluster, one with blocks of 16 for its pods, and one of its own.
# 4 + 6 + 3 nodes in the first subnet, of which the last takes 31 addresses each: 4 + 6 + 93 of 59.

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
  address_prefixes     = ["10.1.0.0/26"]
}

resource "azurerm_subnet" "pods" {
  name                 = "pods"
  resource_group_name  = "main"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.1.0/24"]
}

resource "azapi_resource" "cluster" {
  type      = "Microsoft.ContainerService/managedClusters@2024-05-01"
  name      = "main"
  location  = "westeurope"
  parent_id = "/subscriptions/0/resourceGroups/main"

  body = {
    properties = {
      dnsPrefix = "main"

      networkProfile = {
        networkPlugin = "azure"
        serviceCidr   = "10.1.1.0/26"
      }

      agentPoolProfiles = [
        {
          name         = "system"
          mode         = "System"
          count        = 4
          vmSize       = "Standard_D4s_v5"
          maxPods      = 30
          vnetSubnetID = azurerm_subnet.nodes.id
          podSubnetID  = azurerm_subnet.pods.id
        },
        {
          # Three blocks each, 48 addresses: 288 of 251.
          name                = "blocks"
          mode                = "User"
          enableAutoScaling   = true
          minCount            = 1
          maxCount            = 6
          vmSize              = "Standard_D4s_v5"
          maxPods             = 32
          vnetSubnetId        = azurerm_subnet.nodes.id
          podSubnetId         = azurerm_subnet.pods.id
          podIPAllocationMode = "StaticBlock"
        },
      ]
    }
  }
}

resource "azapi_resource" "pool" {
  type      = "Microsoft.ContainerService/managedClusters/agentPools@2024-05-01"
  name      = "more"
  parent_id = azapi_resource.cluster.id

  body = {
    properties = {
      count        = 3
      maxPods      = 30
      vnetSubnetID = azurerm_subnet.nodes.id

      upgradeSettings = {
        maxSurge = "33%"
      }
    }
  }
}

resource "azapi_resource" "other" {
  type      = "Microsoft.Network/privateDnsZones@2024-06-01"
  name      = "example.com"
  parent_id = "/subscriptions/0/resourceGroups/main"
  body      = { properties = { count = 4000 } }
}
