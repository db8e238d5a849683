locals {
  pool_names = { for name in keys(merge(local.pools, local.windows_pools)) : name => name }
}
