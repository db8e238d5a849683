//! NodePools of Karpenter: which types they start, in which subnets, and how far their limits let them grow.
//!
//! Source: Karpenter documentation, NodePools and NodeClasses (aws/karpenter-provider-aws@1d927085dd81,
//! `website/content/en/docs/concepts`), and `pkg/providers/subnet`; read 2026-11-26.

mod claims;
mod limits;
mod requirements;
mod selector;

pub(super) use claims::claims;

use super::clusters::Cluster;
use super::given::Why;
use super::instances::{self, Limits as Rates, Type};
use super::manifests::{manifests, part, text};
use super::max_pods;
use super::nodes;
use super::pods;
use super::settings::Cni;
use super::subnets::{Draw, Subnet};
use crate::address::Address;
use crate::eval::value::Value;
use crate::model::{Addresses, Bounds, PerNode};
use crate::resource::Resource;
use crate::source::Span;
use limits::{Item, Limits};
use requirements::Requirement;
use std::sync::Arc;

/// A NodePool.
#[derive(Clone, Debug)]
pub(super) struct NodePool {
    /// Its address; with its name where one resource makes several.
    pub(super) title: String,
    address: Arc<Address>,
    /// Address of its cluster, when that is certain.
    pub(super) cluster: Option<String>,
    pub(super) cni: Cni,
    /// Who runs it: Karpenter, or EKS Auto Mode, which keeps to itself what a node holds.
    auto_mode: bool,
    /// The types it may start.
    types: Vec<Type>,
    kubelet: Kubelet,
    limits: Limits,
    /// Why what it may start is not known: a limit or a number of nodes that is written, or types that are not in the table.
    size_unknown: Option<Why>,
    /// How many nodes it always has, where it is static.
    replicas: Option<u64>,
    /// Its subnets.
    pub(super) draw: Draw,
    copies: Bounds<u64>,
    /// Where the limits are written, and the requirements.
    limits_at: Option<Span>,
    types_at: Option<Span>,
    span: Option<Span>,
}

/// What the NodeClass and the controller say of pods on a node.
#[derive(Clone, Debug, Default)]
struct Kubelet {
    max_pods: Option<u64>,
    pods_per_core: Option<u64>,
    reserved_enis: u64,
}

/// The objects that a configuration makes, with the resource that makes each.
struct Object<'a> {
    resource: &'a Resource,
    value: Value,
    kind: String,
    group: String,
}

/// Reads the NodePools. They are of the one cluster there is.
pub(super) fn node_pools(resources: &[Resource], subnets: &[Subnet], clusters: &[Cluster]) -> Vec<NodePool> {
    let mut objects = Vec::new();
    for resource in resources.iter().filter(|resource| !resource.address.data) {
        for value in manifests(resource) {
            let Some(kind) = text(&value, &["kind"]) else { continue };
            let version = text(&value, &["apiVersion"]).unwrap_or_default();
            let group = version.split('/').next().unwrap_or_default().to_owned();
            objects.push(Object { resource, value, kind, group });
        }
    }
    // Karpenter makes nodes of other clouds as well.
    let is_pool = |object: &&Object<'_>| {
        let class = text(&object.value, &["spec", "template", "spec", "nodeClassRef", "kind"]);
        let of_aws = class.is_none_or(|kind| kind == "EC2NodeClass" || kind == "NodeClass");
        object.kind == "NodePool" && object.group == "karpenter.sh" && of_aws
    };
    let pools: Vec<&Object<'_>> = objects.iter().filter(is_pool).collect();
    let reserved = resources.iter().find_map(reserved_enis).unwrap_or_default();
    let one = |object: &&Object<'_>| {
        let several = pools.iter().filter(|other| other.resource.address == object.resource.address).count() > 1;
        node_pool(object, several, &objects, &Around { resources, subnets, clusters, reserved })
    };
    let built_in = of_auto_mode(resources, clusters);
    pools.iter().map(one).chain(built_in).collect()
}

