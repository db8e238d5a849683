//! Auto Scaling groups that are nodes of an EKS cluster: they carry the tag by which the cluster knows them.

use super::clusters::Cluster;
use super::given::{Count, Why, given_text};
use super::groups::{self, Group, Surroundings};
use super::launch::{self, Shape, Template};
use super::max_pods::Kubelet;
use super::subnets;
use super::surge::Surge;
use crate::address::Address;
use crate::eval::value::{Object, Unknown, Value};
use crate::model::{Bounds, Fault, Undecided};
use crate::resource::{self, Resource};

/// The tag's key up to the cluster's name.
/// Source: Amazon EKS User Guide, self-managed nodes, read 2026-11-23.
const CLUSTER_TAG: &str = "kubernetes.io/cluster/";

/// The group, if it belongs to a cluster.
pub(super) fn group(resource: &Resource, around: &Surroundings<'_>, faults: &mut Vec<Fault>) -> Option<Group> {
    let own = &resource.address;
    let name = cluster_name(&tag_keys(resource), around.clusters)?;
    let (cluster, cni) = around.cluster(&name);
    let source = Source::of(resource, around.templates);
    let size = |name| Count::given(resource.get(name), own);
    let required = |name| size(name).unwrap_or_else(|| Count::unknown(Why::of(resource.get(name))));
    let (desired, max) = groups::sizes(required("min_size"), size("desired_capacity"), required("max_size"));
    let kubelet = source.template.map_or(Kubelet::Node { unread: true }, Template::kubelet);
    let shape = Shape::of(source.types, kubelet, resource.span, own, faults);
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

/// What is not known where the keys of the group's tags are not, and any of them may be a cluster's. That of
/// terraform-aws-modules/eks holds an id that there is after apply.
pub(super) fn doubt(resource: &Resource, clusters: &[Cluster]) -> Option<Undecided> {
    let keys = tag_keys(resource);
    if clusters.is_empty() || cluster_name(&keys, clusters).is_some() {
        return None;
    }
    let unknown = keys.into_iter().find(|key| may_start_with(key, CLUSTER_TAG));
    let whole = || tags(resource).into_iter().find(|tags| tags.as_unknown().is_some_and(may_be_some));
    let unknown = unknown.or_else(whole)?;
    let own = &resource.address;
    let why = Why::of(unknown);
    let because = format!("not all of its tags are known: {}", why.because);
    let why = Why { because, at: unknown.span.or(resource.span), ..why };
    Some(why.undecided(format!("whether `{own}` is a node group"), own))
}

/// Whether an unknown list of blocks may hold one.
fn may_be_some(blocks: &Unknown) -> bool {
    blocks.facts.max_length != Some(0) && blocks.facts.element.is_none()
}

/// Whether an unknown text may start with this.
fn may_start_with(text: &Value, start: &str) -> bool {
    let Some(unknown) = text.as_unknown() else { return false };
    match (&unknown.facts.candidates, &unknown.facts.prefix) {
        (Some(candidates), _) => candidates.iter().any(|candidate| match candidate.as_str() {
            Some(text) => text.starts_with(start),
            None => may_start_with(candidate, start),
        }),
        (None, Some(prefix)) => prefix.starts_with(start) || start.starts_with(&**prefix),
        (None, None) => true,
    }
}

/// The keys of the tags, as far as there is something to say about them.
fn tag_keys(resource: &Resource) -> Vec<&Value> {
    let keys = |tags| {
        let elements = Value::as_unknown(tags).and_then(|unknown| unknown.facts.element.as_ref());
        let blocks = resource::blocks(tags).into_iter().chain(elements.into_iter().flat_map(resource::blocks));
        blocks.flatten().map(|block| block.get("key"))
    };
    tags(resource).into_iter().flat_map(keys).collect()
}

/// The tags: blocks, and until version 5 of the provider also a list.
/// Source: hashicorp/terraform-provider-aws, website/docs/guides/version-5-upgrade, read 2026-11-26.
fn tags(resource: &Resource) -> [&Value; 2] {
    [resource.get("tag"), resource.get("tags")]
}

/// The cluster's name in a tag's key. A name that is only known after apply is taken to be the one cluster's here.
fn cluster_name(keys: &[&Value], clusters: &[Cluster]) -> Option<Value> {
    let of_key = |key: &&Value| {
        let name = key.as_str()?.strip_prefix(CLUSTER_TAG)?;
        Some(Value { span: key.span, ..Value::string(name) })
    };
    if let Some(name) = keys.iter().find_map(of_key) {
        return Some(name);
    }
    let unknown = keys.iter().find(|key| {
        let prefix = key.as_unknown().and_then(|unknown| unknown.facts.prefix.as_deref());
        prefix.is_some_and(|prefix| prefix.starts_with(CLUSTER_TAG))
    })?;
    match clusters {
        [one] if !one.name.is_known() => Some(one.name.clone()),
        _ => Some((*unknown).clone()),
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

#[cfg(test)]
mod tests {
    use super::super::tests::{
        M6A, PRIVATE, addresses, because, block, computed, ids, model, network, nodes_of, own, resource,
    };
    use super::*;

    #[test]
    fn a_self_managed_group_is_known_by_its_tag() {
        let template = resource(
            "aws_launch_template.t",
            vec![("id", computed(&own("aws_launch_template.t"), "id")), ("instance_type", Value::string(M6A))],
        );
        let of_template = ("launch_template", block(vec![("id", computed(&own("aws_launch_template.t"), "id"))]));
        let group = |key: &str| {
            let attributes = vec![
                ("min_size", Value::number(0_u64)),
                ("max_size", Value::number(30_u64)),
                ("vpc_zone_identifier", ids(&PRIVATE)),
                ("tag", block(vec![("key", Value::string(key)), ("value", Value::string("owned"))])),
                of_template.clone(),
            ];
            resource("aws_autoscaling_group.workers", attributes)
        };
        let read = |key: &str| {
            let mut resources = network();
            resources.extend([template.clone(), group(key)]);
            model(&resources)
        };
        let found = read("kubernetes.io/cluster/batch");
        let pool = &found.node_pools[0];
        assert_eq!((pool.word, pool.max_pods), ("self-managed node group", Some(737)));
        assert_eq!(pool.cluster.as_deref(), Some("aws_eks_cluster.main"));
        assert_eq!(pool.desired, Bounds::exactly(0), "the minimum, when nothing is desired");
        let claim = nodes_of(&found, PRIVATE[0])[0];
        assert_eq!((claim.demand.scaled, claim.demand.packed), (addresses(1000), addresses(7500)));
        assert_eq!(claim.demand.rollout, claim.demand.scaled);
        assert!(read("Name").node_pools.is_empty());
        // The cluster is elsewhere, and with it what its CNI is set to.
        let foreign = read("kubernetes.io/cluster/other");
        assert_eq!(foreign.node_pools[0].per_node, None);
        assert!(because(&foreign)[0].contains("its cluster is not in this configuration"), "{:?}", because(&foreign));
    }

    #[test]
    fn weights_of_mixed_instances_are_units_not_nodes() {
        let override_of = |ty: &str, weight: &str| {
            let attributes = [("instance_type", Value::string(ty)), ("weighted_capacity", Value::string(weight))];
            Value::object(attributes.into_iter().map(|(name, value)| (name.into(), value)).collect())
        };
        let policy =
            block(vec![("override", Value::tuple(vec![override_of("m5.large", "1"), override_of("m5.xlarge", "2")]))]);
        let attributes = vec![
            ("min_size", Value::number(0_u64)),
            ("max_size", Value::number(30_u64)),
            ("vpc_zone_identifier", ids(&PRIVATE)),
            ("tag", block(vec![("key", Value::string("kubernetes.io/cluster/batch"))])),
            ("mixed_instances_policy", block(vec![("launch_template", policy)])),
        ];
        let mut resources = network();
        resources.push(resource("aws_autoscaling_group.workers", attributes));
        let model = model(&resources);
        assert_eq!(model.node_pools[0].max, Bounds::between(15, 30));
        assert_eq!(model.node_pools[0].instance_types, ["m5.large", "m5.xlarge"]);
    }
}
