//! What one node of a group holds, and the words for it.

use super::cni::{self, Held};
use super::given::{Why, figure, sum};
use super::groups::Group;
use super::instances::Limits;
use super::launch::Attached;
use super::max_pods::{self, HOST_NETWORK_PODS, MaxPods};
use super::settings::{Cni, Vpc};
use crate::model::{Addresses, Bounds, PerNode, PodNetwork};

/// What one node holds, and how that comes about.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Addresses of its own subnet: without a pod, with the first ones, and full.
    pub(super) holds: PerNode,
    /// Addresses of all subnets.
    pub(super) total: PerNode,
    /// Addresses of other subnets, where its pods have theirs.
    pub(super) elsewhere: Option<Elsewhere>,
    /// Most pods, when one figure holds for every type.
    pub(super) max_pods: Option<u64>,
    /// The rule that decided it.
    pub(super) max_pods_from: String,
    /// The arithmetic of the first pods: `2 interfaces × 50 addresses = 100 as soon as one pod runs`.
    pub(super) words: String,
    /// Most prefixes and interfaces with the first pods, and full, where a type takes prefixes.
    pub(super) prefixes: Option<Held>,
    pub(super) prefixes_packed: Option<Held>,
    /// Fewest of them with the first pods, when every type takes prefixes.
    pub(super) prefixes_least: Option<Held>,
    /// How its pods get addresses.
    pub(super) pods: Option<PodNetwork>,
    /// Why a node of one type, with a known limit on pods, may hold more or less.
    pub(super) vague: Option<&'static str>,
}

/// What a node holds of other subnets than its own.
#[derive(Clone, Debug)]
pub(super) struct Elsewhere {
    pub(super) holds: PerNode,
    /// The arithmetic of the first pods.
    pub(super) words: String,
}

/// Addresses every node takes, whatever its network: the one it is started with.
pub(super) const LEAST: Addresses = Addresses(1);

