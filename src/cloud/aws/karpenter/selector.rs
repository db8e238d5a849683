//! The subnets that a NodeClass selects, by id and by tags.
//!
//! Terms are alternatives; all tags of one must match, and `*` and `?` stand for any text and any character, as in every
//! filter of EC2. The subnets of this configuration that match are taken as all there are where their VPC is made here as
//! well: subnets of another VPC with the same tag would be a mistake of its own. In a VPC that is made elsewhere there may be
//! others. Source: Karpenter documentation, NodeClasses, `spec.subnetSelectorTerms`;
//! aws/karpenter-provider-aws, `pkg/providers/subnet/subnet.go` (`getFilterSets`, and `getFilters` of the older API); Amazon
//! EC2 API, `DescribeSubnets`; read 2026-11-26.

use super::super::given::{Why, given};
use super::super::lookups::is_like;
use super::super::manifests::part;
use super::super::subnets::{self, Draw, Subnet};
use super::requirements::Requirement;
use crate::eval::value::Value;
use crate::model::Bounds;
use crate::resource::{self, Resource};
use std::collections::BTreeMap;

/// What is asked of a subnet: all of it.
struct Term {
    /// Its id is one of these.
    ids: Option<Vec<Value>>,
    /// Each tag has one of the values.
    tags: Vec<(String, Vec<Value>)>,
}

/// The subnets of a NodeClass that lie in zones which the requirements allow.
pub(super) fn draw(
    class: &Resource,
    object: &Value,
    requirements: &[Requirement],
    resources: &[Resource],
    subnets: &[Subnet],
) -> Draw {
    let terms = match terms(object, class) {
        Ok(terms) => terms,
        Err(why) => return Draw { open: Some(why), ..Draw::default() },
    };
    let mut draw = Draw::default();
    let select = Select { class, resources, subnets };
    terms.iter().for_each(|term| select.add(term, &mut draw));
    let by_tags = terms.iter().any(|term| term.ids.is_none());
    let mut drawn = draw.subnets.iter().filter_map(|(index, _)| subnets.get(*index));
    if let Some(foreign) = drawn.find(|subnet| by_tags && !subnet.is_of_own_network()) {
        let because = format!(
            "the VPC of `{}` is not made in this configuration, and other subnets in it may have the tags that its NodeClass selects",
            foreign.address
        );
        draw.open(Why::new(
            because,
            "`id` in place of `tags`, or the configuration that makes the VPC, scanned in the same run",
            class.span,
        ));
    }
    let allowed = |subnet: &Subnet| {
        let name = subnet.zone.name();
        name.is_none_or(|name| requirements.iter().filter_map(Requirement::zones).all(|zones| zones.contains(&name)))
    };
    draw.subnets.retain(|(index, _)| subnets.get(*index).is_some_and(allowed));
    if draw.subnets.is_empty() && draw.open.is_none() {
        let because = "no subnet of this configuration is as its NodeClass selects them";
        draw.open(Why::new(because, "the configuration that makes them, scanned in the same run", class.span));
    }
    draw
}

/// The terms of a NodeClass, or the one selector of the older API: of an AWSNodeTemplate, or in a Provisioner itself.
fn terms(object: &Value, class: &Resource) -> Result<Vec<Term>, Why> {
    let older = [&["spec", "subnetSelector"][..], &["spec", "provider", "subnetSelector"]];
    if let Some(selector) = older.iter().find_map(|path| part(object, path)) {
        return Ok(vec![older_term(&selector)?]);
    }
    let listed = part(object, &["spec", "subnetSelectorTerms"]);
    let Some(terms) = listed.as_ref().and_then(Value::as_sequence) else {
        return Err(listed.map_or_else(
            || Why::new("its NodeClass has no `subnetSelectorTerms`", "`subnetSelectorTerms`", class.span),
            |terms| Why::of(&terms),
        ));
    };
    let term = |term: &Value| match (part(term, &["id"]), part(term, &["tags"])) {
        (Some(id), _) => Some(Ok(Term { ids: Some(vec![id]), tags: Vec::new() })),
        (None, Some(tags)) => Some(match tags.as_entries() {
            Some(tags) => {
                let tags = tags.iter().map(|(key, value)| (key.to_string(), vec![value.clone()])).collect();
                Ok(Term { ids: None, tags })
            }
            None => Err(Why::of(&tags)),
        }),
        (None, None) => None,
    };
    terms.iter().filter_map(term).collect()
}

