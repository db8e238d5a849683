# The endpoints of major 2. The first inputs of this kind are in v2.0.0, the last in v2.78.0; v3.0.0 took them all away.

variable "enable_access_analyzer_endpoint" {
  type    = bool
  default = false
}

variable "access_analyzer_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "access_analyzer" {
  count = local.create_vpc && var.enable_access_analyzer_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "access-analyzer"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.access_analyzer_endpoint_subnet_ids) > 0 ? var.access_analyzer_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_acm_pca_endpoint" {
  type    = bool
  default = false
}

variable "acm_pca_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "acm_pca" {
  count = local.create_vpc && var.enable_acm_pca_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "acm-pca"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.acm_pca_endpoint_subnet_ids) > 0 ? var.acm_pca_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_apigw_endpoint" {
  type    = bool
  default = false
}

variable "apigw_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "apigw" {
  count = local.create_vpc && var.enable_apigw_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "apigw"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.apigw_endpoint_subnet_ids) > 0 ? var.apigw_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_appmesh_envoy_management_endpoint" {
  type    = bool
  default = false
}

variable "appmesh_envoy_management_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "appmesh_envoy_management" {
  count = local.create_vpc && var.enable_appmesh_envoy_management_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "appmesh-envoy-management"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.appmesh_envoy_management_endpoint_subnet_ids) > 0 ? var.appmesh_envoy_management_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_appstream_endpoint" {
  type    = bool
  default = false
}

variable "appstream_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "appstream" {
  count = local.create_vpc && var.enable_appstream_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "appstream"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.appstream_endpoint_subnet_ids) > 0 ? var.appstream_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_appstream_api_endpoint" {
  type    = bool
  default = false
}

variable "appstream_api_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "appstream_api" {
  count = local.create_vpc && var.enable_appstream_api_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "appstream-api"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.appstream_api_endpoint_subnet_ids) > 0 ? var.appstream_api_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_appstream_streaming_endpoint" {
  type    = bool
  default = false
}

variable "appstream_streaming_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "appstream_streaming" {
  count = local.create_vpc && var.enable_appstream_streaming_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "appstream-streaming"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.appstream_streaming_endpoint_subnet_ids) > 0 ? var.appstream_streaming_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_athena_endpoint" {
  type    = bool
  default = false
}

variable "athena_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "athena" {
  count = local.create_vpc && var.enable_athena_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "athena"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.athena_endpoint_subnet_ids) > 0 ? var.athena_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_auto_scaling_plans_endpoint" {
  type    = bool
  default = false
}

variable "auto_scaling_plans_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "auto_scaling_plans" {
  count = local.create_vpc && var.enable_auto_scaling_plans_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "auto-scaling-plans"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.auto_scaling_plans_endpoint_subnet_ids) > 0 ? var.auto_scaling_plans_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_cloud_directory_endpoint" {
  type    = bool
  default = false
}

variable "cloud_directory_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "cloud_directory" {
  count = local.create_vpc && var.enable_cloud_directory_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "cloud-directory"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.cloud_directory_endpoint_subnet_ids) > 0 ? var.cloud_directory_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_cloudformation_endpoint" {
  type    = bool
  default = false
}

variable "cloudformation_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "cloudformation" {
  count = local.create_vpc && var.enable_cloudformation_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "cloudformation"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.cloudformation_endpoint_subnet_ids) > 0 ? var.cloudformation_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_cloudtrail_endpoint" {
  type    = bool
  default = false
}

variable "cloudtrail_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "cloudtrail" {
  count = local.create_vpc && var.enable_cloudtrail_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "cloudtrail"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.cloudtrail_endpoint_subnet_ids) > 0 ? var.cloudtrail_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_codeartifact_api_endpoint" {
  type    = bool
  default = false
}

variable "codeartifact_api_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "codeartifact_api" {
  count = local.create_vpc && var.enable_codeartifact_api_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "codeartifact-api"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.codeartifact_api_endpoint_subnet_ids) > 0 ? var.codeartifact_api_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_codeartifact_repositories_endpoint" {
  type    = bool
  default = false
}

