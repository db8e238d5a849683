//! What one node of a group holds, and the words for it.

use super::cni::{self, Held, Settings};
use super::given::{Why, figure};
use super::groups::Group;
use super::instances::Limits;
use super::max_pods::{self, HOST_NETWORK_PODS, MaxPods};
use super::settings::Cni;
use crate::model::{Addresses, Bounds, PerNode};

/// What one node holds, and how that comes about.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Addresses without a pod, with the first ones, and full.
    pub(super) holds: PerNode,
    /// Most pods, when one figure holds for every type.
    pub(super) max_pods: Option<u64>,
    /// The rule that decided it.
    pub(super) max_pods_from: String,
    /// The arithmetic of the first pods: `2 interfaces × 50 addresses = 100 as soon as one pod runs`.
    pub(super) words: String,
    /// Most prefixes and interfaces with the first pods, and full, where a type takes prefixes.
    pub(super) prefixes: Option<Held>,
    pub(super) prefixes_packed: Option<Held>,
}

/// Addresses every node takes, whatever its network: the one it is started with.
pub(super) const LEAST: Addresses = Addresses(1);

/// What a node of the group holds; `pods_per_node` is how many pods are the first ones.
pub(super) fn node(group: &Group, pods_per_node: u64) -> Result<Node, Why> {
    let types = group.shape.types.as_ref().map_err(Why::clone)?;
    let settings = match &group.cni {
        Cni::Vpc(settings) => settings,
        Cni::Ipv6 => return Ok(with_one_address()),
        Cni::Unknown(why) => return Err(why.clone()),
    };
    let limits = max_pods::max_pods(&group.shape.kubelet, types, settings);
    let nodes: Vec<One<'_>> = types
        .iter()
        .zip(&limits)
        .map(|((name, limits), max)| One { name, limits, max, settings, first: pods_per_node })
        .collect();
    let [first, rest @ ..] = nodes.as_slice() else {
        return Err(Why::new("it has no instance type", "an instance type", group.shape.at));
    };
    let holds = rest.iter().map(One::holds).fold(first.holds(), |all, one| PerNode {
        idle: all.idle.or(one.idle),
        first_pod: all.first_pod.or(one.first_pod),
        packed: all.packed.or(one.packed),
    });
    let max_pods = first.max.pods.exact().filter(|_| rest.iter().all(|one| one.max.pods == first.max.pods));
    Ok(Node {
        holds,
        max_pods,
        max_pods_from: first.max.from.clone(),
        words: words(&nodes, holds.first_pod),
        prefixes: most_prefixes(&nodes, |one, max| one.first_pods(max)),
        prefixes_packed: most_prefixes(&nodes, |_, max| full(max)),
    })
}

/// A node of one type.
struct One<'a> {
    name: &'a str,
    limits: &'a Limits,
    max: &'a MaxPods,
    settings: &'a Settings,
    /// How many pods are the first ones.
    first: u64,
}

impl One<'_> {
    fn held(&self, pods: impl Fn(u64) -> u64) -> Bounds<Addresses> {
        let at = |max: u64| cni::held(self.limits, max, self.settings, pods(max)).addresses();
        self.max.pods.map(|max| Addresses(at(max).into()))
    }

    fn holds(&self) -> PerNode {
        PerNode { idle: self.held(|_| 0), first_pod: self.held(|max| self.first_pods(max)), packed: self.held(full) }
    }

    fn first_pods(&self, max: u64) -> u64 {
        self.first.min(full(max))
    }

    /// The arithmetic of the first pods, with the most pods the type may run.
    fn words(&self) -> String {
        let max = self.max.pods.at_most.unwrap_or(self.max.pods.at_least);
        let pods = self.first_pods(max);
        let held = cni::held(self.limits, max, self.settings, pods);
        let moment = match pods {
            0 => "before any pod runs".to_owned(),
            1 => "as soon as one pod runs".to_owned(),
            pods => format!("with {pods} pods"),
        };
        format!("{} {moment}", sum(held, self.limits, self.settings))
    }
}

/// The most prefixes and the most interfaces of a node, over the types that take prefixes.
fn most_prefixes(nodes: &[One<'_>], pods: impl Fn(&One<'_>, u64) -> u64) -> Option<Held> {
    let held = nodes.iter().map(|one| {
        let max = one.max.pods.at_most.unwrap_or(one.max.pods.at_least);
        cni::held(one.limits, max, one.settings, pods(one, max))
    });
    held.filter(|held| held.prefixes).reduce(|a, b| Held {
        enis: a.enis.max(b.enis),
        units: a.units.max(b.units),
        prefixes: true,
    })
}

/// Pods that take an address on a node that is full.
fn full(max_pods: u64) -> u64 {
    max_pods.saturating_sub(HOST_NETWORK_PODS)
}

/// How what a node holds adds up, in the terms of the CNI's mode.
fn sum(held: Held, limits: &Limits, settings: &Settings) -> String {
    let s = |n: u64| if n == 1 { "" } else { "s" };
    let Held { enis, units, prefixes } = held;
    let total = held.addresses();
    if prefixes {
        format!("{units} prefix{} × 16 + {enis} interface{} = {total}", if units == 1 { "" } else { "es" }, s(enis))
    } else if settings.warm_ip_target > 0 || settings.minimum_ip_target > 0 {
        format!("{total} = {units} address{} + {enis} interface{}", if units == 1 { "" } else { "es" }, s(enis))
    } else {
        format!("{enis} interface{} × {} addresses = {total}", s(enis), limits.ipv4_per_eni)
    }
}

fn words(nodes: &[One<'_>], first_pod: Bounds<Addresses>) -> String {
    let by_size = |one: &&One<'_>| (one.holds().first_pod.at_most, one.holds().first_pod.at_least);
    match (nodes.iter().min_by_key(by_size), nodes.iter().max_by_key(by_size)) {
        (Some(least), Some(most)) if by_size(&least) != by_size(&most) => format!(
            "{} addresses, from {} (`{}`) to {} (`{}`)",
            figure(Bounds { at_least: first_pod.at_least.0, at_most: first_pod.at_most.map(|most| most.0) }),
            least.words(),
            least.name,
            most.words(),
            most.name
        ),
        (Some(one), _) => one.words(),
        (None, _) => String::new(),
    }
}

/// A node of an IPv6 cluster.
fn with_one_address() -> Node {
    let one = Bounds::exactly(LEAST);
    Node {
        holds: PerNode { idle: one, first_pod: one, packed: one },
        max_pods: None,
        max_pods_from: "pods of an IPv6 cluster take no IPv4 address".to_owned(),
        words: "1 address: pods of an IPv6 cluster take none".to_owned(),
        prefixes: None,
        prefixes_packed: None,
    }
}