/// The pools that EKS Auto Mode brings with it: nothing bounds them, and they are in the cluster's subnets.
/// Source: Amazon EKS User Guide, "Enable or Disable Built-in NodePools", read 2026-11-26.
fn of_auto_mode(resources: &[Resource], clusters: &[Cluster]) -> Vec<NodePool> {
    let mut pools = Vec::new();
    for resource in resources.iter().filter(|resource| resource.is("aws_eks_cluster")) {
        let Some(config) = resource.block("compute_config") else { continue };
        let Some(cluster) = clusters.iter().find(|cluster| cluster.address == resource.address) else { continue };
        let names = config.get("node_pools").as_sequence().unwrap_or_default();
        if config.get("enabled").as_bool() != Some(true) {
            continue;
        }
        for name in names {
            let Some(text) = name.as_str() else { continue };
            pools.push(NodePool {
                title: format!("{} ({text})", resource.address),
                address: resource.address.clone(),
                cluster: Some(resource.address.to_string()),
                cni: cluster.cni.clone(),
                auto_mode: true,
                types: instances::types().filter(|ty| ["c", "m", "r"].contains(&ty.category())).collect(),
                kubelet: Kubelet::default(),
                limits: Limits::default(),
                size_unknown: None,
                replicas: None,
                draw: cluster.draw.clone(),
                copies: cluster.copies,
                limits_at: name.span.or(config.get("node_pools").span),
                types_at: None,
                span: resource.span,
            });
        }
    }
    pools
}

struct Around<'a> {
    resources: &'a [Resource],
    subnets: &'a [Subnet],
    clusters: &'a [Cluster],
    reserved: u64,
}

/// The interfaces that Karpenter's chart is told not to count on.
fn reserved_enis(resource: &Resource) -> Option<u64> {
    let chart = resource.is("helm_release").then(|| resource.get("chart").as_str())??;
    if chart.rsplit('/').next() != Some("karpenter") {
        return None;
    }
    let number = |value: &Value| match value.as_number() {
        Some(number) => number.to_u64(),
        None => value.as_str()?.parse().ok(),
    };
    let set = resource.blocks("set").into_iter().flatten();
    let mut set = set.filter(|set| set.get("name").as_str() == Some("settings.reservedENIs"));
    if let Some(set) = set.next() {
        return number(set.get("value"));
    }
    let values = resource.get("values").as_sequence().unwrap_or_default();
    values.iter().find_map(|text| {
        let values = super::document::document(text, &resource.address)?.ok()?;
        number(&part(&values, &["settings", "reservedENIs"])?)
    })
}

