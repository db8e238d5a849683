//! What a group's nodes are started from: launch templates and launch configurations, and the instance types they give.

use super::cni::PER_PREFIX;
use super::document::{UNKNOWN, readable};
use super::given::{Count, Why, given, given_text, product, sum};
use super::instance_requirements;
use super::instances::{self, Limits};
use super::max_pods::{self, Kubelet, Said};
use crate::address::Address;
use crate::eval::value::Value;
use crate::finding::Place;
use crate::model::{Bounds, Fault};
use crate::resource::{self, Resource};
use crate::source::Span;
use std::sync::Arc;

/// A launch template or configuration.
#[derive(Clone, Debug)]
pub(super) struct Template {
    address: Arc<Address>,
    id: Value,
    name: Value,
    /// The instance type; null when it has none.
    pub(super) instance_type: Value,
    /// The types that meet its requirements, where it describes them by what they must have.
    requirements: Option<Result<Vec<Value>, Why>>,
    /// Whether it has an image of its own.
    pub(super) image: bool,
    /// What the user data says of max pods.
    pub(super) max_pods: Option<Said>,
    /// Whether it may say something else of them, as not all of it is known.
    unread: bool,
    /// The interfaces it gives a node.
    attached: Attached,
}

/// Interfaces that a launch template gives a node beside its first one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attached {
    /// Addresses of those that the CNI leaves alone: on other network cards, and what the first one has on top.
    pub(super) addresses: Bounds<u64>,
    /// Places on the first network card that interfaces without addresses take.
    pub(super) slots: Bounds<u64>,
}

impl Attached {
    /// None.
    pub(super) fn nothing() -> Self {
        Self { addresses: Bounds::exactly(0), slots: Bounds::exactly(0) }
    }

    /// What the `network_interfaces` of a template add. An interface on another card takes one address, and its secondary
    /// ones and prefixes; one for EFA alone none. On the first card the CNI takes interfaces over as its own, but for those
    /// for EFA alone, which take a place.
    /// Source: aws/amazon-vpc-cni-k8s@b52188387f2e, `pkg/ipamd/ipamd.go` (`markUnmanagedNetworkCards`); Amazon EC2 API,
    /// `LaunchTemplateInstanceNetworkInterfaceSpecificationRequest`; read 2026-11-26.
    fn of(resource: &Resource) -> Self {
        let own = &resource.address;
        let mut all = Self::nothing();
        for block in resource.blocks("network_interfaces") {
            let Some(block) = block else {
                // Interfaces of which not even the number is known.
                let many = Bounds::between(0, MOST_ATTACHED);
                return Self { addresses: Bounds::from(0), slots: many };
            };
            let number =
                |name: &str| Count::given(block.get(name), own).map_or(Bounds::exactly(0), |count| count.bounds);
            let listed = |name: &str| {
                let texts = given(block.get(name), own).and_then(Value::as_sequence).map_or(0, <[Value]>::len);
                Bounds::exactly(u64::try_from(texts).unwrap_or(u64::MAX))
            };
            let single = number("ipv4_address_count").max(listed("ipv4_addresses"));
            let prefixes = number("ipv4_prefix_count").max(listed("ipv4_prefixes"));
            let further = sum(single, product(prefixes, Bounds::exactly(PER_PREFIX)));
            let kind = given_text(block.get("interface_type"), own).map(Value::as_str);
            let card = number("network_card_index");
            let (addresses, slots) = match (kind, card.exact()) {
                (Some(Some("efa-only")), Some(0)) => (Bounds::exactly(0), Bounds::exactly(1)),
                (Some(Some("efa-only")), _) => (Bounds::exactly(0), Bounds::exactly(0)),
                (None | Some(Some(_)), Some(0)) => (further, Bounds::exactly(0)),
                (None | Some(Some(_)), Some(_)) => (sum(Bounds::exactly(1), further), Bounds::exactly(0)),
                // On this card or another, with addresses or without.
                _ => (Bounds { at_least: 0, ..sum(Bounds::exactly(1), further) }, Bounds::between(0, 1)),
            };
            all = Self { addresses: sum(all.addresses, addresses), slots: sum(all.slots, slots) };
        }
        all
    }
}