/// What a node of the group holds; `pods_per_node` is how many pods are the first ones. `spills` is whether there are
/// other subnets in which it may have interfaces.
pub(super) fn node(group: &Group, pods_per_node: u64, spills: bool) -> Result<Node, Why> {
    let types = group.shape.types.as_ref().map_err(Why::clone)?;
    let vpc = match &group.cni {
        Cni::Vpc(vpc) => vpc,
        Cni::Ipv6 => return Ok(with_one_address()),
        Cni::Unknown(why) => return Err(why.clone()),
    };
    let settings = &vpc.settings;
    let limits = max_pods::max_pods(&group.shape.kubelet, types, settings);
    let attached = group.shape.attached;
    // An interface for EFA alone takes the place of one of the CNI's; max pods are by the type all the same.
    let left =
        |limits: &Limits, slots: u64| Limits { max_enis: limits.max_enis.saturating_sub(slots).max(1), ..*limits };
    let left: Vec<Limits> = types.iter().map(|(_, limits)| left(limits, attached.slots.at_least)).collect();
    let nodes: Vec<One<'_>> = types
        .iter()
        .zip(&left)
        .zip(&limits)
        .map(|(((name, _), limits), max)| One { name, limits, max, vpc, first: pods_per_node, attached })
        .collect();
    let [first, rest @ ..] = nodes.as_slice() else {
        return Err(Why::new("it has no instance type", "an instance type", group.shape.at));
    };
    let all = |of: fn(&Taken) -> Bounds<u64>| {
        let holds = |one: &One<'_>| match attached.slots.exact() {
            Some(_) => one.holds(of),
            // With fewer interfaces left to the CNI it holds less.
            None => one.holds(of).with_least(Addresses(0)),
        };
        rest.iter().map(holds).fold(holds(first), PerNode::or)
    };
    let max_pods = first.max.pods.exact().filter(|_| rest.iter().all(|one| one.max.pods == first.max.pods));
    let total = all(|taken| taken.total);
    let (holds, elsewhere, own_words) = if settings.custom_networking {
        let words = format!("{}, in the subnet for pods", words(&nodes, all(|taken| taken.for_pods).first_pod));
        let own = "1 address: with custom networking its pods take theirs from other subnets";
        let elsewhere = Elsewhere { holds: all(|taken| taken.for_pods), words };
        (all(|taken| taken.own), Some(elsewhere), own.to_owned())
    } else if spills && settings.subnet_discovery {
        // All of its interfaces may be here, or all but the first elsewhere.
        let own = all(|taken| Bounds { at_least: taken.first, ..taken.total });
        let words = words(&nodes, total.first_pod);
        let rest =
            all(|taken| Bounds { at_least: 0, at_most: taken.total.at_most.map(|m| m.saturating_sub(taken.first)) });
        (own, Some(Elsewhere { holds: rest, words: words.clone() }), words)
    } else {
        (total, None, words(&nodes, total.first_pod))
    };
    let least = |pick: fn(&Held) -> u64| nodes.iter().map(|one| pick(&one.held(one.max.pods.at_least))).min();
    let every = nodes.iter().all(|one| settings.prefixes_on(one.limits));
    let prefixes_least = every
        .then(|| {
            Some(Held { units: least(|h| h.units)?, enis: least(|h| h.enis)?, ..first.held(first.max.pods.at_least) })
        })
        .flatten();
    Ok(Node {
        holds,
        total,
        elsewhere,
        max_pods,
        max_pods_from: first.max.from.clone(),
        words: own_words,
        prefixes: most_prefixes(&nodes, |one, max| one.first_pods(max)),
        prefixes_packed: most_prefixes(&nodes, |_, max| full(max)),
        prefixes_least,
        pods: Some(pod_network(group, &nodes)),
        vague: match () {
            () if settings.pod_eni => {
                Some("with ENABLE_POD_ENI some pods take an interface of their own, and which ones the cluster decides")
            }
            () if attached.addresses.exact().is_none() || attached.slots.exact().is_none() => {
                Some("what interfaces its launch template attaches is not known")
            }
            () if settings.multi_nic => {
                Some("with ENABLE_MULTI_NIC a pod takes an address of each network card if it asks for that")
            }
            () => None,
        },
    })
}

/// What a node of one type holds that Karpenter starts: of its own subnet, of others where its pods have addresses, and in
/// all. `spills` is whether further interfaces may be in tagged subnets.
pub(super) fn of_type(name: &str, limits: &Limits, max: &MaxPods, vpc: &Vpc, first: u64, spills: bool) -> [PerNode; 3] {
    let one = One { name, limits, max, vpc, first, attached: Attached::nothing() };
    let total = one.holds(|taken| taken.total);
    if vpc.settings.custom_networking {
        return [one.holds(|taken| taken.own), one.holds(|taken| taken.for_pods), total];
    }
    if spills && vpc.settings.subnet_discovery {
        return [total.with_least(LEAST), total.with_least(Addresses(0)), total];
    }
    let none = Bounds::exactly(Addresses(0));
    [total, PerNode { idle: none, first_pod: none, packed: none }, total]
}

