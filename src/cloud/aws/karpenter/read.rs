//! Reads NodePools and NodeClasses, however a configuration carries them, and what EKS Auto Mode brings along.

use super::super::clusters::Cluster;
use super::super::document::document;
use super::super::given::{Why, given};
use super::super::instances::{self, Type};
use super::super::launch::nothing;
use super::super::manifests::{manifests, part, text};
use super::super::settings::Cni;
use super::super::subnets::{Draw, Subnet};
use super::disruption;
use super::limits::{self, Limits};
use super::requirements::{self, Requirement};
use super::selector;
use super::{Kubelet, NodePool};
use crate::eval::value::Value;
use crate::model::Bounds;
use crate::resource::Resource;
use crate::source::Span;

/// Where the parts of an object stand that says which nodes to start: Karpenter's API has had two forms.
struct Form {
    /// Its kind.
    kind: &'static str,
    requirements: &'static [&'static str],
    limits: &'static [&'static str],
    kubelet: &'static [&'static str],
    class: &'static [&'static str],
    /// The kind of what it names its class.
    class_kind: &'static str,
}

const NODE_POOL: Form = Form {
    kind: "NodePool",
    requirements: &["spec", "template", "spec", "requirements"],
    limits: &["spec", "limits"],
    // Before v1; since then it is in the class.
    kubelet: &["spec", "template", "spec", "kubelet"],
    class: &["spec", "template", "spec", "nodeClassRef"],
    class_kind: "EC2NodeClass",
};

/// Karpenter up to 0.31, and 0.32 beside NodePools.
/// Source: kubernetes-sigs/karpenter@b368f80dad4f, `pkg/apis/v1alpha5/provisioner.go`, read 2026-11-26.
const PROVISIONER: Form = Form {
    kind: "Provisioner",
    requirements: &["spec", "requirements"],
    limits: &["spec", "limits", "resources"],
    kubelet: &["spec", "kubeletConfiguration"],
    class: &["spec", "providerRef"],
    class_kind: "AWSNodeTemplate",
};

/// The objects that a configuration makes, with the resource that makes each.
struct Object<'a> {
    resource: &'a Resource,
    value: Value,
    kind: String,
    group: String,
}

/// Reads the NodePools. They are of the one cluster there is.
pub(in super::super) fn node_pools(resources: &[Resource], subnets: &[Subnet], clusters: &[Cluster]) -> Vec<NodePool> {
    let mut objects = Vec::new();
    for resource in resources.iter().filter(|resource| !resource.address.data) {
        for value in manifests(resource) {
            let Some(kind) = text(&value, &["kind"]) else { continue };
            let version = text(&value, &["apiVersion"]).unwrap_or_default();
            let group = version.split('/').next().unwrap_or_default().to_owned();
            objects.push(Object { resource, value, kind, group });
        }
    }
    let pools: Vec<&Object<'_>> = objects.iter().filter(|object| object.form().is_some()).collect();
    let reserved = resources.iter().find_map(reserved_enis).unwrap_or_default();
    let one = |object: &&Object<'_>| {
        let several = pools.iter().filter(|other| other.resource.address == object.resource.address).count() > 1;
        Some(node_pool(object, object.form()?, several, &objects, &Around { resources, subnets, clusters, reserved }))
    };
    let built_in = of_auto_mode(resources, clusters);
    pools.iter().filter_map(one).chain(built_in).collect()
}

impl Object<'_> {
    /// Its form, if it says which nodes to start on AWS: Karpenter makes nodes of other clouds as well.
    fn form(&self) -> Option<&'static Form> {
        let form = [&NODE_POOL, &PROVISIONER].into_iter().find(|form| self.kind == form.kind)?;
        let class = part(&self.value, form.class).and_then(|class| text(&class, &["kind"]));
        let of_aws = class.is_none_or(|kind| [form.class_kind, "NodeClass"].contains(&kind.as_str()));
        (self.group == "karpenter.sh" && of_aws).then_some(form)
    }
}

/// The pools that EKS Auto Mode brings with it: nothing bounds them, and they are in the cluster's subnets. Where it is not
/// known whether it is on, or which of them are there, there may be none.
/// Source: Amazon EKS User Guide, "Enable or Disable Built-in NodePools", read 2026-11-26.
fn of_auto_mode(resources: &[Resource], clusters: &[Cluster]) -> Vec<NodePool> {
    let mut pools = Vec::new();
    for resource in resources.iter().filter(|resource| resource.is("aws_eks_cluster")) {
        let Some(cluster) = clusters.iter().find(|cluster| cluster.address == resource.address) else { continue };
        let (enabled, listed) = match resource.blocks("compute_config").first() {
            Some(Some(config)) => (config.get("enabled"), config.get("node_pools")),
            Some(None) => (resource.get("compute_config"), resource.get("compute_config")),
            None => continue,
        };
        let Some(enabled) = given(enabled, &resource.address) else { continue };
        if enabled.as_bool() == Some(false) {
            continue;
        }
        let maybe = [enabled, listed].into_iter().find(|value| !value.is_known()).map(Why::of);
        let names: Vec<(&str, Option<Span>)> = match listed.as_sequence() {
            Some(names) => names.iter().filter_map(|name| Some((name.as_str()?, name.span))).collect(),
            None if listed.is_known() => Vec::new(),
            None => vec![("built-in NodePools", listed.span)],
        };
        let copies = Bounds { at_least: if maybe.is_some() { 0 } else { cluster.copies.at_least }, ..cluster.copies };
        pools.extend(names.into_iter().map(|(name, span)| NodePool {
            word: NODE_POOL.kind,
            title: format!("{} ({name})", resource.address),
            address: resource.address.clone(),
            cluster: Some(resource.address.to_string()),
            cni: cluster.cni.clone(),
            auto_mode: true,
            types: instances::types().filter(|ty| ["c", "m", "r"].contains(&ty.category())).collect(),
            kubelet: Kubelet::default(),
            limits: Limits::default(),
            size_unknown: maybe.clone(),
            replicas: None,
            surge: 0,
            draw: cluster.draw.clone(),
            copies,
            limits_at: span.or(listed.span),
            types_at: None,
            span: resource.span,
        }));
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
        let values = document(text, &resource.address)?.ok()?;
        number(&part(&values, &["settings", "reservedENIs"])?)
    })
}

