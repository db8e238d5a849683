# User data that is packed: by `base64gzip()`, by `cloudinit_config` out of its parts, and as it stands in what is known.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 4, count.index)
  availability_zone = "eu-central-1${["a", "b"][count.index]}"
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids = aws_subnet.nodes[*].id
  }
}

data "cloudinit_config" "nodes" {
  gzip          = true
  base64_encode = true
  part {
    content_type = "text/x-shellscript"
    content      = "#!/bin/bash\nsysctl -w vm.max_map_count=262144\n"
  }
  part {
    content_type = "text/x-shellscript"
    content      = <<-EOT
      #!/bin/bash
      /etc/eks/bootstrap.sh ${aws_eks_cluster.main.name} --use-max-pods false \
        --apiserver-endpoint ${aws_eks_cluster.main.endpoint} --kubelet-extra-args '--max-pods=24'
    EOT
  }
}

resource "aws_launch_template" "nodes" {
  for_each = {
    function = base64gzip(<<-EOT
      #!/bin/bash
      /etc/eks/bootstrap.sh main --apiserver-endpoint ${aws_eks_cluster.main.endpoint} \
        --use-max-pods false --kubelet-extra-args '--max-pods=22'
    EOT
    )
    parts    = data.cloudinit_config.nodes.rendered
    known    = "H4sIAAAAAAACAz3KOwqAMAwA0N1TRBycYsDBzcMkGj+0WmlS6PF1cn28riU5bxK2oyH1hTQYSUpunvkZ7ICLzxsQiyleXPFJq8HG0fTDUESjOmr9NnLeDXr82zxOffMCSXwa6GEAAAA="
  }
  name          = each.key
  image_id      = "ami-0123456789abcdef0"
  instance_type = "m5.4xlarge"
  user_data     = each.value
}

resource "aws_eks_node_group" "nodes" {
  for_each      = toset(["function", "parts", "known"])
  cluster_name  = aws_eks_cluster.main.name
  node_role_arn = "arn:aws:iam::111122223333:role/node"
  subnet_ids    = aws_subnet.nodes[*].id
  launch_template {
    id      = aws_launch_template.nodes[each.key].id
    version = "1"
  }
  scaling_config {
    min_size     = 2
    desired_size = 2
    max_size     = 2
  }
}