/// How the pods of a group get addresses, as far as a rule asks.
fn pod_network(group: &Group, nodes: &[One<'_>]) -> PodNetwork {
    let Some(vpc) = nodes.first().map(|one| one.vpc) else { return PodNetwork::default() };
    let settings = &vpc.settings;
    let alone = settings.minimum_ip_target > 0 && settings.warm_ip_target == 0;
    // Of pods with interfaces of their own nobody knows how many there are.
    let addressable = nodes.iter().filter(|_| !settings.pod_eni).filter_map(|one| {
        let max = one.max.pods.exact()?;
        Some((one.name, max, settings.pods_on(one.limits, max, false).saturating_add(HOST_NETWORK_PODS)))
    });
    // Prefixes come in sixteens, and what is too much is not so by a plain figure.
    let above =
        nodes.iter().filter(|one| !settings.prefixes_on(one.limits) && settings.counts_addresses()).filter_map(|one| {
            let asked = settings.target(one.first_pods(one.max.pods.at_least));
            let has =
                settings.pod_enis_on(one.limits, settings.trunk_on(one.limits)?).saturating_mul(cni::slots(one.limits));
            // Few pods stop the growth before that.
            let takes_all = one.held(one.max.pods.at_least).units >= has;
            (asked > has && takes_all).then(|| (one.name.to_owned(), asked, has))
        });
    let short = addressable.filter(|(_, max, can)| max > can).min_by_key(|(_, _, can)| *can);
    let unsupported = nodes.iter().filter(|one| settings.prefix_delegation && !one.limits.prefixes);
    PodNetwork {
        minimum_alone: alone.then_some(settings.minimum_ip_target),
        above: above.min_by_key(|(_, _, has)| *has),
        short: short.map(|(name, max, can)| (name.to_owned(), max, can)),
        without_prefixes: unsupported.map(|one| one.name.to_owned()).collect(),
        lowest: max_pods::lowest(&group.shape.kubelet, group.shape.types.as_deref().unwrap_or_default(), settings),
        settings_at: vpc.at.clone(),
    }
}

/// A node of one type.
struct One<'a> {
    name: &'a str,
    limits: &'a Limits,
    max: &'a MaxPods,
    vpc: &'a Vpc,
    /// How many pods are the first ones.
    first: u64,
    /// Interfaces beside those of the CNI.
    attached: Attached,
}

/// What it takes while it runs a number of pods.
struct Taken {
    /// From its own subnet, with custom networking.
    own: Bounds<u64>,
    /// From where its pods have addresses.
    for_pods: Bounds<u64>,
    /// Both.
    total: Bounds<u64>,
    /// What its first interface has at least.
    first: u64,
}

/// Most interfaces that pods with security groups of their own have on a type that the list of them does not name: the
/// most of any type in it.
const MOST_BRANCHES: u64 = 120;