variable "codeartifact_repositories_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "codeartifact_repositories" {
  count = local.create_vpc && var.enable_codeartifact_repositories_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "codeartifact-repositories"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.codeartifact_repositories_endpoint_subnet_ids) > 0 ? var.codeartifact_repositories_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_codebuild_endpoint" {
  type    = bool
  default = false
}

variable "codebuild_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "codebuild" {
  count = local.create_vpc && var.enable_codebuild_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "codebuild"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.codebuild_endpoint_subnet_ids) > 0 ? var.codebuild_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_codecommit_endpoint" {
  type    = bool
  default = false
}

variable "codecommit_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "codecommit" {
  count = local.create_vpc && var.enable_codecommit_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "codecommit"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.codecommit_endpoint_subnet_ids) > 0 ? var.codecommit_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_codedeploy_endpoint" {
  type    = bool
  default = false
}

variable "codedeploy_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "codedeploy" {
  count = local.create_vpc && var.enable_codedeploy_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "codedeploy"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.codedeploy_endpoint_subnet_ids) > 0 ? var.codedeploy_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_codedeploy_commands_secure_endpoint" {
  type    = bool
  default = false
}

variable "codedeploy_commands_secure_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "codedeploy_commands_secure" {
  count = local.create_vpc && var.enable_codedeploy_commands_secure_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "codedeploy-commands-secure"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.codedeploy_commands_secure_endpoint_subnet_ids) > 0 ? var.codedeploy_commands_secure_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_codepipeline_endpoint" {
  type    = bool
  default = false
}

variable "codepipeline_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "codepipeline" {
  count = local.create_vpc && var.enable_codepipeline_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "codepipeline"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.codepipeline_endpoint_subnet_ids) > 0 ? var.codepipeline_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_config_endpoint" {
  type    = bool
  default = false
}

variable "config_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "config" {
  count = local.create_vpc && var.enable_config_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "config"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.config_endpoint_subnet_ids) > 0 ? var.config_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_datasync_endpoint" {
  type    = bool
  default = false
}

variable "datasync_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "datasync" {
  count = local.create_vpc && var.enable_datasync_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "datasync"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.datasync_endpoint_subnet_ids) > 0 ? var.datasync_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_dms_endpoint" {
  type    = bool
  default = false
}

variable "dms_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "dms" {
  count = local.create_vpc && var.enable_dms_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "dms"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.dms_endpoint_subnet_ids) > 0 ? var.dms_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_dynamodb_endpoint" {
  type    = bool
  default = false
}

# v2.69.0: these two could be of the type that takes addresses; v2.74.0: in subnets of choice.
variable "dynamodb_endpoint_type" {
  type    = string
  default = "Gateway"
}

variable "dynamodb_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "dynamodb" {
  count = local.create_vpc && var.enable_dynamodb_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "dynamodb"
  vpc_endpoint_type = var.dynamodb_endpoint_type
  subnet_ids        = var.dynamodb_endpoint_type != "Interface" ? null : length(var.dynamodb_endpoint_subnet_ids) > 0 ? var.dynamodb_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_ebs_endpoint" {
  type    = bool
  default = false
}

variable "ebs_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "ebs" {
  count = local.create_vpc && var.enable_ebs_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "ebs"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.ebs_endpoint_subnet_ids) > 0 ? var.ebs_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_ec2_endpoint" {
  type    = bool
  default = false
}

variable "ec2_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "ec2" {
  count = local.create_vpc && var.enable_ec2_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "ec2"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.ec2_endpoint_subnet_ids) > 0 ? var.ec2_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_ec2_autoscaling_endpoint" {
  type    = bool
  default = false
}

variable "ec2_autoscaling_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "ec2_autoscaling" {
  count = local.create_vpc && var.enable_ec2_autoscaling_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "ec2-autoscaling"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.ec2_autoscaling_endpoint_subnet_ids) > 0 ? var.ec2_autoscaling_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_ec2messages_endpoint" {
  type    = bool
  default = false
}

variable "ec2messages_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "ec2messages" {
  count = local.create_vpc && var.enable_ec2messages_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "ec2messages"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.ec2messages_endpoint_subnet_ids) > 0 ? var.ec2messages_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_ecr_api_endpoint" {
  type    = bool
  default = false
}

