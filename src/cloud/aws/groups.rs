//! Groups of nodes, managed and self-managed, as they are written.

use super::clusters::{self, Cluster};
use super::given::{Count, Why, given, given_text};
use super::launch::{self, Shape, Template};
use super::max_pods::Kubelet;
use super::settings::{self, Cni, Sources, Start};
use super::subnets::{self, Draw, Subnet};
use super::surge::Surge;
use crate::address::Address;
use crate::eval::value::{Object, Value};
use crate::model::{Bounds, Fault};
use crate::resource::Resource;
use crate::source::Span;
use std::sync::Arc;

/// A group of nodes of one shape.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) address: Arc<Address>,
    /// What AWS calls it.
    pub(super) word: &'static str,
    /// Address of its cluster, or else its name.
    pub(super) cluster: Option<String>,
    /// What gives its pods their addresses.
    pub(super) cni: Cni,
    /// What its nodes are.
    pub(super) shape: Shape,
    /// Nodes at the desired size.
    pub(super) desired: Count,
    /// Nodes at the maximum size.
    pub(super) max: Count,
    /// Whether the maximum is written in nodes, and not in units that a node has several of.
    pub(super) sized_in_nodes: bool,
    /// What an update adds.
    pub(super) surge: Surge,
    /// What waits beside its nodes.
    pub(super) waiting: Option<Waiting>,
    /// Its subnets.
    pub(super) draw: Draw,
    /// Why it is not certain that these are nodes of a cluster.
    pub(super) maybe: Option<Why>,
    /// How many groups it stands for; at least 0 if it may be none.
    pub(super) copies: Bounds<u64>,
    /// The block's header.
    pub(super) span: Option<Span>,
}

/// The warm pool of an Auto Scaling group: instances that were started once and wait.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    /// How many at most, beside the desired and the maximum size.
    pub(super) desired: Option<u64>,
    pub(super) scaled: Option<u64>,
    /// Whether they are stopped: then they keep one address each.
    pub(super) stopped: bool,
    pub(super) at: Option<Span>,
}

/// What groups are read against.
pub(super) struct Surroundings<'a> {
    pub(super) subnets: &'a [Subnet],
    pub(super) clusters: &'a [Cluster],
    pub(super) templates: &'a [Template],
    pub(super) sources: &'a Sources,
}

/// The type of a managed group that names none.
/// Source: EKS API, `CreateNodegroup`, read 2026-11-23.
const DEFAULT_TYPE: &str = "t3.medium";

impl Surroundings<'_> {
    /// The cluster's address or name, and its CNI.
    pub(super) fn cluster(&self, name: &Value) -> (Option<String>, Cni) {
        if let Some(cluster) = clusters::named(name, self.clusters) {
            return (Some(cluster.address.to_string()), cluster.cni.clone());
        }
        let cni = self.sources.cni(|cluster| settings::same_cluster(cluster, name), &Start::Foreign(name));
        (name.as_str().map(str::to_owned), cni)
    }
}

/// A managed node group.
pub(super) fn managed(resource: &Resource, around: &Surroundings<'_>, faults: &mut Vec<Fault>) -> Group {
    let own = &resource.address;
    let (cluster, mut cni) = around.cluster(resource.get("cluster_name"));
    if let Some(why) = windows(resource.get("ami_type"), own) {
        cni = Cni::Unknown(why);
    }
    let scaling = resource.block("scaling_config");
    let size = |name| match scaling {
        Some(block) => Count::given(block.get(name), own).unwrap_or_else(|| Count::unknown(Why::of(block.get(name)))),
        None => Count::unknown(Why::of(resource.get("scaling_config"))),
    };
    let (desired, max) = sizes(size("min_size"), Some(size("desired_size")), size("max_size"));
    Group {
        address: own.clone(),
        word: "node group",
        cluster,
        cni,
        shape: shape(resource, around.templates, faults),
        desired,
        max,
        sized_in_nodes: true,
        surge: Surge::of(resource),
        waiting: None,
        draw: subnets::named(resource.get("subnet_ids"), own, around.subnets),
        maybe: None,
        copies: Bounds { at_least: resource.copies.0, at_most: resource.copies.1 },
        span: resource.span,
    }
}

fn shape(resource: &Resource, templates: &[Template], faults: &mut Vec<Fault>) -> Shape {
    let own = &resource.address;
    let template = match resource.blocks("launch_template").first() {
        Some(Some(block)) => launch::named(launch::TEMPLATE, block.get("id"), block.get("name"), own, templates),
        Some(None) => given(resource.get("launch_template"), own).map(|value| Err(Why::of(value))),
        None => None,
    };
    let kubelet = match &template {
        Some(Ok(template)) if template.image => template.kubelet(),
        // Bottlerocket takes the group's own settings over what EKS puts in.
        // Source: bottlerocket-os/bottlerocket, README, `settings.kubernetes.max-pods`, read 2026-11-23.
        Some(Ok(template)) if is_bottlerocket(resource) => {
            template.max_pods.clone().map_or(Kubelet::Managed, Kubelet::Given)
        }
        _ => Kubelet::Managed,
    };
    let listed = launch::list(resource.get("instance_types"), own);
    let from = template.as_ref().and_then(|template| template.as_ref().ok()).copied();
    let types = match (listed, template) {
        (Some(types), _) => types,
        (None, Some(Err(why))) => Err(why),
        (None, Some(Ok(template))) => template.types().map(or_default),
        (None, None) => Ok(or_default(Vec::new())),
    };
    Shape::of(types, (kubelet, from), resource.span, own, faults)
}

fn or_default(types: Vec<Value>) -> Vec<Value> {
    if types.is_empty() { vec![Value::string(DEFAULT_TYPE)] } else { types }
}

fn is_bottlerocket(resource: &Resource) -> bool {
    resource.get("ami_type").as_str().is_some_and(|ty| ty.starts_with("BOTTLEROCKET"))
}

/// Windows nodes get their addresses from another controller.
fn windows(ami_type: &Value, own: &Address) -> Option<Why> {
    let value = given_text(ami_type, own)?;
    let windows = value.as_str().is_some_and(|ty| ty.starts_with("WINDOWS"));
    windows.then(|| Why::new("its nodes run Windows, whose addresses are not modelled", "a later release", value.span))
}

/// Desired and maximum size. The desired one is the minimum when it is not given, and neither is beyond the maximum.
/// Source: Amazon EC2 Auto Scaling API, `CreateAutoScalingGroup`, `DesiredCapacity`, read 2026-11-23.
pub(super) fn sizes(min: Count, desired: Option<Count>, mut max: Count) -> (Count, Count) {
    let mut desired = desired.unwrap_or_else(|| min.clone());
    if desired.why.is_some() {
        desired.bounds.at_least = desired.bounds.at_least.max(min.bounds.at_least);
        desired.bounds.at_most = desired.bounds.at_most.or(max.bounds.at_most);
        desired.bounds.at_most = desired.bounds.at_most.map(|most| most.max(desired.bounds.at_least));
    }
    if max.why.is_some() {
        max.bounds.at_least = max.bounds.at_least.max(desired.bounds.at_least);
        max.bounds.at_most = max.bounds.at_most.map(|most| most.max(max.bounds.at_least));
    }
    (desired, max)
}

/// The first block of a type in another one.
pub(super) fn inner<'a>(block: &'a Object, name: &str) -> Option<&'a Object> {
    crate::resource::blocks(block.get(name)).into_iter().flatten().next()
}
