variable "resource_group_name" {
  type = string
}

variable "vnet_name" {
  type    = string
  default = "acctvnet"
}

variable "address_space" {
  type    = string
  default = "10.0.0.0/16"
}

variable "address_spaces" {
  type    = list(string)
  default = []
}

variable "subnet_names" {
  type    = list(string)
  default = ["subnet1"]
}

variable "subnet_prefixes" {
  type    = list(string)
  default = ["10.0.1.0/24"]
}

resource "azurerm_virtual_network" "vnet" {
  name                = var.vnet_name
  resource_group_name = var.resource_group_name
  address_space       = length(var.address_spaces) == 0 ? [var.address_space] : var.address_spaces
}

output "vnet_address_space" {
  value = azurerm_virtual_network.vnet.address_space
}

output "vnet_id" {
  value = azurerm_virtual_network.vnet.id
}

output "vnet_name" {
  value = azurerm_virtual_network.vnet.name
}
