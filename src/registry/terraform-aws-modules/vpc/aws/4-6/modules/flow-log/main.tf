# Stand-in for terraform-aws-modules/vpc/aws//modules/flow-log (from v6.6.0): flow logs hold no range and take no address.
