# Neither is surely made: a block that no cloud takes is a warning.
variable "more" {
  type = bool
}

resource "google_compute_subnetwork" "more" {
  count         = var.more ? 1 : 0
  name          = "more"
  region        = "europe-west4"
  network       = "main"
  ip_cidr_range = ""
}

resource "aws_subnet" "more" {
  count      = var.more ? 1 : 0
  vpc_id     = "vpc-1"
  cidr_block = "10.0.0.0/30"
}