/// Interfaces that a template gives at most.
const MOST_ATTACHED: u64 = 64;

pub(super) const TEMPLATE: &str = "aws_launch_template";
pub(super) const CONFIGURATION: &str = "aws_launch_configuration";

/// The launch templates and configurations.
pub(super) fn templates(resources: &[Resource]) -> Vec<Template> {
    let of_type = resources.iter().filter(|r| r.is(TEMPLATE) || r.is(CONFIGURATION));
    of_type.map(|resource| template(resource, resources)).collect()
}

fn template(resource: &Resource, resources: &[Resource]) -> Template {
    let own = &resource.address;
    let data: Vec<&Value> =
        ["user_data_base64", "user_data"].into_iter().filter_map(|name| given_text(resource.get(name), own)).collect();
    let texts: Vec<Option<String>> =
        data.into_iter().map(|value| of_cloudinit(value, resources).unwrap_or_else(|| readable(value))).collect();
    Template {
        address: own.clone(),
        id: resource.get("id").clone(),
        name: resource.get("name").clone(),
        instance_type: given_text(resource.get("instance_type"), own).cloned().unwrap_or_else(nothing),
        requirements: resource.blocks("instance_requirements").first().map(|block| match block {
            Some(block) => Ok(instance_requirements::types(block, own)),
            None => Err(Why::of(resource.get("instance_requirements"))),
        }),
        image: given_text(resource.get("image_id"), own).is_some(),
        max_pods: texts.iter().flatten().find_map(|text| max_pods::in_user_data(text)),
        unread: texts.iter().any(|text| text.as_deref().is_none_or(may_say_more)),
        attached: Attached::of(resource),
    }
}

/// The parts of a `cloudinit_config` that a value is the rendered text of, one after the other: how it packs and encodes them is
/// known only when Terraform runs.
fn of_cloudinit(value: &Value, resources: &[Resource]) -> Option<Option<String>> {
    const TYPES: [&str; 2] = ["cloudinit_config", "template_cloudinit_config"];
    let encoded = value.as_unknown().and_then(|unknown| unknown.facts.encodes.as_ref());
    let via = encoded.unwrap_or(value).via.as_ref().filter(|via| TYPES.contains(&&*via.address.ty))?;
    let config =
        resources.iter().find(|resource| resource.address == via.address).filter(|_| &*via.path == "rendered")?;
    let parts: Option<Vec<String>> =
        config.blocks("part").into_iter().map(|part| readable(part?.get("content"))).collect();
    Some(parts.map(|parts| parts.join("\n")))
}

/// Whether a text may set max pods where it is not known: behind the word for it, or where arguments are put in.
fn may_say_more(text: &str) -> bool {
    let lines = text.lines().filter(|line| line.contains(UNKNOWN));
    let words = ["max-pods", "maxPods", "kubelet-extra-args", "bootstrap"];
    lines
        .map(str::trim)
        .any(|line| words.iter().any(|word| line.contains(word)) || line.replace(UNKNOWN, "").is_empty())
}

/// A null.
pub(super) fn nothing() -> Value {
    Value::null(crate::eval::value::Type::Any)
}

impl Template {
    /// What sets the limit on pods of a node that EKS does not set it for. User data is often known only after apply,
    /// as it holds the cluster's endpoint; it rarely sets the limit.
    pub(super) fn kubelet(&self) -> Kubelet {
        self.max_pods.clone().map_or(Kubelet::Node { unread: self.unread }, Kubelet::Given)
    }

    /// Its instance types, none when it gives none; or why they are not known.
    pub(super) fn types(&self) -> Result<Vec<Value>, Why> {
        match &self.requirements {
            Some(types) => types.clone(),
            None if self.instance_type.is_null() => Ok(Vec::new()),
            None => Ok(vec![self.instance_type.clone()]),
        }
    }
}

