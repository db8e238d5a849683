//! Facts about node pools.

use super::super::values::{addresses, bounded, object, optional, placed, unknown};
use super::{Fact, World, fact};
use crate::demand::Verdict;
use crate::eval::value::{Type, Value};
use crate::finding::Place;
use crate::model::{Addresses, Bounds, Claim, NodePool, PerNode, PodNetwork};
use crate::words::listed;

/// A node pool and the world around it.
pub(super) struct View<'a> {
    pub pool: &'a NodePool,
    pub world: &'a World<'a>,
}

pub(super) fn table<'a>() -> Vec<Fact<View<'a>>> {
    vec![
        fact("address", "Its Terraform address.", |v| placed(Value::string(v.pool.address.as_str()), &v.pool.at)),
        fact("title", "Its name in a sentence, backquotes included.", |v| {
            Value::string(format!("`{}`", v.pool.address))
        }),
        fact("word", "The cloud's own word: `node group`, `node pool`.", |v| Value::string(v.pool.word)),
        fact("cloud", "`aws`, `gcp` or `azure`.", |v| Value::string(v.pool.cloud.word())),
        fact("cluster", "Its cluster; null when it is not known.", |v| optional(v.pool.cluster.as_deref())),
        fact("instance_types", "Instance or machine types, as they are written.", |v| {
            Value::tuple(v.pool.instance_types.iter().map(|t| Value::string(t.as_str())).collect())
        }),
        fact("max_pods", "Pods a node may run; unknown when nothing says.", |v| {
            v.pool.max_pods.map_or_else(
                || unknown(&format!("max pods of `{}` is not known", v.pool.address), None, None),
                Value::number,
            )
        }),
        fact("max_pods_from", "The rule that decided `max_pods`, in words.", |v| {
            Value::string(v.pool.max_pods_from.as_str())
        }),
        fact(
            "pod_block",
            "The block that each node has for its pods on GKE: `max_pods`, `addresses`, `prefix_len`, and `half`, the most pods with which it would be half as large; null where that is not known, and on other clouds. Points at where max pods are written.",
            |v| match &v.pool.pod_block {
                Some(block) => placed(
                    object([
                        ("max_pods", Value::number(block.max_pods)),
                        ("addresses", addresses(block.addresses)),
                        ("prefix_len", Value::number(u64::from(block.prefix_len))),
                        ("half", Value::number(block.half)),
                    ]),
                    &block.at,
                ),
                None => Value::null(Type::Any),
            },
        ),
        fact(
            "minimum_ip_target_alone",
            "`MINIMUM_IP_TARGET` of the VPC CNI, when it is set without `WARM_IP_TARGET`; else null. Points at where the CNI is set up.",
            |v| match pods(v).and_then(|pods| pods.minimum_alone) {
                Some(minimum) => placed(Value::number(minimum), &settings_at(v)),
                None => Value::null(Type::Number),
            },
        ),
        fact(
            "above_all_addresses",
            "When the warm targets of the VPC CNI ask for more addresses than a node has: `instance_type`, `asked`, and `has`, all that its interfaces have for pods; else null. Points at where the CNI is set up.",
            |v| match pods(v).and_then(|pods| pods.above.as_ref()) {
                Some((name, asked, has)) => placed(
                    object([
                        ("instance_type", Value::string(name.as_str())),
                        ("asked", Value::number(*asked)),
                        ("has", Value::number(*has)),
                    ]),
                    &settings_at(v),
                ),
                None => Value::null(Type::Any),
            },
        ),
        fact(
            "others_of_cluster",
            "What a node of each other node pool of its cluster holds with its first pods, in a sentence: `` 62 on `a` and 30 on `b` ``; null without any.",
            |v| optional(others_of_cluster(v).as_deref()),
        ),
        fact(
            "short_of_addresses",
            "When the VPC CNI cannot give as many pods an address as the kubelet may run: `instance_type`, `max_pods`, and `pods`, how many of these can run; else null. Points at where the CNI is set up, or the instance type.",
            |v| match pods(v).and_then(|pods| pods.short.as_ref()) {
                Some((name, max, can)) => placed(
                    object([
                        ("instance_type", Value::string(name.as_str())),
                        ("max_pods", Value::number(*max)),
                        ("pods", Value::number(*can)),
                    ]),
                    &settings_at(v),
                ),
                None => Value::null(Type::Any),
            },
        ),
        fact(
            "without_prefixes",
            "Its instance types that cannot take prefixes while `ENABLE_PREFIX_DELEGATION` is on, a list. Points at where the CNI is set up.",
            |v| {
                let types = pods(v).map(|pods| pods.without_prefixes.as_slice()).unwrap_or_default();
                let types = types.iter().map(|name| Value::string(name.as_str())).collect();
                placed(Value::tuple(types), &settings_at(v))
            },
        ),
        fact(
            "lowest_type",
            "When the max pods of one of its instance types applies to all: `instance_type`, `max_pods`, and `highest`, the most that another type would have; else null. Points at the instance types.",
            |v| match pods(v).and_then(|pods| pods.lowest.as_ref()) {
                Some((name, lowest, highest)) => placed(
                    object([
                        ("instance_type", Value::string(name.as_str())),
                        ("max_pods", Value::number(*lowest)),
                        ("highest", Value::number(*highest)),
                    ]),
                    &v.pool.at,
                ),
                None => Value::null(Type::Any),
            },
        ),
        fact("desired", "Nodes at desired or initial size.", |v| {
            bounded(v.pool.desired, |n| Addresses(n.into()), format_args!("the desired size of `{}`", v.pool.address))
        }),
        fact("max", "Nodes at maximum size.", |v| {
            bounded(v.pool.max, |n| Addresses(n.into()), format_args!("the maximum size of `{}`", v.pool.address))
        }),
        fact(
            "per_node",
            "Addresses one node holds over all ranges: `idle`, `first_pod` (with its first pod) and `packed` (full of pods). Points at the instance type.",
            |v| placed(per_node(v.pool.per_node, &v.pool.address), &v.pool.at),
        ),
        fact("ranges", "Names of the ranges its nodes and pods draw from.", |v| {
            Value::tuple(v.pool.ranges.iter().map(|id| Value::string(id.to_string())).collect())
        }),
        fact("unbounded", "Whether nothing bounds the number of its nodes, as far as anything is written.", |v| {
            Value::bool(v.pool.unbounded)
        }),
        fact("sharers", "Who else takes addresses of its ranges, in a sentence; null when nothing does.", |v| {
            optional(sharers(v).as_deref())
        }),
        fact(
            "together",
            "When its nodes start wherever most addresses are free: `ranges`, how many it has, `room`, all that these can give beside what others take, and `most`, what it may take of them at maximum size; else null, as where a figure is not known.",
            |v| match together(v) {
                Some((ranges, room, most)) => {
                    object([("ranges", Value::number(ranges)), ("room", addresses(room)), ("most", addresses(most))])
                }
                None => Value::null(Type::Any),
            },
        ),
        fact("exhausts", "Whether one of these ranges is exhausted: then a rule of the range reports it.", |v| {
            let mut rows = v.pool.ranges.iter().filter_map(|id| v.world.row(id));
            Value::bool(rows.any(|row| row.verdict == Verdict::Exhausted))
        }),
    ]
}

