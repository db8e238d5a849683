//! Auto Scaling groups that are nodes of an EKS cluster: they carry the tag by which the cluster knows them.

use super::clusters::Cluster;
use super::given::{Count, Why, given, given_text};
use super::groups::{self, Group, Surroundings, Waiting};
use super::instance_requirements;
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
    let (name, maybe) = cluster_name(resource, around.clusters)?;
    let (cluster, cni) = around.cluster(&name);
    let (least, most) = resource.copies;
    let source = Source::of(resource, around.templates);
    let size = |name| Count::given(resource.get(name), own);
    let required = |name| size(name).unwrap_or_else(|| Count::unknown(Why::of(resource.get(name))));
    let sizes = groups::sizes(required("min_size"), size("desired_capacity"), required("max_size"));
    let kubelet = source.template.map_or(Kubelet::Node { unread: true }, Template::kubelet);
    let shape = Shape::of(source.types, (kubelet, source.template), resource.span, own, faults);
    Some(Group {
        address: own.clone(),
        word: "self-managed node group",
        cluster,
        cni,
        shape,
        desired: weighted(sizes.0.clone(), &source.weights),
        max: weighted(sizes.1.clone(), &source.weights),
        sized_in_nodes: source.weights == Bounds::exactly(1),
        surge: Surge::of_refresh(resource),
        waiting: waiting(resource, &sizes),
        draw: subnets::named(resource.get("vpc_zone_identifier"), own, around.subnets),
        copies: Bounds { at_least: if maybe.is_some() { 0 } else { least }, at_most: most },
        maybe,
        span: resource.span,
    })
}

/// Instances of the group's warm pool, at desired and at maximum size: those up to its prepared capacity, which is the
/// maximum size unless it says otherwise, and its own minimum at least. How many wait at a time is Auto Scaling's.
/// Source: Amazon EC2 Auto Scaling API, `PutWarmPool`, read 2026-11-26.
fn waiting(resource: &Resource, (desired, max): &(Count, Count)) -> Option<Waiting> {
    let pool = resource.block("warm_pool")?;
    let own = &resource.address;
    let number = |name: &str| Count::given(pool.get(name), own).map(|count| count.bounds.at_most);
    let least = number("min_size").unwrap_or(Some(0));
    // -1 is no whole number: then the maximum size counts.
    let capacity = pool.get("max_group_prepared_capacity");
    let prepared = match capacity.as_number().map(|n| n.to_u64()) {
        Some(Some(whole)) => Some(whole),
        None if given(capacity, own).is_some() => None,
        _ => max.bounds.at_most,
    };
    let beside = |size: u64| Some(prepared?.saturating_sub(size).max(least?));
    Some(Waiting {
        desired: beside(desired.bounds.at_least),
        scaled: beside(max.bounds.at_least),
        stopped: pool.get("pool_state").as_str() == Some("Stopped"),
        at: pool.attributes.values().find_map(|value| value.span).or(resource.span),
    })
}

/// The cluster's name in a tag's key. A name that is not known is taken to be the one cluster's here. Where it is not known
/// whether there is such a tag, and there is a cluster that it may name: why not.
fn cluster_name(resource: &Resource, clusters: &[Cluster]) -> Option<(Value, Option<Why>)> {
    let keys = keys(resource);
    let of_key = |key: &&Value| {
        let name = key.as_str()?.strip_prefix(CLUSTER_TAG)?;
        Some(Value { span: key.span, ..Value::string(name) })
    };
    if let Some(name) = keys.iter().find_map(of_key) {
        return Some((name, None));
    }
    let prefix = |key: &Value| Some(key.as_unknown()?.facts.prefix.clone().unwrap_or_default());
    let starts = |key: &&&Value| prefix(key).is_some_and(|prefix| prefix.starts_with(CLUSTER_TAG));
    if let Some(unknown) = keys.iter().find(starts) {
        return match clusters {
            [one] if !one.name.is_known() => Some((one.name.clone(), None)),
            _ => Some(((*unknown).clone(), None)),
        };
    }
    let may = |key: &&&Value| prefix(key).is_some_and(|prefix| CLUSTER_TAG.starts_with(&*prefix));
    let unknown = keys.iter().find(may).filter(|_| !clusters.is_empty())?;
    let name = match clusters {
        [one] => one.name.clone(),
        _ => (*unknown).clone(),
    };
    Some((name, Some(Why { at: resource.span, ..Why::of(unknown) })))
}