/// The template or configuration, by its type, that an id or a name names: by reference or by text. Nothing when neither is
/// given.
pub(super) fn named<'a>(
    ty: &str,
    id: &Value,
    name: &Value,
    own: &Address,
    templates: &'a [Template],
) -> Option<Result<&'a Template, Why>> {
    let value = given_text(id, own).or_else(|| given_text(name, own))?;
    let mut of_type = templates.iter().filter(|template| &*template.address.ty == ty);
    let by_reference = resource::address_of(value).and_then(|address| of_type.clone().find(|t| t.address == *address));
    let found = by_reference.or_else(|| {
        let same = |other: &Value| value.as_str().is_some() && other.as_str() == value.as_str();
        of_type.find(|template| same(&template.id) || same(&template.name))
    });
    Some(found.ok_or_else(|| match value.as_str() {
        Some(text) => Why::new(
            format!(
                "the {} `{text}` is not in this configuration",
                if ty == TEMPLATE { "launch template" } else { "launch configuration" }
            ),
            "the configuration that makes it, scanned in the same run",
            value.span,
        ),
        None => Why::of(value),
    }))
}

/// The nodes of a group.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// The types as they are written, where they are known.
    pub(super) names: Vec<String>,
    /// The limits of each; or why they are not known. Never empty.
    pub(super) types: Result<Vec<(String, Limits)>, Why>,
    /// What sets the limit on pods.
    pub(super) kubelet: Kubelet,
    /// Interfaces beside those of the CNI.
    pub(super) attached: Attached,
    /// Where the types are written.
    pub(super) at: Option<Span>,
}

impl Shape {
    /// Nodes of these types. A type that is not in the table is a fault, and has no limits: never a default.
    pub(super) fn of(
        types: Result<Vec<Value>, Why>,
        (kubelet, template): (Kubelet, Option<&Template>),
        at: Option<Span>,
        own: &Address,
        faults: &mut Vec<Fault>,
    ) -> Self {
        let attached = template.map_or(Attached::nothing(), |template| template.attached);
        let values = match types {
            Ok(values) => values,
            Err(why) => return Self { names: Vec::new(), at: why.at.or(at), types: Err(why), kubelet, attached },
        };
        let at = values.first().and_then(|value| value.span).or(at);
        let names: Vec<String> = values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect();
        let limits: Vec<Result<(String, Limits), Why>> =
            values.iter().map(|value| limits(value, own, faults)).collect();
        let types = match limits.into_iter().collect::<Result<Vec<_>, Why>>() {
            Ok(types) if types.is_empty() => Err(Why::new("it has no instance type", "an instance type", at)),
            types => types,
        };
        Self { names, types, kubelet, attached, at }
    }
}

fn limits(value: &Value, own: &Address, faults: &mut Vec<Fault>) -> Result<(String, Limits), Why> {
    let Some(name) = value.as_str() else { return Err(Why::of(value)) };
    if let Some(limits) = instances::limits(name) {
        return Ok((name.to_owned(), limits));
    }
    faults.push(Fault::UnknownInstanceType {
        address: own.to_string(),
        instance_type: name.to_owned(),
        at: Place::of(value.span, &own.to_string()),
    });
    let because = format!("the instance type `{name}` is not in the table of {}", instances::AS_OF);
    Err(Why::new(because, "a newer podroom, or another type", value.span))
}

/// The elements of a list of types that is given and not empty.
pub(super) fn list(value: &Value, own: &Address) -> Option<Result<Vec<Value>, Why>> {
    let value = given(value, own)?;
    match value.as_sequence() {
        Some([]) => None,
        Some(values) => Some(Ok(values.iter().map(|v| Value { span: v.span.or(value.span), ..v.clone() }).collect())),
        None => Some(Err(Why::of(value))),
    }
}