variable "ecr_api_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "ecr_api" {
  count = local.create_vpc && var.enable_ecr_api_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "ecr-api"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.ecr_api_endpoint_subnet_ids) > 0 ? var.ecr_api_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_ecr_dkr_endpoint" {
  type    = bool
  default = false
}

variable "ecr_dkr_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "ecr_dkr" {
  count = local.create_vpc && var.enable_ecr_dkr_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "ecr-dkr"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.ecr_dkr_endpoint_subnet_ids) > 0 ? var.ecr_dkr_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_ecs_endpoint" {
  type    = bool
  default = false
}

variable "ecs_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "ecs" {
  count = local.create_vpc && var.enable_ecs_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "ecs"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.ecs_endpoint_subnet_ids) > 0 ? var.ecs_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_ecs_agent_endpoint" {
  type    = bool
  default = false
}

variable "ecs_agent_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "ecs_agent" {
  count = local.create_vpc && var.enable_ecs_agent_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "ecs-agent"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.ecs_agent_endpoint_subnet_ids) > 0 ? var.ecs_agent_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_ecs_telemetry_endpoint" {
  type    = bool
  default = false
}

variable "ecs_telemetry_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "ecs_telemetry" {
  count = local.create_vpc && var.enable_ecs_telemetry_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "ecs-telemetry"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.ecs_telemetry_endpoint_subnet_ids) > 0 ? var.ecs_telemetry_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_efs_endpoint" {
  type    = bool
  default = false
}

variable "efs_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "efs" {
  count = local.create_vpc && var.enable_efs_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "efs"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.efs_endpoint_subnet_ids) > 0 ? var.efs_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_elastic_inference_runtime_endpoint" {
  type    = bool
  default = false
}

variable "elastic_inference_runtime_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "elastic_inference_runtime" {
  count = local.create_vpc && var.enable_elastic_inference_runtime_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "elastic-inference-runtime"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.elastic_inference_runtime_endpoint_subnet_ids) > 0 ? var.elastic_inference_runtime_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_elasticbeanstalk_endpoint" {
  type    = bool
  default = false
}

variable "elasticbeanstalk_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "elasticbeanstalk" {
  count = local.create_vpc && var.enable_elasticbeanstalk_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "elasticbeanstalk"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.elasticbeanstalk_endpoint_subnet_ids) > 0 ? var.elasticbeanstalk_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_elasticbeanstalk_health_endpoint" {
  type    = bool
  default = false
}

variable "elasticbeanstalk_health_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "elasticbeanstalk_health" {
  count = local.create_vpc && var.enable_elasticbeanstalk_health_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "elasticbeanstalk-health"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.elasticbeanstalk_health_endpoint_subnet_ids) > 0 ? var.elasticbeanstalk_health_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_elasticloadbalancing_endpoint" {
  type    = bool
  default = false
}

variable "elasticloadbalancing_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "elasticloadbalancing" {
  count = local.create_vpc && var.enable_elasticloadbalancing_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "elasticloadbalancing"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.elasticloadbalancing_endpoint_subnet_ids) > 0 ? var.elasticloadbalancing_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_emr_endpoint" {
  type    = bool
  default = false
}

variable "emr_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "emr" {
  count = local.create_vpc && var.enable_emr_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "emr"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.emr_endpoint_subnet_ids) > 0 ? var.emr_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_events_endpoint" {
  type    = bool
  default = false
}

variable "events_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "events" {
  count = local.create_vpc && var.enable_events_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "events"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.events_endpoint_subnet_ids) > 0 ? var.events_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_git_codecommit_endpoint" {
  type    = bool
  default = false
}

variable "git_codecommit_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "git_codecommit" {
  count = local.create_vpc && var.enable_git_codecommit_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "git-codecommit"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.git_codecommit_endpoint_subnet_ids) > 0 ? var.git_codecommit_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_glue_endpoint" {
  type    = bool
  default = false
}

