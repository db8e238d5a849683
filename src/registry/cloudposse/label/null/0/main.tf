# Stand-in for cloudposse/label/null: no resources, only names and tags. Subnets are found by these tags, and `enabled` switches whole
# modules off. The inputs have been these since 0.19.0 (`context` as an object of nulls); 0.23.0 added letter case, 0.25.0 `tenant`,
# `labels_as_tags` and `descriptor_formats`.

locals {
  # What a call says itself comes before its context, but for tags and attributes, which add up.
  own = {
    enabled             = var.enabled
    namespace           = var.namespace
    tenant              = var.tenant
    environment         = var.environment
    stage               = var.stage
    name                = var.name
    delimiter           = var.delimiter
    label_order         = var.label_order
    regex_replace_chars = var.regex_replace_chars
    id_length_limit     = var.id_length_limit
    label_key_case      = var.label_key_case
    label_value_case    = var.label_value_case
  }

  input = merge(
    { for key, value in local.own : key => value != null ? value : try(var.context[key], null) },
    {
      attributes         = compact(distinct(concat(coalesce(try(var.context.attributes, null), []), coalesce(var.attributes, []))))
      tags               = merge(try(var.context.tags, {}), var.tags)
      additional_tag_map = merge(try(var.context.additional_tag_map, {}), var.additional_tag_map)
      descriptor_formats = merge(try(var.context.descriptor_formats, {}), var.descriptor_formats)
      # Alone among the inputs, the outermost context decides it: ["unset"] there means that nothing did so far.
      labels_as_tags = try(contains(var.context.labels_as_tags, "unset"), true) ? var.labels_as_tags : var.context.labels_as_tags
    },
  )

  delimiter           = local.input.delimiter != null ? local.input.delimiter : "-"
  regex_replace_chars = try(coalesce(local.input.regex_replace_chars), "/[^-a-zA-Z0-9]/")
  id_length_limit     = local.input.id_length_limit != null ? local.input.id_length_limit : 0
  label_key_case      = local.input.label_key_case != null ? local.input.label_key_case : "title"
  label_value_case    = local.input.label_value_case != null ? local.input.label_value_case : "lower"
  label_order         = try(coalescelist(local.input.label_order), ["namespace", "environment", "stage", "name", "attributes"])

  parts = {
    for key in ["namespace", "tenant", "environment", "stage", "name"] : key => {
      none  = try(replace(local.input[key], local.regex_replace_chars, ""), "")
      lower = try(lower(replace(local.input[key], local.regex_replace_chars, "")), "")
      upper = try(upper(replace(local.input[key], local.regex_replace_chars, "")), "")
      title = try(title(lower(replace(local.input[key], local.regex_replace_chars, ""))), "")
    }[local.label_value_case]
  }

  attributes = compact(distinct([
    for attribute in local.input.attributes : {
      none  = replace(attribute, local.regex_replace_chars, "")
      lower = lower(replace(attribute, local.regex_replace_chars, ""))
      upper = upper(replace(attribute, local.regex_replace_chars, ""))
      title = title(lower(replace(attribute, local.regex_replace_chars, "")))
    }[local.label_value_case]
  ]))

  elements = merge(local.parts, { attributes = join(local.delimiter, local.attributes) })
  id_full  = join(local.delimiter, [for key in local.label_order : local.elements[key] if local.elements[key] != ""])

  # A name that is too long is cut and ends in a piece of its hash.
  hash = replace(
    {
      none  = "${md5(local.id_full)}qrstuvwxyz"
      lower = "${md5(local.id_full)}qrstuvwxyz"
      upper = upper("${md5(local.id_full)}qrstuvwxyz")
      title = title("${md5(local.id_full)}qrstuvwxyz")
    }[local.label_value_case],
    local.regex_replace_chars, "",
  )
  kept = local.id_length_limit - 5 - length(local.delimiter)
  cut  = local.kept > 0 ? "${trimsuffix(substr(local.id_full, 0, max(local.kept, 0)), local.delimiter)}${local.delimiter}" : ""
  id = (
    local.id_length_limit == 0 || length(local.id_full) <= local.id_length_limit
    ? local.id_full
    : substr("${local.cut}${local.hash}", 0, local.id_length_limit)
  )

  # The tag `Name` holds the whole id, not the label `name`.
  taggable = merge(local.elements, { name = local.id })
  tagged = [
    for key in(contains(local.input.labels_as_tags, "default") ? keys(local.taggable) : tolist(local.input.labels_as_tags)) :
    key if try(local.taggable[key], "") != ""
  ]
  tags = merge(
    { for key in local.tagged : { lower = lower(key), upper = upper(key), title = title(lower(key)) }[local.label_key_case] => local.taggable[key] },
    local.input.tags,
  )
}
