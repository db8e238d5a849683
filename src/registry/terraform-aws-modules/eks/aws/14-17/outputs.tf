output "cluster_id" {
  value = try(aws_eks_cluster.this[0].id, "")
}

output "cluster_arn" {
  value = try(aws_eks_cluster.this[0].arn, "")
}

output "cluster_certificate_authority_data" {
  value = try(aws_eks_cluster.this[0].certificate_authority[0].data, "")
}

output "cluster_endpoint" {
  value = local.cluster_endpoint
}

output "cluster_version" {
  value = try(aws_eks_cluster.this[0].version, "")
}

output "cluster_primary_security_group_id" {
  value = try(aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id, "")
}

output "cluster_oidc_issuer_url" {
  value = try(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, "")
}

output "workers_asg_arns" {
  value = concat(aws_autoscaling_group.workers[*].arn, aws_autoscaling_group.workers_launch_template[*].arn)
}

output "workers_asg_names" {
  value = concat(aws_autoscaling_group.workers[*].id, aws_autoscaling_group.workers_launch_template[*].id)
}

output "workers_launch_template_ids" {
  value = aws_launch_template.workers_launch_template[*].id
}

output "workers_launch_template_arns" {
  value = aws_launch_template.workers_launch_template[*].arn
}

output "workers_launch_template_latest_versions" {
  value = aws_launch_template.workers_launch_template[*].latest_version
}

output "fargate_profile_ids" {
  value = module.fargate.fargate_profile_ids
}

output "fargate_profile_arns" {
  value = module.fargate.fargate_profile_arns
}

output "node_groups" {
  value = module.node_groups.node_groups
}