variable "glue_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "glue" {
  count = local.create_vpc && var.enable_glue_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "glue"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.glue_endpoint_subnet_ids) > 0 ? var.glue_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_kinesis_firehose_endpoint" {
  type    = bool
  default = false
}

variable "kinesis_firehose_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "kinesis_firehose" {
  count = local.create_vpc && var.enable_kinesis_firehose_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "kinesis-firehose"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.kinesis_firehose_endpoint_subnet_ids) > 0 ? var.kinesis_firehose_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_kinesis_streams_endpoint" {
  type    = bool
  default = false
}

variable "kinesis_streams_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "kinesis_streams" {
  count = local.create_vpc && var.enable_kinesis_streams_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "kinesis-streams"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.kinesis_streams_endpoint_subnet_ids) > 0 ? var.kinesis_streams_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_kms_endpoint" {
  type    = bool
  default = false
}

variable "kms_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "kms" {
  count = local.create_vpc && var.enable_kms_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "kms"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.kms_endpoint_subnet_ids) > 0 ? var.kms_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_lambda_endpoint" {
  type    = bool
  default = false
}

variable "lambda_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "lambda" {
  count = local.create_vpc && var.enable_lambda_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "lambda"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.lambda_endpoint_subnet_ids) > 0 ? var.lambda_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_logs_endpoint" {
  type    = bool
  default = false
}

variable "logs_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "logs" {
  count = local.create_vpc && var.enable_logs_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "logs"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.logs_endpoint_subnet_ids) > 0 ? var.logs_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_monitoring_endpoint" {
  type    = bool
  default = false
}

variable "monitoring_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "monitoring" {
  count = local.create_vpc && var.enable_monitoring_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "monitoring"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.monitoring_endpoint_subnet_ids) > 0 ? var.monitoring_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_qldb_session_endpoint" {
  type    = bool
  default = false
}

variable "qldb_session_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "qldb_session" {
  count = local.create_vpc && var.enable_qldb_session_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "qldb-session"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.qldb_session_endpoint_subnet_ids) > 0 ? var.qldb_session_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_rds_endpoint" {
  type    = bool
  default = false
}

variable "rds_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "rds" {
  count = local.create_vpc && var.enable_rds_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "rds"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.rds_endpoint_subnet_ids) > 0 ? var.rds_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_rekognition_endpoint" {
  type    = bool
  default = false
}

variable "rekognition_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "rekognition" {
  count = local.create_vpc && var.enable_rekognition_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "rekognition"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.rekognition_endpoint_subnet_ids) > 0 ? var.rekognition_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_s3_endpoint" {
  type    = bool
  default = false
}

# v2.69.0: these two could be of the type that takes addresses; v2.74.0: in subnets of choice.
variable "s3_endpoint_type" {
  type    = string
  default = "Gateway"
}

variable "s3_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "s3" {
  count = local.create_vpc && var.enable_s3_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "s3"
  vpc_endpoint_type = var.s3_endpoint_type
  subnet_ids        = var.s3_endpoint_type != "Interface" ? null : length(var.s3_endpoint_subnet_ids) > 0 ? var.s3_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_sagemaker_api_endpoint" {
  type    = bool
  default = false
}

variable "sagemaker_api_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "sagemaker_api" {
  count = local.create_vpc && var.enable_sagemaker_api_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "sagemaker-api"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.sagemaker_api_endpoint_subnet_ids) > 0 ? var.sagemaker_api_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_sagemaker_notebook_endpoint" {
  type    = bool
  default = false
}

variable "sagemaker_notebook_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "sagemaker_notebook" {
  count = local.create_vpc && var.enable_sagemaker_notebook_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "sagemaker-notebook"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.sagemaker_notebook_endpoint_subnet_ids) > 0 ? var.sagemaker_notebook_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_sagemaker_runtime_endpoint" {
  type    = bool
  default = false
}

variable "sagemaker_runtime_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "sagemaker_runtime" {
  count = local.create_vpc && var.enable_sagemaker_runtime_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "sagemaker-runtime"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.sagemaker_runtime_endpoint_subnet_ids) > 0 ? var.sagemaker_runtime_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_secretsmanager_endpoint" {
  type    = bool
  default = false
}

