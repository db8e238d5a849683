# Azure/vnet/azurerm before 5: subnets are counted unless told otherwise, and have three defaults. Until 3.1.0 they are `subnet`, from 3.2.0
# on `subnet_count`; the same in Azure/network/azurerm from 4.2.0 on.
# module.old.azurerm_subnet.subnet[0]                   10.0.1.0/24
# module.before.azurerm_subnet.subnet[0..2]             10.0.1.0/24, 10.0.2.0/24, 10.0.3.0/24
# module.counted.azurerm_subnet.subnet_count[0..2]      10.0.1.0/24, 10.0.2.0/24, 10.0.3.0/24
# module.named.azurerm_subnet.subnet_for_each["a"]      10.8.1.0/24
# module.network_before.azurerm_subnet.subnet[0]        10.9.0.0/24
# module.network_counted.azurerm_subnet.subnet_count[0] 10.9.1.0/24

module "old" {
  source  = "Azure/vnet/azurerm"
  version = "~> 2.0"

  resource_group_name = "old"
  subnet_names        = ["one"]
}

module "before" {
  source  = "Azure/vnet/azurerm"
  version = "3.1.0"

  resource_group_name = "before"
  vnet_location       = "westeurope"
}

module "counted" {
  source  = "Azure/vnet/azurerm"
  version = "~> 3.1"

  resource_group_name = "counted"
  vnet_location       = "westeurope"
}

module "named" {
  source  = "Azure/vnet/azurerm"
  version = "~> 4.0"

  resource_group_name = "named"
  vnet_location       = "westeurope"
  vnet_name           = "named"
  use_for_each        = true
  address_space       = ["10.8.0.0/16"]
  subnet_names        = ["a"]
  subnet_prefixes     = ["10.8.1.0/24"]
}

module "network_before" {
  source  = "Azure/network/azurerm"
  version = "4.1.0"

  resource_group_name = "network"
  vnet_name           = "before"
  address_space       = "10.9.0.0/24"
  subnet_prefixes     = ["10.9.0.0/24"]
}

module "network_counted" {
  source  = "Azure/network/azurerm"
  version = "~> 4.1"

  resource_group_name = "network"
  vnet_name           = "counted"
  address_space       = "10.9.1.0/24"
  subnet_prefixes     = ["10.9.1.0/24"]
}
