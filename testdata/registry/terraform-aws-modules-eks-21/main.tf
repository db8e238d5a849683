# terraform-aws-modules/eks/aws 21: renamed inputs, groups' own defaults, a control plane in subnets of its own.
# Expected node pools:
#   module.eks.module.eks_managed_node_group["large"].aws_eks_node_group.this[0]: desired 1, at most 40; m5.2xlarge; max pods 58
#   module.eks.module.eks_managed_node_group["plain"].aws_eks_node_group.this[0]: desired 1, at most 3; t3.medium; max pods 17
#   module.eks.module.self_managed_node_group["limited"].aws_autoscaling_group.this[0]: desired 1, at most 3; m5.large; max pods 20
#   module.eks.module.self_managed_node_group["mixed"].aws_autoscaling_group.this[0]: desired 1, at most 6; m5.large, m6i.large; max pods 29
# Expected addresses of each subnet, with every pool at its maximum and one pod a node / during a rolling update / full of pods
# (and 1 of the nodes' subnets for each pod on Fargate, of which nobody knows the number):
#   aws_subnet.control_plane[0] (11 usable): 1 to 3 / 1 to 3 / 1 to 3, fits
#   aws_subnet.control_plane[1] (11 usable): 1 to 3 / 1 to 3 / 1 to 3, fits
#   aws_subnet.nodes[0] (251 usable): 316 / 340 / 1,395, exhausted
#     module.eks.module.eks_managed_node_group["large"].aws_eks_node_group.this[0]: 20 nodes × 11 addresses
#     module.eks.module.eks_managed_node_group["plain"].aws_eks_node_group.this[0]: 2 nodes × 12 addresses
#     module.eks.module.self_managed_node_group["limited"].aws_autoscaling_group.this[0]: 3 nodes × 12 addresses
#     module.eks.module.self_managed_node_group["mixed"].aws_autoscaling_group.this[0]: 3 nodes × 12 addresses
#   aws_subnet.nodes[1] (251 usable): 280 / 304 / 1,326, exhausted
#     module.eks.module.eks_managed_node_group["large"].aws_eks_node_group.this[0]: 20 nodes × 11 addresses
#     module.eks.module.eks_managed_node_group["plain"].aws_eks_node_group.this[0]: 2 nodes × 12 addresses
#     module.eks.module.self_managed_node_group["mixed"].aws_autoscaling_group.this[0]: 3 nodes × 12 addresses

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index) # /24: 251 usable each
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

resource "aws_subnet" "control_plane" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 12, 4080 + count.index) # /28: 11 usable each
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
}

module "eks" {
  source  = "terraform-aws-modules/eks/aws"
  version = "~> 21.0"

  name               = "twenty-one" # cluster_name until 20
  kubernetes_version = "1.33"

  vpc_id                   = aws_vpc.main.id
  subnet_ids               = aws_subnet.nodes[*].id
  control_plane_subnet_ids = aws_subnet.control_plane[*].id

  addons = { # cluster_addons until 20
    vpc-cni = {
      before_compute       = true
      configuration_values = jsonencode({ env = { WARM_IP_TARGET = "2", MINIMUM_IP_TARGET = "10" } })
    }
    coredns = {}
  }

  eks_managed_node_groups = {
    plain = {}
    large = {
      instance_types = ["m5.2xlarge"]
      max_size       = 40
      update_config  = { max_unavailable = 4 }
    }
    off = { create = false }
  }

  self_managed_node_groups = {
    mixed = {
      max_size                   = 6
      use_mixed_instances_policy = true
      mixed_instances_policy = {
        launch_template = {
          override = [{ instance_type = "m5.large" }, { instance_type = "m6i.large" }]
        }
      }
    }
    limited = {
      instance_type = "m5.large"
      subnet_ids    = [aws_subnet.nodes[0].id]
      cloudinit_pre_nodeadm = [{
        content_type = "application/node.eks.aws"
        content      = <<-EOT
          apiVersion: node.eks.aws/v1alpha1
          kind: NodeConfig
          spec:
            kubelet:
              config:
                maxPods: 20
        EOT
      }]
    }
  }

  fargate_profiles = {
    web = { selectors = [{ namespace = "web" }] }
  }
}