fn node_pool(object: &Object<'_>, several: bool, objects: &[Object<'_>], around: &Around<'_>) -> NodePool {
    let Object { resource, value, .. } = object;
    let name = text(value, &["metadata", "name"]);
    let title = match name {
        Some(name) if several => format!("{} ({name})", resource.address),
        _ => resource.address.to_string(),
    };
    let template = part(value, &["spec", "template", "spec"]).unwrap_or_else(super::launch::nothing);
    let class_name = part(&template, &["nodeClassRef", "name"]);
    let class_kind = text(&template, &["nodeClassRef", "kind"]).unwrap_or_else(|| "EC2NodeClass".to_owned());
    let class_group = text(&template, &["nodeClassRef", "group"]);
    let auto_mode = class_kind == "NodeClass" || class_group.as_deref() == Some("eks.amazonaws.com");
    let class = objects.iter().find(|other| {
        let named = part(&other.value, &["metadata", "name"]);
        other.kind == class_kind
            && named.zip(class_name.clone()).is_some_and(|(a, b)| selector::same(&a, &b) == Some(true))
    });
    let requirements = requirements::requirements(value);
    let draw = match class {
        Some(class) => selector::draw(class.resource, &class.value, &requirements, around.resources, around.subnets),
        None => {
            let because = match class_name.as_ref().and_then(Value::as_str) {
                Some(name) => format!("its {class_kind} `{name}` is not in this configuration"),
                None => format!("which {class_kind} it has is not known"),
            };
            let why = Why::new(because, format!("the {class_kind} in the same run, or a plan"), resource.span);
            Draw { subnets: Vec::new(), open: Some(why) }
        }
    };
    // The kubelet's settings were in the NodePool before v1.
    let kubelet = |name: &str| {
        let of_class = class.and_then(|class| part(&class.value, &["spec", "kubelet", name]));
        of_class.or_else(|| part(&template, &["kubelet", name]))
    };
    let (max_pods, pods_per_core) = (kubelet("maxPods"), kubelet("podsPerCore"));
    let (cluster, mut cni) = match around.clusters {
        [cluster] => (Some(cluster.address.to_string()), cluster.cni.clone()),
        clusters => {
            let because = match clusters {
                [] => "its cluster is not in this configuration",
                _ => "there are several clusters, and which one it is of is not said",
            };
            let why = Why::new(because, "the cluster and its NodePools in one root", resource.span);
            (None, Cni::Unknown(why))
        }
    };
    // Without them it is not known how far a node fills up.
    if let Some(unknown) = [&max_pods, &pods_per_core].into_iter().flatten().find(|value| whole(value).is_none()) {
        cni = Cni::Unknown(Why::of(unknown));
    }
    let (limits, mut size_unknown) = read_limits(value, resource.span);
    let replicas = part(value, &["spec", "replicas"]);
    if let Some(replicas) = replicas.as_ref().filter(|replicas| whole(replicas).is_none()) {
        size_unknown.get_or_insert(Why::of(replicas));
    }
    let types: Vec<Type> = instances::types().filter(|ty| requirements.iter().all(|one| one.allows(ty))).collect();
    let not_in_table = requirements.iter().find_map(Requirement::not_in_table);
    if not_in_table.is_some() || types.is_empty() {
        let because = match not_in_table {
            Some(name) => format!("`{name}` is not in the table of {}", instances::AS_OF),
            None => format!("no instance type in the table of {} meets its requirements", instances::AS_OF),
        };
        size_unknown.get_or_insert(Why::new(because, "a newer podroom, or other types", resource.span));
    }
    NodePool {
        title,
        address: resource.address.clone(),
        cluster,
        cni,
        auto_mode,
        types,
        kubelet: Kubelet {
            max_pods: max_pods.as_ref().and_then(whole),
            pods_per_core: pods_per_core.as_ref().and_then(whole),
            reserved_enis: around.reserved,
        },
        limits,
        size_unknown,
        replicas: replicas.as_ref().and_then(whole),
        draw,
        copies: Bounds { at_least: resource.copies.0, at_most: resource.copies.1 },
        limits_at: part(value, &["spec", "limits"]).and_then(|limits| limits.span),
        types_at: part(value, &["spec", "template", "spec", "requirements"]).and_then(|listed| listed.span),
        span: resource.span,
    }
}

fn whole(value: &Value) -> Option<u64> {
    match value.as_number() {
        Some(number) => number.to_u64(),
        None => value.as_str()?.parse().ok(),
    }
}

fn read_limits(pool: &Value, at: Option<Span>) -> (Limits, Option<Why>) {
    let mut unknown = None;
    let mut read = |name: &str, unit: u128| {
        let value = part(pool, &["spec", "limits", name])?;
        let found = limits::thousandths(&value).map(|n| u64::try_from(n / unit).unwrap_or(u64::MAX));
        if found.is_none() {
            unknown = Some(match value.as_str() {
                Some(text) => Why::new(
                    format!("`spec.limits.{name}` is {text:?}, which is no quantity"),
                    "a quantity such as 1000 or 1000Gi",
                    value.span.or(at),
                ),
                None => Why::of(&value),
            });
        }
        found
    };
    let limits =
        Limits { cpus: read("cpu", 1_000), memory_mib: read("memory", 1_000 << 20), nodes: read("nodes", 1_000) };
    let written = part(pool, &["spec", "limits"]);
    let whole = written.filter(|limits| limits.as_entries().is_none_or(|entries| !entries.is_empty()));
    // One that is not known, or that is of something else, such as GPUs.
    let other = whole.filter(|_| limits.is_unbounded()).map(|limits| match limits.as_entries() {
        Some(_) => {
            Why::new("its limits are of other things than CPUs, memory or nodes", "`spec.limits.cpu`", limits.span)
        }
        None => Why::of(&limits),
    });
    (limits, unknown.or(other))
}

