usage "aws_eks_fargate_profile.web" {
  addresses = 120
}

usage "aws_eks_fargate_profile.full" {
  addresses = 30
  reason    = "jobs, by their quota"
}
