rule "unknown-instance-type" {
  summary  = "An instance type is not in podroom's table, so its nodes were not counted"
  severity = "note"
  each     = "instance_type"

  condition = false # The type is what there is to say.

  error_message = "`${instance_type.address}` uses ${instance_type.name}, which is not in podroom's table: its nodes are undecided"

  label {
    at   = instance_type.name
    text = "interfaces and addresses per interface are not known"
  }
}
