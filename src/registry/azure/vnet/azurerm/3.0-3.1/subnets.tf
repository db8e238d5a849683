resource "azurerm_subnet" "subnet" {
  count = length(var.subnet_names)

  name                 = var.subnet_names[count.index]
  resource_group_name  = var.resource_group_name
  virtual_network_name = azurerm_virtual_network.vnet.name
  address_prefixes     = [var.subnet_prefixes[count.index]]
}

output "vnet_subnets" {
  value = azurerm_subnet.subnet[*].id
}

output "vnet_subnets_name_id" {
  value = { for s in azurerm_subnet.subnet : s.name => s.id }
}