fn node_pool(
    object: &Object<'_>,
    form: &'static Form,
    several: bool,
    objects: &[Object<'_>],
    around: &Around<'_>,
) -> NodePool {
    let Object { resource, value, .. } = object;
    let name = text(value, &["metadata", "name"]);
    let title = match name {
        Some(name) if several => format!("{} ({name})", resource.address),
        _ => resource.address.to_string(),
    };
    let class_of = part(value, form.class).unwrap_or_else(nothing);
    let class_name = part(&class_of, &["name"]);
    let class_kind = text(&class_of, &["kind"]).unwrap_or_else(|| form.class_kind.to_owned());
    let class_group = text(&class_of, &["group"]);
    let auto_mode = class_kind == "NodeClass" || class_group.as_deref() == Some("eks.amazonaws.com");
    let class = objects.iter().find(|other| {
        let named = part(&other.value, &["metadata", "name"]);
        other.kind == class_kind
            && named.zip(class_name.clone()).is_some_and(|(a, b)| selector::same(&a, &b) == Some(true))
    });
    // A Provisioner may say itself what others leave to a class.
    let inline = part(value, &["spec", "provider"]).filter(|_| form.kind == PROVISIONER.kind).map(|_| object);
    let class = class.or(inline);
    let requirements = requirements::requirements(value, form.requirements, form.kind == PROVISIONER.kind);
    let draw = match class {
        Some(class) => selector::draw(class.resource, &class.value, &requirements, around.resources, around.subnets),
        None => {
            let because = match class_name.as_ref().and_then(Value::as_str) {
                Some(name) => format!("its {class_kind} `{name}` is in no manifest here that can be read"),
                None => format!("which {class_kind} it has is not known"),
            };
            let why = Why::new(because, format!("the {class_kind} in the same run, or a plan"), resource.span);
            Draw { subnets: Vec::new(), open: Some(why) }
        }
    };
    let kubelet = |name: &str| {
        let of_class = class.and_then(|class| part(&class.value, &["spec", "kubelet", name]));
        of_class.or_else(|| part(&part(value, form.kubelet)?, &[name]))
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
    let (limits, mut size_unknown) = read_limits(value, form.limits, resource.span);
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
        word: form.kind,
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
        surge: match replicas.as_ref().and_then(whole) {
            Some(nodes) => {
                let beyond = limits.nodes.map_or(u64::MAX, |most| most.saturating_sub(nodes));
                disruption::at_once(value, nodes).min(beyond)
            }
            None => disruption::at_once(value, u64::MAX).min(1),
        },
        draw,
        copies: Bounds { at_least: resource.copies.0, at_most: resource.copies.1 },
        limits_at: part(value, form.limits).and_then(|limits| limits.span),
        types_at: part(value, form.requirements).and_then(|listed| listed.span),
        span: resource.span,
    }
}

fn whole(value: &Value) -> Option<u64> {
    match value.as_number() {
        Some(number) => number.to_u64(),
        None => value.as_str()?.parse().ok(),
    }
}

fn read_limits(pool: &Value, path: &[&str], at: Option<Span>) -> (Limits, Option<Why>) {
    let written = part(pool, path);
    let mut unknown = None;
    let mut read = |name: &str, unit: u128| {
        let value = part(written.as_ref()?, &[name])?;
        let found = limits::thousandths(&value).map(|n| u64::try_from(n / unit).unwrap_or(u64::MAX));
        if found.is_none() {
            unknown = Some(match value.as_str() {
                Some(text) => Why::new(
                    format!("`{}.{name}` is {text:?}, which is no quantity", path.join(".")),
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
    let whole = written.filter(|limits| limits.as_entries().is_none_or(|entries| !entries.is_empty()));
    // One that is not known, or that is of something else, such as GPUs.
    let other = whole.filter(|_| limits.is_unbounded()).map(|limits| match limits.as_entries() {
        Some(_) => Why::new(
            "its limits are of other things than CPUs, memory or nodes",
            format!("`{}.cpu`", path.join(".")),
            limits.span,
        ),
        None => Why::of(&limits),
    });
    (limits, unknown.or(other))
}
