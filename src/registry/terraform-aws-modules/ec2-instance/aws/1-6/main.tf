# An instance holds an address of its subnet. podroom counts nodes alone, so it reads nothing of `aws_instance`, here as
# in the module itself.
