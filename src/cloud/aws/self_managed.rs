//! Auto Scaling groups that are nodes of an EKS cluster: they carry the tag by which the cluster knows them.

use super::clusters::Cluster;
use super::given::{Count, Why, given_text};
use super::groups::{self, Group, Surroundings};
use super::launch::{self, Shape, Template};
use super::max_pods::Kubelet;
use super::subnets;
use super::surge::Surge;
use crate::address::Address;
use crate::eval::value::{Object, Value};
use crate::model::{Bounds, Fault};
use crate::resource::{self, Resource};

/// The tag's key up to the cluster's name.
/// Source: Amazon EKS User Guide, self-managed nodes, read 2026-11-23.
const CLUSTER_TAG: &str = "kubernetes.io/cluster/";

/// The group, if it belongs to a cluster.
pub(super) fn group(resource: &Resource, around: &Surroundings<'_>, faults: &mut Vec<Fault>) -> Option<Group> {
    let own = &resource.address;
    let name = cluster_name(resource, around.clusters)?;
    let (cluster, cni) = around.cluster(&name);
    let source = Source::of(resource, around.templates);
    let size = |name| Count::given(resource.get(name), own);
    let required = |name| size(name).unwrap_or_else(|| Count::unknown(Why::of(resource.get(name))));
    let (desired, max) = groups::sizes(required("min_size"), size("desired_capacity"), required("max_size"));
    let kubelet = source.template.as_ref().and_then(|template| template.max_pods());
    let shape = Shape::of(source.types, kubelet.map_or(Kubelet::Node, Kubelet::Given), resource.span, own, faults);
    Some(Group {
        address: own.clone(),
        word: "self-managed node group",
        cluster,
        cni,
        shape,
        desired: weighted(desired, &source.weights),
        max: weighted(max, &source.weights),
        sized_in_nodes: source.weights == Bounds::exactly(1),
        surge: Surge::none(),
        draw: subnets::named(resource.get("vpc_zone_identifier"), own, around.subnets),
        copies: Bounds { at_least: resource.copies.0, at_most: resource.copies.1 },
        span: resource.span,
    })
}

/// The cluster's name in a tag's key. A name that is only known after apply is taken to be the one cluster's here.
fn cluster_name(resource: &Resource, clusters: &[Cluster]) -> Option<Value> {
    let tags = resource.get("tag");
    let elements = tags.as_unknown().and_then(|unknown| unknown.facts.element.as_ref());
    let blocks = resource::blocks(tags).into_iter().chain(elements.into_iter().flat_map(resource::blocks));
    let keys: Vec<&Value> = blocks.flatten().map(|block| block.get("key")).collect();
    let of_key = |key: &&Value| {
        let name = key.as_str()?.strip_prefix(CLUSTER_TAG)?;
        Some(Value { span: key.span, ..Value::string(name) })
    };
    if let Some(name) = keys.iter().find_map(of_key) {
        return Some(name);
    }
    let unknown = keys.into_iter().find(|key| {
        let prefix = key.as_unknown().and_then(|unknown| unknown.facts.prefix.as_deref());
        prefix.is_some_and(|prefix| prefix.starts_with(CLUSTER_TAG))
    })?;
    match clusters {
        [one] if !one.name.is_known() => Some(one.name.clone()),
        _ => Some(unknown.clone()),
    }
}

/// Where the nodes' types come from.
struct Source<'a> {
    types: Result<Vec<Value>, Why>,
    /// Capacity units a node of each type counts for.
    weights: Weights,
    template: Option<&'a Template>,
}

/// The smallest and the largest weight of a type: sizes are counted in units, a node may be several.
/// Source: Amazon EC2 Auto Scaling API, `LaunchTemplateOverrides`, `WeightedCapacity` (1 to 999), read 2026-11-23.
type Weights = Bounds<u64>;
const MOST_WEIGHT: u64 = 999;

impl<'a> Source<'a> {
    fn of(resource: &Resource, templates: &'a [Template]) -> Self {
        let own = &resource.address;
        let one = Bounds::exactly(1);
        if let Some(policy) = resource.block("mixed_instances_policy").and_then(|p| groups::inner(p, "launch_template"))
        {
            return Self::mixed(policy, own, templates);
        }
        let named = match resource.block("launch_template") {
            Some(block) => launch::named(block.get("id"), block.get("name"), own, templates),
            None => {
                let configuration = resource.get("launch_configuration");
                launch::named(configuration, configuration, own, templates)
            }
        };
        let (types, template) = of_template(named);
        Self { types: types.map(|value| value.into_iter().collect()), weights: one, template }
    }

    fn mixed(policy: &Object, own: &Address, templates: &'a [Template]) -> Self {
        let base = groups::inner(policy, "launch_template_specification").and_then(|spec| {
            launch::named(spec.get("launch_template_id"), spec.get("launch_template_name"), own, templates)
        });
        let (base_types, template) = of_template(base);
        let overrides = resource::blocks(policy.get("override"));
        if overrides.is_empty() {
            let types = base_types.map(|value| value.into_iter().collect());
            return Self { types, weights: Bounds::exactly(1), template };
        }
        let mut types = Ok(Vec::new());
        let mut weights: Option<Weights> = None;
        for block in overrides {
            let ty = match block {
                Some(block) => of_override(block, own, &base_types),
                None => Err(Why::of(policy.get("override"))),
            };
            types = types.and_then(|mut all: Vec<Value>| {
                all.push(ty?);
                Ok(all)
            });
            let weight = block.map_or(Bounds::between(1, MOST_WEIGHT), |block| weight(block, own));
            weights = Some(weights.map_or(weight, |all| all.or(weight)));
        }
        Self { types, weights: weights.unwrap_or(Bounds::exactly(1)), template }
    }
}

type Named<'a> = Option<Result<&'a Template, Why>>;

/// The type that a template gives, if it gives one.
fn of_template<'a>(named: Named<'a>) -> (Result<Option<Value>, Why>, Option<&'a Template>) {
    match named {
        Some(Ok(template)) => (template.types().map(|ty| Some(ty).filter(|ty| !ty.is_null())), Some(template)),
        Some(Err(why)) => (Err(why), None),
        None => (Ok(None), None),
    }
}

fn of_override(block: &Object, own: &Address, base: &Result<Option<Value>, Why>) -> Result<Value, Why> {
    if !resource::blocks(block.get("instance_requirements")).is_empty() {
        let because = format!("`{own}` describes instance types by what they must have");
        return Err(Why::new(because, "`instance_type` in each override", None));
    }
    match given_text(block.get("instance_type"), own) {
        Some(value) => Ok(value.clone()),
        None => base.clone()?.ok_or_else(|| Why::new("an override has no instance type", "an instance type", None)),
    }
}

fn weight(block: &Object, own: &Address) -> Weights {
    let Some(count) = Count::given(block.get("weighted_capacity"), own) else { return Bounds::exactly(1) };
    let most = count.bounds.at_most.unwrap_or(MOST_WEIGHT).clamp(1, MOST_WEIGHT);
    Bounds::between(count.bounds.at_least.clamp(1, most), most)
}

/// Nodes that make up so many units.
fn weighted(mut count: Count, weights: &Weights) -> Count {
    count.bounds = Bounds {
        at_least: count.bounds.at_least.div_ceil(weights.at_most.unwrap_or(MOST_WEIGHT).max(1)),
        at_most: count.bounds.at_most.map(|units| units.div_ceil(weights.at_least.max(1))),
    };
    if count.why.is_none() && count.bounds.exact().is_none() {
        count.why = Some(Why::new("its types weigh differently", "types of one weight", count.at));
    }
    count
}