impl One<'_> {
    fn taken(&self, max: u64, pods: u64) -> Taken {
        let settings = &self.vpc.settings;
        let trunks: &[bool] = match settings.trunk_on(self.limits) {
            Some(false) => &[false],
            Some(true) => &[true],
            None => &[false, true],
        };
        let branches = |trunk: bool| if trunk { self.limits.branch_enis.unwrap_or(MOST_BRANCHES).min(pods) } else { 0 };
        let mut found: Option<Taken> = None;
        for (trunk, branches) in trunks.iter().flat_map(|trunk| (0..=branches(*trunk)).map(|n| (*trunk, n))) {
            // A pod with security groups of its own takes an interface, and no address of the pool.
            let held = cni::held_on(self.limits, max, settings, pods.saturating_sub(branches), trunk);
            let for_pods = Bounds::exactly(held.for_pods().saturating_add(branches));
            let own = Bounds::exactly(held.own);
            let (total, first) = (sum(for_pods, own), held.of_first(self.limits));
            found = Some(match found {
                None => Taken { own, for_pods, total, first },
                Some(all) => Taken {
                    own: all.own.or(own),
                    for_pods: all.for_pods.or(for_pods),
                    total: all.total.or(total),
                    first: all.first.min(first),
                },
            });
        }
        let none = Bounds::exactly(0);
        let taken = found.unwrap_or(Taken { own: none, for_pods: none, total: none, first: 0 });
        let cards = cni::on_other_cards(self.limits, settings, pods);
        // What the template attaches is where the node itself is.
        let beside = self.attached.addresses;
        Taken {
            own: sum(taken.own, beside),
            for_pods: sum(taken.for_pods, cards),
            total: sum(sum(taken.total, cards), beside),
            first: taken.first.saturating_add(beside.at_least),
        }
    }

    fn at(&self, of: fn(&Taken) -> Bounds<u64>, pods: impl Fn(u64) -> u64) -> Bounds<Addresses> {
        let at = |max: u64| of(&self.taken(max, pods(max)));
        let bounds = Bounds {
            at_least: at(self.max.pods.at_least).at_least,
            at_most: self.max.pods.at_most.and_then(|max| at(max).at_most),
        };
        bounds.map(|n| Addresses(n.into()))
    }

    fn holds(&self, of: fn(&Taken) -> Bounds<u64>) -> PerNode {
        PerNode {
            idle: self.at(of, |_| 0),
            first_pod: self.at(of, |max| self.first_pods(max)),
            packed: self.at(of, full),
        }
    }

    fn first_pods(&self, max: u64) -> u64 {
        self.first.min(full(max))
    }

    /// What it holds with its first pods.
    fn held(&self, max: u64) -> Held {
        cni::held(self.limits, max, &self.vpc.settings, self.first_pods(max))
    }

    /// The arithmetic of the first pods, with the most pods the type may run.
    fn words(&self) -> String {
        let max = self.max.pods.at_most.unwrap_or(self.max.pods.at_least);
        let pods = self.first_pods(max);
        let moment = match pods {
            0 => "before any pod runs".to_owned(),
            1 => "as soon as one pod runs".to_owned(),
            pods => format!("with {pods} pods"),
        };
        format!("{} {moment}", self.arithmetic(self.held(max), pods))
    }

    /// How what a node holds adds up, in the terms of the CNI's mode.
    fn arithmetic(&self, held: Held, pods: u64) -> String {
        let s = |n: u64| if n == 1 { "" } else { "s" };
        let Held { enis, units, prefixes, trunks, .. } = held;
        let settings = &self.vpc.settings;
        let total = held.for_pods();
        let trunk = if trunks > 0 { " + 1 trunk interface" } else { "" };
        let mut words = if prefixes {
            let es = if units == 1 { "" } else { "es" };
            format!("{units} prefix{es} × 16 + {enis} interface{}{trunk} = {total}", s(enis))
        } else if settings.counts_addresses() {
            let es = if units == 1 { "" } else { "es" };
            format!("{total} = {units} address{es} + {enis} interface{}{trunk}", s(enis))
        } else {
            format!("{enis} interface{} × {} addresses{trunk} = {total}", s(enis), self.limits.ipv4_per_eni)
        };
        let cards = cni::on_other_cards(self.limits, settings, pods);
        if cards.at_most != Some(0) {
            let others = self.limits.network_cards.saturating_sub(1);
            words.push_str(&format!(", and {} on {others} more network card{}", figure(cards), s(others)));
        }
        if self.attached.addresses.at_most != Some(0) {
            words.push_str(&format!(", and {} of the launch template's interfaces", figure(self.attached.addresses)));
        }
        words
    }
}

/// The most prefixes and the most interfaces of a node, over the types that take prefixes.
fn most_prefixes(nodes: &[One<'_>], pods: impl Fn(&One<'_>, u64) -> u64) -> Option<Held> {
    let held = nodes.iter().map(|one| {
        let max = one.max.pods.at_most.unwrap_or(one.max.pods.at_least);
        cni::held(one.limits, max, &one.vpc.settings, pods(one, max))
    });
    held.filter(|held| held.prefixes).reduce(|a, b| Held {
        enis: a.enis.max(b.enis),
        units: a.units.max(b.units),
        trunks: a.trunks.max(b.trunks),
        ..a
    })
}

/// Pods that take an address on a node that is full.
fn full(max_pods: u64) -> u64 {
    max_pods.saturating_sub(HOST_NETWORK_PODS)
}

fn words(nodes: &[One<'_>], first_pod: Bounds<Addresses>) -> String {
    let by_size = |one: &&One<'_>| {
        let bounds = one.at(|taken| taken.total, |max| one.first_pods(max));
        (bounds.at_most, bounds.at_least)
    };
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
        total: PerNode { idle: one, first_pod: one, packed: one },
        elsewhere: None,
        max_pods: None,
        max_pods_from: "pods of an IPv6 cluster take no IPv4 address".to_owned(),
        words: "1 address: pods of an IPv6 cluster take none".to_owned(),
        prefixes: None,
        prefixes_packed: None,
        prefixes_least: None,
        pods: None,
        vague: None,
    }
}
