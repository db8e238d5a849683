//! Facts about node pools.

use super::super::values::{bounded, object, optional, placed, unknown};
use super::{Fact, fact};
use crate::eval::value::Value;
use crate::model::{Addresses, Bounds, NodePool, PerNode};

pub(super) fn table() -> Vec<Fact<NodePool>> {
    vec![
        fact("address", "Its Terraform address.", |p| placed(Value::string(p.address.as_str()), &p.at)),
        fact("title", "Its name in a sentence, backquotes included.", |p| Value::string(format!("`{}`", p.address))),
        fact("word", "The cloud's own word: `node group`, `node pool`.", |p| Value::string(p.word)),
        fact("cloud", "`aws` or `gcp`.", |p| Value::string(p.cloud.word())),
        fact("cluster", "Its cluster; null when it is not known.", |p| optional(p.cluster.as_deref())),
        fact("instance_types", "Instance or machine types, as they are written.", |p| {
            Value::tuple(p.instance_types.iter().map(|t| Value::string(t.as_str())).collect())
        }),
        fact("max_pods", "Pods a node may run; unknown when nothing says.", |p| {
            p.max_pods.map_or_else(
                || unknown(&format!("max pods of `{}` is not known", p.address), None, None),
                Value::number,
            )
        }),
        fact("max_pods_from", "The rule that decided `max_pods`, in words.", |p| {
            Value::string(p.max_pods_from.as_str())
        }),
        fact("desired", "Nodes at desired or initial size.", |p| {
            bounded(p.desired, |n| Addresses(n.into()), &format!("the desired size of `{}`", p.address))
        }),
        fact("max", "Nodes at maximum size.", |p| {
            bounded(p.max, |n| Addresses(n.into()), &format!("the maximum size of `{}`", p.address))
        }),
        fact(
            "per_node",
            "Addresses one node holds over all ranges: `idle`, `first_pod` (with its first pod) and `packed` (full of pods). Points at the instance type.",
            |p| placed(per_node(p.per_node, &p.address), &p.at),
        ),
        fact("ranges", "Names of the ranges its nodes and pods draw from.", |p| {
            Value::tuple(p.ranges.iter().map(|id| Value::string(id.to_string())).collect())
        }),
    ]
}

pub(super) fn per_node(per_node: Option<PerNode>, by: &str) -> Value {
    let figure = |pick: fn(PerNode) -> Bounds<Addresses>| match per_node {
        Some(figures) => bounded(pick(figures), |a| a, &format!("what a node of `{by}` holds")),
        None => unknown(&format!("what a node of `{by}` holds is not known"), None, None),
    };
    object([("idle", figure(|p| p.idle)), ("first_pod", figure(|p| p.first_pod)), ("packed", figure(|p| p.packed))])
}