/// The key under which the older API lists ids.
const IDS: &str = "aws-ids";

/// Ids and the values of a tag stand in one text, with commas between them.
fn older_term(selector: &Value) -> Result<Term, Why> {
    let entries = selector.as_entries().ok_or_else(|| Why::of(selector))?;
    let mut term = Term { ids: None, tags: Vec::new() };
    for (key, value) in entries {
        let values = listed(value);
        match &**key {
            IDS => term.ids = Some(values),
            key => term.tags.push((key.to_owned(), values)),
        }
    }
    Ok(term)
}

/// The values in a text, also where some are not known; as one that is not known where their borders are not.
fn listed(value: &Value) -> Vec<Value> {
    let known = |text: &str| Value { span: value.span, ..Value::string(text.trim()) };
    if let Some(text) = value.as_str() {
        return text.split(',').map(known).collect();
    }
    let parts = value.as_unknown().and_then(|unknown| unknown.facts.parts.clone());
    let mut found = Vec::new();
    // What stands between two commas.
    let mut between: Vec<Value> = Vec::new();
    for part in parts.iter().flat_map(|parts| parts.iter()) {
        let Some(text) = part.as_str() else {
            between.push(part.clone());
            continue;
        };
        for (n, piece) in text.split(',').enumerate() {
            if n > 0 {
                found.push(std::mem::take(&mut between));
            }
            if !piece.trim().is_empty() {
                between.push(known(piece));
            }
        }
    }
    found.push(between);
    let one = |values: Vec<Value>| <[Value; 1]>::try_from(values).ok().map(|[one]| one);
    found.into_iter().map(one).collect::<Option<Vec<_>>>().unwrap_or_else(|| vec![value.clone()])
}

/// What subnets are selected from.
struct Select<'a> {
    class: &'a Resource,
    resources: &'a [Resource],
    subnets: &'a [Subnet],
}

impl Select<'_> {
    fn add(&self, term: &Term, draw: &mut Draw) {
        let named = term.ids.clone().map(|ids| subnets::named(&Value::tuple(ids), &self.class.address, self.subnets));
        let made: BTreeMap<String, &Resource> =
            self.resources.iter().filter(|r| r.is("aws_subnet")).map(|r| (r.address.to_string(), r)).collect();
        for (index, subnet) in self.subnets.iter().enumerate() {
            let copies = match &named {
                None => subnet.copies,
                Some(named) => match named.subnets.iter().find(|(found, _)| *found == index) {
                    Some((_, copies)) => *copies,
                    None => continue,
                },
            };
            let found = match made.get(&subnet.address.to_string()) {
                _ if term.tags.is_empty() => named.as_ref().map(|_| Some(true)),
                Some(resource) => term.tags.iter().map(|(key, wanted)| self.has(resource, key, wanted)).reduce(all),
                None => named.as_ref().map(|_| None),
            };
            match found {
                Some(Some(true)) => draw.add(index, copies),
                None | Some(Some(false)) => {}
                Some(None) => {
                    draw.add(index, Bounds { at_least: 0, ..copies });
                    draw.open(Why::new(
                        format!("whether `{}` has the tags that its NodeClass selects is not known", subnet.address),
                        "a plan",
                        made.get(&subnet.address.to_string()).and_then(|r| r.get("tags").span.or(r.span)),
                    ));
                }
            }
        }
        named.and_then(|named| named.open).into_iter().for_each(|why| draw.open(why));
    }

    /// Whether a subnet has a tag with one of the values, in its own block or by a resource for tags alone; nothing if
    /// that is not known.
    fn has(&self, subnet: &Resource, key: &str, wanted: &[Value]) -> Option<bool> {
        let one_of = |value: &Value| wanted.iter().map(|wanted| is(value, wanted)).reduce(any).unwrap_or(Some(false));
        let own = match given(subnet.get("tags"), &subnet.address) {
            None => Some(false),
            Some(tags) => match tags.as_entries() {
                None => None,
                Some(tags) => tags.get(key).map_or(Some(false), one_of),
            },
        };
        let beside = self.resources.iter().filter(|r| r.is("aws_ec2_tag") && r.get("key").as_str() == Some(key));
        let beside = beside.filter(|tag| resource::address_of(tag.get("resource_id")) == Some(&subnet.address));
        beside.map(|tag| one_of(tag.get("value"))).fold(own, any)
    }
}

