output "enabled" {
  value = local.input.enabled
}

output "id" {
  value = local.input.enabled ? local.id : ""
}

output "id_full" {
  value = local.input.enabled ? local.id_full : ""
}

output "namespace" {
  value = local.input.enabled ? local.parts.namespace : ""
}

output "tenant" {
  value = local.input.enabled ? local.parts.tenant : ""
}

output "environment" {
  value = local.input.enabled ? local.parts.environment : ""
}

output "stage" {
  value = local.input.enabled ? local.parts.stage : ""
}

output "name" {
  value = local.input.enabled ? local.parts.name : ""
}

output "delimiter" {
  value = local.input.enabled ? local.delimiter : ""
}

output "attributes" {
  value = local.input.enabled ? local.attributes : []
}

output "tags" {
  value = local.input.enabled ? local.tags : {}
}

output "additional_tag_map" {
  value = local.input.additional_tag_map
}

output "label_order" {
  value = local.label_order
}

output "regex_replace_chars" {
  value = local.regex_replace_chars
}

output "id_length_limit" {
  value = local.id_length_limit
}

output "tags_as_list_of_maps" {
  value = [for key in keys(local.tags) : merge({ key = key, value = local.tags[key] }, local.input.additional_tag_map)]
}

output "descriptors" {
  value = {
    for name, wanted in local.input.descriptor_formats :
    name => format(wanted.format, [for key in wanted.labels : local.elements[key]]...)
  }
}

output "normalized_context" {
  value = merge(local.input, local.parts, {
    delimiter           = local.delimiter
    attributes          = local.attributes
    tags                = local.tags
    label_order         = local.label_order
    regex_replace_chars = local.regex_replace_chars
    id_length_limit     = local.id_length_limit
    label_key_case      = local.label_key_case
    label_value_case    = local.label_value_case
    labels_as_tags      = contains(local.input.labels_as_tags, "default") ? toset(keys(local.taggable)) : toset(local.input.labels_as_tags)
  })
}

output "context" {
  value = local.input
}
