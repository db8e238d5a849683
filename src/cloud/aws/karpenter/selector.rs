//! The subnets that a NodeClass selects, by id and by tags.
//!
//! Terms are alternatives; all tags of one must match, and `*` stands for any value. The subnets of this configuration
//! that match are taken as all there are: a tag that others elsewhere carry too would be a mistake of its own.
//! Source: Karpenter documentation, NodeClasses, `spec.subnetSelectorTerms`, read 2026-11-26.

use super::super::given::{Why, given};
use super::super::manifests::part;
use super::super::subnets::{self, Draw, Subnet};
use super::requirements::Requirement;
use crate::eval::value::Value;
use crate::model::Bounds;
use crate::resource::{self, Resource};
use std::collections::BTreeMap;

/// The subnets of a NodeClass that lie in zones which the requirements allow.
pub(super) fn draw(
    class: &Resource,
    object: &Value,
    requirements: &[Requirement],
    resources: &[Resource],
    subnets: &[Subnet],
) -> Draw {
    let mut draw = Draw::default();
    let terms = part(object, &["spec", "subnetSelectorTerms"]);
    let Some(terms) = terms.as_ref().and_then(Value::as_sequence) else {
        let why = terms.map_or_else(
            || Why::new("its NodeClass has no `subnetSelectorTerms`", "`subnetSelectorTerms`", class.span),
            |terms| Why::of(&terms),
        );
        return Draw { open: Some(why), ..draw };
    };
    for term in terms {
        if let Some(id) = part(term, &["id"]) {
            let named = subnets::named(&Value::tuple(vec![id]), &class.address, subnets);
            named.subnets.into_iter().for_each(|(index, copies)| draw.add(index, copies));
            named.open.into_iter().for_each(|why| draw.open(why));
        } else if let Some(tags) = part(term, &["tags"]) {
            by_tags(&tags, resources, subnets, &mut draw);
        }
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

fn by_tags(tags: &Value, resources: &[Resource], subnets: &[Subnet], draw: &mut Draw) {
    let Some(wanted) = tags.as_entries() else { return draw.open(Why::of(tags)) };
    let made: BTreeMap<String, &Resource> =
        resources.iter().filter(|r| r.is("aws_subnet")).map(|r| (r.address.to_string(), r)).collect();
    for (index, subnet) in subnets.iter().enumerate() {
        let Some(resource) = made.get(&subnet.address.to_string()) else { continue };
        let found = wanted.iter().map(|(key, value)| has(resource, key, value, resources));
        // One tag that surely is another one is enough to know.
        match found.reduce(all) {
            Some(Some(true)) => draw.add(index, subnet.copies),
            None | Some(Some(false)) => {}
            Some(None) => {
                draw.add(index, Bounds { at_least: 0, ..subnet.copies });
                draw.open(Why::new(
                    format!("whether `{}` has the tags that its NodeClass selects is not known", subnet.address),
                    "a plan",
                    resource.get("tags").span.or(resource.span),
                ));
            }
        }
    }
}

fn all(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether a subnet has a tag, in its own block or by a resource for tags alone; nothing if that is not known.
fn has(subnet: &Resource, key: &str, wanted: &Value, resources: &[Resource]) -> Option<bool> {
    let own = match given(subnet.get("tags"), &subnet.address) {
        None => Some(false),
        Some(tags) => match tags.as_entries() {
            None => None,
            Some(tags) => tags.get(key).map_or(Some(false), |value| same(value, wanted)),
        },
    };
    let beside = resources.iter().filter(|r| r.is("aws_ec2_tag") && r.get("key").as_str() == Some(key)).any(|tag| {
        resource::address_of(tag.get("resource_id")) == Some(&subnet.address)
            && same(tag.get("value"), wanted) == Some(true)
    });
    if beside { Some(true) } else { own }
}

/// Whether a name or a tag is the one that is asked for; nothing if that is not known.
pub(super) fn same(value: &Value, wanted: &Value) -> Option<bool> {
    match (value.as_str(), wanted.as_str()) {
        (_, Some("*")) => Some(true),
        (Some(a), Some(b)) => Some(a == b),
        _ if value.via.is_some() && value.via == wanted.via => Some(true),
        _ => None,
    }
}
