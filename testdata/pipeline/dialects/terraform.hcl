dialect = "terraform"