/// Of what must all hold; one that surely does not is enough to know.
fn all(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Of what one must hold.
fn any(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Whether a tag is as the filter says; nothing if that is not known.
fn is(value: &Value, wanted: &Value) -> Option<bool> {
    match (value.as_str(), wanted.as_str()) {
        (_, Some("*")) => Some(true),
        (Some(value), Some(wanted)) => Some(is_like(value, wanted)),
        _ => same(value, wanted),
    }
}

/// Whether two names are one; nothing if that is not known.
pub(super) fn same(a: &Value, b: &Value) -> Option<bool> {
    match (a.as_str(), b.as_str()) {
        (Some(a), Some(b)) => Some(a == b),
        _ if a.via.is_some() && a.via == b.via => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{computed, not_computed, own};
    use super::*;
    use crate::eval::value::{Facts, Origin, Type};

    #[test]
    fn values_between_commas() {
        let shown = |value: &Value| -> Vec<String> {
            let one = |value: &Value| match (value.as_str(), &value.via) {
                (Some(text), _) => text.to_owned(),
                (None, Some(via)) => via.to_string(),
                (None, None) => "?".to_owned(),
            };
            listed(value).iter().map(one).collect()
        };
        let in_parts = |parts: Vec<Value>| {
            let facts = Facts { parts: Some(parts.into()), ..Facts::default() };
            Value::unknown_with(Type::String, vec![Origin::NotComputed("?".into(), None)], facts)
        };
        let (a, b) = (computed(&own("aws_subnet.a"), "id"), computed(&own("aws_subnet.b"), "id"));
        assert_eq!(shown(&Value::string("subnet-1, subnet-2")), ["subnet-1", "subnet-2"]);
        let three = in_parts(vec![a.clone(), Value::string(",subnet-2, "), b.clone()]);
        assert_eq!(shown(&three), ["aws_subnet.a.id", "subnet-2", "aws_subnet.b.id"]);
        // What has a part that is not known on either side of a word is one value that is not known.
        assert_eq!(shown(&in_parts(vec![a, Value::string("-x,"), b])), ["?"]);
        assert_eq!(shown(&not_computed(Type::String, "?")), ["?"]);
    }

    #[test]
    fn tags_as_filters_match_them() {
        let unknown = || not_computed(Type::String, "?");
        for (value, wanted, expected) in [
            (Value::string("prod-a"), Value::string("prod-a"), Some(true)),
            (Value::string("prod-a"), Value::string("prod-*"), Some(true)),
            (Value::string("prod-a"), Value::string("prod-?"), Some(true)),
            (Value::string("prod-a"), Value::string("Prod-a"), Some(false)),
            (Value::string("prod-a"), unknown(), None),
            (unknown(), Value::string("prod-a"), None),
            (unknown(), Value::string("*"), Some(true)),
        ] {
            assert_eq!(is(&value, &wanted), expected, "{value:?} {wanted:?}");
        }
    }
}
