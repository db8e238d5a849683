# The update variants make a new pool before they remove the old one, so its name is not the key.
resource "random_id" "name" {
  for_each    = merge(local.pools, local.windows_pools)
  byte_length = 2
  prefix      = "${each.key}-"
}

locals {
  pool_names = { for name, id in random_id.name : name => id.hex }
}