variable "secretsmanager_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "secretsmanager" {
  count = local.create_vpc && var.enable_secretsmanager_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "secretsmanager"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.secretsmanager_endpoint_subnet_ids) > 0 ? var.secretsmanager_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_servicecatalog_endpoint" {
  type    = bool
  default = false
}

variable "servicecatalog_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "servicecatalog" {
  count = local.create_vpc && var.enable_servicecatalog_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "servicecatalog"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.servicecatalog_endpoint_subnet_ids) > 0 ? var.servicecatalog_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_ses_endpoint" {
  type    = bool
  default = false
}

variable "ses_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "ses" {
  count = local.create_vpc && var.enable_ses_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "ses"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.ses_endpoint_subnet_ids) > 0 ? var.ses_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_sms_endpoint" {
  type    = bool
  default = false
}

variable "sms_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "sms" {
  count = local.create_vpc && var.enable_sms_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "sms"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.sms_endpoint_subnet_ids) > 0 ? var.sms_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_sns_endpoint" {
  type    = bool
  default = false
}

variable "sns_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "sns" {
  count = local.create_vpc && var.enable_sns_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "sns"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.sns_endpoint_subnet_ids) > 0 ? var.sns_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_sqs_endpoint" {
  type    = bool
  default = false
}

variable "sqs_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "sqs" {
  count = local.create_vpc && var.enable_sqs_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "sqs"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.sqs_endpoint_subnet_ids) > 0 ? var.sqs_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_ssm_endpoint" {
  type    = bool
  default = false
}

variable "ssm_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "ssm" {
  count = local.create_vpc && var.enable_ssm_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "ssm"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.ssm_endpoint_subnet_ids) > 0 ? var.ssm_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_ssmmessages_endpoint" {
  type    = bool
  default = false
}

variable "ssmmessages_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "ssmmessages" {
  count = local.create_vpc && var.enable_ssmmessages_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "ssmmessages"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.ssmmessages_endpoint_subnet_ids) > 0 ? var.ssmmessages_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_states_endpoint" {
  type    = bool
  default = false
}

variable "states_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "states" {
  count = local.create_vpc && var.enable_states_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "states"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.states_endpoint_subnet_ids) > 0 ? var.states_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_storagegateway_endpoint" {
  type    = bool
  default = false
}

variable "storagegateway_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "storagegateway" {
  count = local.create_vpc && var.enable_storagegateway_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "storagegateway"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.storagegateway_endpoint_subnet_ids) > 0 ? var.storagegateway_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_sts_endpoint" {
  type    = bool
  default = false
}

variable "sts_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "sts" {
  count = local.create_vpc && var.enable_sts_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "sts"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.sts_endpoint_subnet_ids) > 0 ? var.sts_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_textract_endpoint" {
  type    = bool
  default = false
}

variable "textract_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "textract" {
  count = local.create_vpc && var.enable_textract_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "textract"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.textract_endpoint_subnet_ids) > 0 ? var.textract_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_transfer_endpoint" {
  type    = bool
  default = false
}

variable "transfer_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "transfer" {
  count = local.create_vpc && var.enable_transfer_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "transfer"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.transfer_endpoint_subnet_ids) > 0 ? var.transfer_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_transferserver_endpoint" {
  type    = bool
  default = false
}

variable "transferserver_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "transferserver" {
  count = local.create_vpc && var.enable_transferserver_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "transferserver"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.transferserver_endpoint_subnet_ids) > 0 ? var.transferserver_endpoint_subnet_ids : aws_subnet.private[*].id
}

variable "enable_workspaces_endpoint" {
  type    = bool
  default = false
}

variable "workspaces_endpoint_subnet_ids" {
  type    = list(string)
  default = []
}

resource "aws_vpc_endpoint" "workspaces" {
  count = local.create_vpc && var.enable_workspaces_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "workspaces"
  vpc_endpoint_type = "Interface"
  subnet_ids        = length(var.workspaces_endpoint_subnet_ids) > 0 ? var.workspaces_endpoint_subnet_ids : aws_subnet.private[*].id
}
