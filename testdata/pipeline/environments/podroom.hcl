# The same root, once per environment.
root "." {
  var_files = ["dev.tfvars"]
}

root "." {
  var_files = ["prod.tfvars"]
}
