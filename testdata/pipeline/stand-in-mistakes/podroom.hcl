stand_in "acme/refused/aws" {
  source = "./refused"
}

stand_in "github.com/acme/terraform-aws-refused" {
  source = "./refused"
}

stand_in "./modules/vpc" {
  source = "./refused"
}

stand_in "acme/a/aws" {
  source = "./nowhere"
}

stand_in "acme/c/aws" {
  source  = 7
  version = "~> 1.0"
}

stand_in "acme/d/aws" {}

stand_in "acme/e/aws" {
  source = "./empty"
}

stand_in {
  source = "./refused"
}