/// Where one setting counts for a whole cluster: what it makes of the other pools.
fn others_of_cluster(view: &View<'_>) -> Option<String> {
    let cluster = view.pool.cluster.as_ref()?;
    let others = view.world.pools.values().filter(|other| other.cluster.as_ref() == Some(cluster));
    let figures = others.filter(|other| other.address != view.pool.address).filter_map(|other| {
        let most = other.per_node?.first_pod.at_most?;
        Some(format!("{most} on `{}`", other.address))
    });
    Some(listed(&figures.collect::<Vec<_>>())).filter(|text| !text.is_empty())
}

fn sharers(view: &View<'_>) -> Option<String> {
    let mut others: Vec<String> = Vec::new();
    for claim in view.pool.ranges.iter().filter_map(|id| view.world.row(id)).flat_map(|row| &row.claims) {
        let title = format!("`{}`", claim.by);
        if claim.by != view.pool.address && !others.contains(&title) {
            others.push(title);
        }
    }
    Some(listed(&others)).filter(|text| !text.is_empty())
}

/// Its ranges, what they have left for it, and what it may take, at maximum size.
pub(super) fn together(view: &View<'_>) -> Option<(u64, Addresses, Addresses)> {
    let pool = view.pool;
    let rows: Vec<_> = pool.ranges.iter().map(|id| view.world.row(id)).collect::<Option<_>>()?;
    if !pool.pooled || rows.is_empty() {
        return None;
    }
    let (mut room, mut most) = (Addresses(0), Addresses(0));
    for row in &rows {
        let (own, others): (Vec<&Claim>, Vec<&Claim>) =
            row.claims.iter().copied().partition(|claim| claim.by == pool.address);
        // Another one whose nodes may start elsewhere makes way.
        let makes_way = |claim: &&&Claim| {
            let other = view.world.pools.get(claim.by.as_str());
            other.is_some_and(|other| other.pooled && other.ranges.iter().any(|id| !pool.ranges.contains(id)))
        };
        let taken = |claim: &&Claim| match makes_way(&claim) {
            true => Some(claim.demand.scaled.at_least),
            false => claim.demand.scaled.at_most,
        };
        let others: Option<Addresses> = others.iter().map(taken).sum();
        room = room + row.range.usable()?.saturating_sub(others?);
        let own: Option<Addresses> = own.iter().map(|claim| claim.demand.scaled.at_most).sum();
        most = most.max(own?);
    }
    Some((u64::try_from(rows.len()).ok()?, room, most))
}

fn pods<'a>(view: &View<'a>) -> Option<&'a PodNetwork> {
    view.pool.pods.as_ref()
}

/// Where the pods' network is set up; the instance type when nothing sets it up.
fn settings_at(view: &View<'_>) -> Place {
    pods(view).and_then(|pods| pods.settings_at.clone()).unwrap_or_else(|| view.pool.at.clone())
}

pub(super) fn per_node(per_node: Option<PerNode>, by: &str) -> Value {
    let figure = |pick: fn(PerNode) -> Bounds<Addresses>| match per_node {
        Some(figures) => bounded(pick(figures), |a| a, format_args!("what a node of `{by}` holds")),
        None => unknown(&format!("what a node of `{by}` holds is not known"), None, None),
    };
    object([("idle", figure(|p| p.idle)), ("first_pod", figure(|p| p.first_pod)), ("packed", figure(|p| p.packed))])
}
