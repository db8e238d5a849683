module "refused" {
  source = "acme/refused/aws"
  blocks = "10.0.0.0/24"
}

module "twice" {
  source = "github.com/acme/terraform-aws-refused?ref=main"
  blocks = ["10.0.0.0/24"]
  first  = 1
}

module "incomplete" {
  source = "acme/refused/aws"
}