/// What the nodes of NodePools start in.
pub(super) struct Network<'a> {
    pub(super) subnets: &'a [Subnet],
    /// How many pods are a node's first ones.
    pub(super) pods_per_node: u64,
}

/// Figures of a node that are asked for.
type Pick = fn(&PerNode) -> Bounds<Addresses>;

impl NodePool {
    /// What a node of a type holds: of its own subnet, of those where its pods have addresses, and in all.
    fn holds(&self, ty: &Type, around: &Network<'_>) -> [PerNode; 3] {
        let same = |bounds| PerNode { idle: bounds, first_pod: bounds, packed: bounds };
        let (one, some) = (same(Bounds::exactly(nodes::LEAST)), same(Bounds::from(nodes::LEAST)));
        let none = same(Bounds::exactly(Addresses(0)));
        match &self.cni {
            // How many addresses Auto Mode keeps ready is not published.
            _ if self.auto_mode => [some, none, some],
            Cni::Vpc(vpc) => {
                let Kubelet { max_pods, pods_per_core, reserved_enis } = self.kubelet;
                let max = max_pods::of_karpenter(&ty.limits, max_pods, pods_per_core, reserved_enis);
                let spills = around.subnets.iter().any(|subnet| subnet.takes_pods);
                nodes::of_type(ty.name, &ty.limits, &max, vpc, around.pods_per_node, spills)
            }
            Cni::Ipv6 => [one, none, one],
            Cni::Unknown(_) => [some, none, some],
        }
    }

    /// Each shape of node once, with what it holds.
    fn shapes(&self, around: &Network<'_>) -> Vec<(Type, [PerNode; 3])> {
        let mut seen = std::collections::BTreeSet::new();
        let shape = |ty: &Type| {
            let Rates { max_enis, ipv4_per_eni, prefixes, network_cards, branch_enis, .. } = ty.limits;
            (max_enis, ipv4_per_eni, prefixes, network_cards, branch_enis, ty.vcpus, ty.memory_mib)
        };
        let each = self.types.iter().filter(|ty| seen.insert(shape(ty)));
        each.map(|ty| (*ty, self.holds(ty, around))).collect()
    }

    /// The subnets in which its pods have addresses beside its nodes' own; nothing when there are none.
    fn pods_draw(&self, subnets: &[Subnet]) -> Option<Draw> {
        let Cni::Vpc(vpc) = &self.cni else { return None };
        if vpc.settings.custom_networking {
            return Some(pods::of_eni_configs(vpc, &self.address, self.span, subnets));
        }
        let tagged = subnets.iter().enumerate().filter(|(_, subnet)| subnet.takes_pods && !subnet.ipv6_only);
        let tagged: Vec<_> = tagged.map(|(index, subnet)| (index, subnet.copies)).collect();
        let spills = vpc.settings.subnet_discovery && !tagged.is_empty();
        let why = || Why::new("further interfaces go to the subnet with the most free addresses", "a plan", self.span);
        spills.then(|| Draw { subnets: tagged, open: Some(why()) })
    }

    /// Whether nothing bounds the number of its nodes.
    pub(super) fn is_unbounded(&self) -> bool {
        self.limits.is_unbounded() && self.size_unknown.is_none() && self.replicas.is_none()
    }

    /// What its nodes count together: addresses at a moment, or themselves.
    fn total(&self, shapes: &[(Type, [PerNode; 3])], count: impl Fn(&[PerNode; 3]) -> Bounds<u64>) -> Bounds<u64> {
        let items: Vec<Item> = shapes
            .iter()
            .map(|(ty, holds)| Item { vcpus: ty.vcpus, memory_mib: ty.memory_mib, counts: count(holds) })
            .collect();
        let total = match self.replicas {
            Some(nodes) => Limits { nodes: Some(nodes), ..Limits::default() }.of_full(&items),
            None if self.size_unknown.is_some() || self.limits.is_unbounded() => Bounds::from(0),
            None => self.limits.of_full(&items),
        };
        super::given::product(self.copies, total)
    }

