# cloudposse/label/null: case, limits and contexts that add up.
# aws_subnet.a[0]  10.60.0.0/24: 251 usable, Name "EgProdAppBlue"

module "base" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  namespace        = "eg"
  stage            = "prod"
  name             = "app"
  delimiter        = ""
  label_value_case = "title"
  tags             = { team = "net" }
}

module "blue" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = ["blue"]
  context    = module.base.context
}

resource "aws_subnet" "a" {
  count = module.blue.enabled ? 1 : 0

  vpc_id     = "vpc-1"
  cidr_block = "10.60.0.0/24"
  tags       = module.blue.tags
}

output "name" {
  value = module.blue.id
}
