assume {
  values = {
    "data.azurerm_subnet.nodes.address_prefixes" = ["10.9.0.0/24"]
  }
}