/// The keys of the group's tags: of its `tag` blocks, and of the maps in `tags`. Of tags whose number is not known what
/// each is, or all of them as one unknown.
fn keys(resource: &Resource) -> Vec<&Value> {
    let mut keys = Vec::new();
    for tags in ["tag", "tags"].map(|name| resource.get(name)) {
        let elements = match (tags.as_sequence(), tags.as_unknown()) {
            (Some(tags), _) => tags,
            (None, Some(unknown)) => {
                unknown.facts.element.as_ref().map_or(std::slice::from_ref(tags), std::slice::from_ref)
            }
            (None, None) => &[],
        };
        for element in elements {
            keys.extend(element.as_entries().map_or(Some(element), |entries| entries.get("key")));
        }
    }
    keys
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
            Some(block) => launch::named(launch::TEMPLATE, block.get("id"), block.get("name"), own, templates),
            None => {
                let configuration = resource.get("launch_configuration");
                launch::named(launch::CONFIGURATION, configuration, configuration, own, templates)
            }
        };
        let (types, template) = of_template(named);
        Self { types, weights: one, template }
    }

    fn mixed(policy: &Object, own: &Address, templates: &'a [Template]) -> Self {
        let base = groups::inner(policy, "launch_template_specification").and_then(|spec| {
            launch::named(
                launch::TEMPLATE,
                spec.get("launch_template_id"),
                spec.get("launch_template_name"),
                own,
                templates,
            )
        });
        let (base_types, template) = of_template(base);
        let overrides = resource::blocks(policy.get("override"));
        if overrides.is_empty() {
            return Self { types: base_types, weights: Bounds::exactly(1), template };
        }
        let mut types = Ok(Vec::new());
        let mut weights: Option<Weights> = None;
        for block in overrides {
            let ty = match block {
                Some(block) => of_override(block, own, &base_types),
                None => Err(Why::of(policy.get("override"))),
            };
            types = types.and_then(|mut all: Vec<Value>| {
                all.extend(ty?);
                Ok(all)
            });
            let weight = block.map_or(Bounds::between(1, MOST_WEIGHT), |block| weight(block, own));
            weights = Some(weights.map_or(weight, |all| all.or(weight)));
        }
        Self { types, weights: weights.unwrap_or(Bounds::exactly(1)), template }
    }
}

type Named<'a> = Option<Result<&'a Template, Why>>;

/// The types that a template gives, if it gives any.
fn of_template<'a>(named: Named<'a>) -> (Result<Vec<Value>, Why>, Option<&'a Template>) {
    match named {
        Some(Ok(template)) => (template.types(), Some(template)),
        Some(Err(why)) => (Err(why), None),
        None => (Ok(Vec::new()), None),
    }
}

fn of_override(block: &Object, own: &Address, base: &Result<Vec<Value>, Why>) -> Result<Vec<Value>, Why> {
    if let Some(requirements) = groups::inner(block, "instance_requirements") {
        return Ok(instance_requirements::types(requirements, own));
    }
    match given_text(block.get("instance_type"), own) {
        Some(value) => Ok(vec![value.clone()]),
        None => match base.clone()? {
            types if types.is_empty() => Err(Why::new("an override has no instance type", "an instance type", None)),
            types => Ok(types),
        },
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
    use crate::eval::value::{Origin, Type};
    use crate::model::Addresses;

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
        // Old versions of the provider also take maps.
        let with = |name: &'static str, tags: Value| {
            let mut resources = network();
            let mut group = group("Name");
            group.attributes.insert(name.into(), tags);
            resources.extend([template.clone(), group]);
            model(&resources)
        };
        let tag = |key: Value| Value::object([("key".into(), key), ("value".into(), Value::string("owned"))].into());
        let map = with("tags", Value::tuple(vec![tag(Value::string("kubernetes.io/cluster/batch"))]));
        assert_eq!(map.node_pools[0].desired, Bounds::exactly(0));
        // A group of which the tags are not known may have no nodes of the cluster, or all of its own.
        let unknown = || Value::unknown(Type::Any, Origin::Variable("tags".into(), None));
        for tags in [with("tags", unknown()), with("tag", Value::tuple(vec![tag(unknown())]))] {
            let claim = nodes_of(&tags, PRIVATE[0])[0];
            assert_eq!(claim.demand.packed, Bounds::between(Addresses(0), Addresses(7500)));
            let word = "whether `aws_autoscaling_group.workers` is nodes of a cluster: `var.tags` has no value";
            assert_eq!(because(&tags), [word]);
        }
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