    /// Nodes now and at its limits. Pods decide how many there are; a static one always has its replicas.
    fn sizes(&self, shapes: &[(Type, [PerNode; 3])]) -> (Bounds<u64>, Bounds<u64>) {
        let scaled = self.total(shapes, |_| Bounds::exactly(1));
        let desired = if self.replicas.is_some() { scaled } else { Bounds { at_least: 0, ..scaled } };
        (desired, scaled)
    }

    /// The pool in the words of the model.
    pub(super) fn node_pool(&self, around: &Network<'_>) -> crate::model::NodePool {
        let shapes = self.shapes(around);
        let (desired, max) = self.sizes(&shapes);
        let all = shapes.iter().map(|(_, [_, _, total])| *total).reduce(PerNode::or);
        crate::model::NodePool {
            address: self.title.clone(),
            cloud: crate::model::Cloud::Aws,
            word: "NodePool",
            cluster: self.cluster.clone(),
            instance_types: super::claims::named(self.types.iter().map(|ty| ty.name)),
            max_pods: None,
            max_pods_from: String::new(),
            pods: None,
            desired,
            max,
            per_node: all,
            ranges: self.draw.subnets.iter().filter_map(|(at, _)| around.subnets.get(*at)).map(Subnet::id).collect(),
            picked_at_random: Vec::new(),
            pooled: true,
            unbounded: self.is_unbounded(),
            at: crate::finding::Place::of(self.limits_at.or(self.types_at).or(self.span), &self.title),
        }
    }

    /// The same pool with other limits on CPUs.
    pub(super) fn limited(&self, cpus: u64) -> Self {
        Self { limits: Limits { cpus: Some(cpus), ..self.limits }, ..self.clone() }
    }

    /// The same pool without types that have so few CPUs or fewer; nothing when none would be left, or none left out.
    pub(super) fn without_small(&self, vcpus: u64) -> Option<Self> {
        let types: Vec<Type> = self.types.iter().filter(|ty| ty.vcpus > vcpus).copied().collect();
        (!types.is_empty() && types.len() < self.types.len()).then(|| Self { types, ..self.clone() })
    }

    /// Its limit on CPUs.
    pub(super) fn cpus(&self) -> Option<u64> {
        self.limits.cpus
    }

    /// Everything about it that is not exactly known.
    pub(super) fn doubts(&self, around: &Network<'_>) -> Vec<crate::model::Undecided> {
        let title = &self.title;
        let about = |what: &str, why: &Why| why.undecided(format!("{what} of `{title}`"), title);
        if self.is_unbounded() {
            let why = match self.limits_at {
                // Of what AWS brings along nothing can be set.
                Some(at) => Why::new("EKS Auto Mode sets it no limit", "a NodePool of your own in its place", Some(at)),
                None => Why::new("its NodePool has no `spec.limits`", "`spec.limits`", self.span),
            };
            return vec![about("the maximum size", &why)];
        }
        let mut doubts = Vec::new();
        doubts.extend(self.size_unknown.as_ref().map(|why| about("the maximum size", why)));
        doubts.extend(self.draw.open.as_ref().map(|why| about("the subnets", why)));
        if let Cni::Unknown(why) = &self.cni {
            doubts.push(about("the addresses per node", why));
        } else if self.auto_mode {
            let why = "how many addresses EKS Auto Mode keeps ready on a node is not published";
            doubts.push(about("the addresses per node", &Why::new(why, "", self.span)));
        }
        if doubts.is_empty() {
            let shapes = self.shapes(around);
            let total = |pick: Pick| self.total(&shapes, |[own, ..]| claims::plain(pick(own)));
            let (first, full) = (total(|holds| holds.first_pod), total(|holds| holds.packed));
            let why = if first.exact().and(full.exact()).is_some() {
                "Karpenter starts its nodes where most addresses are free, in subnets that others share".to_owned()
            } else {
                format!(
                    "its limits allow nodes of {} addresses in all with their first pods, {} when full, and which types start Karpenter decides",
                    super::given::figure(first),
                    super::given::figure(full)
                )
            };
            let why = Why::new(why, "requirements that fewer types meet", self.types_at.or(self.span));
            doubts.push(about("the addresses", &why));
        }
        doubts
    }
}
