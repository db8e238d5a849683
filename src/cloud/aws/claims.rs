//! Who takes how many addresses from which subnet: groups of nodes, and control planes.

use super::clusters::Cluster;
use super::given::{Why, counted, figure, product, sum};
use super::groups::Group;
use super::nodes::{self, Node};
use super::pods;
use super::settings::Cni;
use super::spread::{Slot, Slots};
use super::subnets::Subnet;
use crate::finding::{Label, Place};
use crate::model::{Addresses, Bounds, Claim, Cloud, Moments, NodePool, PerNode, RangeId, Undecided};
use std::collections::BTreeMap;

/// The names of types, or how many there are where these are too many to be read.
pub(super) fn named<'a>(types: impl Iterator<Item = &'a str>) -> Vec<String> {
    const MOST_NAMED: usize = 20;
    let names: Vec<String> = types.map(str::to_owned).collect();
    if names.len() > MOST_NAMED { vec![format!("any of {} instance types", names.len())] } else { names }
}

/// A group with what was computed of it.
pub(super) struct Pool<'a> {
    pub(super) group: &'a Group,
    pub(super) node: Result<Node, Why>,
    subnets: &'a [Subnet],
}

impl<'a> Pool<'a> {
    pub(super) fn of(group: &'a Group, subnets: &'a [Subnet], pods_per_node: u64) -> Self {
        Self { group, node: nodes::node(group, pods_per_node, pods::spills(group, subnets)), subnets }
    }

    /// The subnets the group draws from, and how many each stands for.
    fn drawn(&self) -> impl Iterator<Item = (&'a Subnet, Bounds<u64>)> + '_ {
        self.group.draw.subnets.iter().filter_map(|(index, copies)| Some((self.subnets.get(*index)?, *copies)))
    }

    fn holds(&self) -> Option<PerNode> {
        self.node.as_ref().ok().map(|node| node.holds)
    }

    /// The group's subnets, with the nodes each can hold at so many addresses a node.
    fn slots(&self, each: Bounds<Addresses>) -> Slots<'a> {
        let cost = each.at_least.max(nodes::LEAST).0;
        let fit = |subnet: &Subnet| u64::try_from(subnet.usable()?.0 / cost).ok();
        let slots = self.drawn().map(|(subnet, copies)| Slot {
            zone: &subnet.zone,
            holds: if subnet.ipv6_only { None } else { fit(subnet) },
            copies,
        });
        Slots { slots: slots.collect(), open: self.group.draw.open.is_some() }
    }

    /// How many zones its nodes are in, when that is known.
    pub(super) fn zones(&self) -> Option<u64> {
        self.slots(Bounds::exactly(nodes::LEAST)).zones()
    }

    /// The group in the words of the model.
    pub(super) fn node_pool(&self) -> NodePool {
        let group = self.group;
        let node = self.node.as_ref().ok();
        NodePool {
            address: group.address.to_string(),
            cloud: Cloud::Aws,
            word: group.word,
            cluster: group.cluster.clone(),
            instance_types: match &group.shape.types {
                Ok(types) => named(types.iter().map(|(name, _)| name.as_str())),
                Err(_) => group.shape.names.clone(),
            },
            max_pods: node.and_then(|node| node.max_pods),
            pod_block: None,
            max_pods_from: node.map(|node| node.max_pods_from.clone()).unwrap_or_default(),
            desired: product(group.copies, group.desired.bounds),
            max: product(group.copies, group.max.bounds),
            per_node: node.map(|node| node.total),
            pods: node.and_then(|node| node.pods.clone()),
            ranges: self
                .drawn()
                .filter(|(subnet, _)| !subnet.ipv6_only)
                .map(|(subnet, _)| subnet.id())
                .chain(pods::claims(self, self.subnets).into_iter().map(|claim| claim.range))
                .collect(),
            picked_at_random: self.picked_at_random(),
            pooled: false,
            unbounded: false,
            at: Place::of(group.shape.at.or(group.span), &group.address.to_string()),
        }
    }

    /// Its subnets that share a zone: AWS picks one of them at random for each node, and may pick the same for all.
    fn picked_at_random(&self) -> Vec<RangeId> {
        let slots = self.slots(Bounds::exactly(nodes::LEAST));
        let known = slots.zones().is_some();
        let drawn = self.drawn().enumerate();
        drawn.filter(|(index, _)| known && slots.neighbours(*index) > 1).map(|(_, (subnet, _))| subnet.id()).collect()
    }

    /// What its nodes take from each subnet.
    pub(super) fn claims(&self) -> Vec<Claim> {
        let (desired, max) = (self.group.desired.bounds, self.group.max.bounds);
        // Nothing is known of a node but that it has an address.
        let each = self.holds().unwrap_or_else(|| {
            let some = Bounds::from(nodes::LEAST);
            PerNode { idle: some, first_pod: some, packed: some }
        });
        let slots = self.slots(each.first_pod);
        let zones = slots.zones();
        let (now, scaled) = (slots.shares(desired), slots.shares(max));
        let packed = self.slots(each.packed).shares(max);
        let surge = self.group.surge.in_zone(max, zones);
        let shares = now.into_iter().zip(scaled).zip(packed);
        let mut claims = Vec::new();
        for (index, ((subnet, _), ((desired, scaled), packed))) in self.drawn().zip(shares).enumerate() {
            if subnet.ipv6_only {
                continue;
            }
            let alone = slots.neighbours(index) == 1;
            let surge = if alone { surge } else { Bounds { at_least: 0, ..surge } };
            // A newer CNI leaves a node there its own address alone.
            let each = if self.leaves_out(subnet) { each.with_least(nodes::LEAST) } else { each };
            let count = Moments { desired, scaled, rollout: sum(scaled, surge), packed };
            let count = count.map(|count| product(self.group.copies, count));
            claims.push(Claim {
                by: self.group.address.to_string(),
                what: "nodes",
                range: subnet.id(),
                count,
                per_node: self.holds(),
                demand: Moments {
                    desired: count.desired.times(each.first_pod),
                    scaled: count.scaled.times(each.first_pod),
                    rollout: count.rollout.times(each.first_pod),
                    packed: count.packed.times(each.packed),
                },
                how: format!("{} × {}", counted(count.scaled, "node"), counted(bare(each.first_pod), "address")),
                labels: self.labels(zones, slots.neighbours(index), count.scaled),
            });
        }
        claims.extend(self.waiting());
        claims
    }

    /// Whether the CNI may keep the interfaces of pods out of a subnet of the group's.
    fn leaves_out(&self, subnet: &Subnet) -> bool {
        let discovers = matches!(&self.group.cni, Cni::Vpc(vpc) if vpc.settings.subnet_discovery && !vpc.settings.custom_networking);
        discovers && subnet.refuses_pods
    }

    /// What the instances of its warm pool keep: stopped ones an address each, others what a node holds. That they keep it
    /// is general knowledge, and in which subnet each waits nobody knows.
    fn waiting(&self) -> Vec<Claim> {
        let group = self.group;
        let Some(waiting) = &group.waiting else { return Vec::new() };
        let address = group.address.to_string();
        let each = match (waiting.stopped, self.holds()) {
            (true, _) => Some(nodes::LEAST),
            (false, Some(holds)) => holds.first_pod.at_most,
            (false, None) => None,
        };
        let most = |count: Option<u64>| Bounds {
            at_least: Addresses(0),
            at_most: match count {
                Some(0) => Some(Addresses(0)),
                count => each.zip(count).map(|(each, count)| each.times(count)),
            },
        };
        let demand = Moments {
            desired: most(waiting.desired),
            scaled: most(waiting.scaled),
            rollout: most(waiting.scaled),
            packed: most(waiting.scaled),
        };
        let words = match demand.scaled.at_most {
            Some(Addresses(0)) => return Vec::new(),
            Some(most) => format!("up to {most} of instances that wait in the warm pool"),
            None => "instances that wait in the warm pool".to_owned(),
        };
        let of = |subnet: &Subnet| Claim {
            by: address.clone(),
            what: "instance warm pool",
            range: subnet.id(),
            count: Moments::of(Bounds { at_least: 0, at_most: waiting.scaled }),
            per_node: None,
            demand,
            how: words.clone(),
            labels: vec![Label { at: Place::of(waiting.at.or(group.span), &address), text: words.clone() }],
        };
        self.drawn().filter(|(subnet, _)| !subnet.ipv6_only).map(|(subnet, _)| of(subnet)).collect()
    }

    /// Cause before effect: what a node takes, then how many come here.
    fn labels(&self, zones: Option<u64>, neighbours: usize, here: Bounds<u64>) -> Vec<Label> {
        let address = self.group.address.to_string();
        let max = self.group.max.bounds;
        let over = match zones {
            Some(1) if neighbours == 1 => String::new(),
            Some(1) => format!(" over {neighbours} subnets of one zone"),
            Some(zones) if neighbours == 1 => format!(" over {zones} zones"),
            Some(zones) => format!(" over {zones} zones, {neighbours} subnets in this one"),
            None => String::new(),
        };
        let nodes = counted(max, "node");
        let text = if over.is_empty() && here == max {
            format!("{nodes} here")
        } else {
            format!("{nodes}{over}: {} here", figure(here))
        };
        let node = self.node.as_ref().ok().map(|node| Label {
            at: Place::of(self.group.shape.at.or(self.group.span), &address),
            text: node.words.clone(),
        });
        let size = Label { at: Place::of(self.group.max.at.or(self.group.span), &address), text };
        node.into_iter().chain([size]).collect()
    }

    /// Everything about the group that is not exactly known.
    pub(super) fn doubts(&self) -> Vec<Undecided> {
        let group = self.group;
        let own = &group.address;
        let mut doubts = Vec::new();
        let doubt = |doubts: &mut Vec<Undecided>, what: &str, why: &Why| {
            doubts.push(why.undecided(format!("{what} of `{own}`"), own));
        };
        if let Some(why) = &group.draw.open {
            doubt(&mut doubts, "the subnets", why);
        }
        if let Err(why) = &self.node {
            doubt(&mut doubts, "the addresses per node", why);
        }
        if let Some((subnet, _)) = self.drawn().find(|(subnet, _)| self.leaves_out(subnet)) {
            let because = format!(
                "`{}` is tagged `kubernetes.io/role/cni` 0, which VPC CNI v1.22.1 and later heed",
                subnet.address
            );
            doubt(
                &mut doubts,
                "the subnets of the pods",
                &Why::new(because, "the subnet without the tag", subnet.block.at),
            );
        }
        if let Some(why) = pods::doubt(group, self.subnets) {
            doubt(&mut doubts, "the subnets of the pods", &why);
        }
        if let Some(why) = &group.max.why {
            doubt(&mut doubts, "the maximum size", why);
        }
        if let Some(why) = &group.desired.why {
            doubt(&mut doubts, "the desired size", why);
        }
        if let Some(why) = &group.maybe {
            doubts.push(why.undecided(format!("whether `{own}` is nodes of a cluster"), own));
        } else if group.copies != Bounds::exactly(1) {
            let because = format!("how many of `{own}` there are is not known");
            doubt(
                &mut doubts,
                "the number",
                &Why::new(because, format!("the `count` or `for_each` of `{}`", own.block()), group.span),
            );
        }
        if let Ok(node) = &self.node
            && (node.total.first_pod.exact().is_none() || node.total.packed.exact().is_none())
        {
            doubt(&mut doubts, "the addresses per node", &self.node_doubt(node));
        }
        if let (None, Some(why)) = (&group.draw.open, self.spread_doubt()) {
            doubt(&mut doubts, "the nodes in each subnet", &why);
        }
        if let Some(waiting) = &group.waiting {
            let because = "how many instances wait in its warm pool, and in which subnets, Auto Scaling decides";
            doubt(&mut doubts, "the addresses", &Why::new(because, "a smaller `warm_pool`", waiting.at));
        }
        if let Some(why) = group.surge.doubt() {
            doubts.push(why.undecided(format!("the nodes an update adds to `{own}`"), own));
        }
        doubts
    }

    /// Why which subnets have a node more than the others is not known, when nothing else is in doubt.
    pub(super) fn odd_doubt(&self) -> Option<Undecided> {
        let group = &self.group;
        let slots = self.slots(Bounds::exactly(nodes::LEAST));
        let sizes = [&group.max, &group.desired];
        let odd = sizes.into_iter().find(|size| slots.has_odd_nodes(size.bounds))?;
        let zones = slots.zones()?;
        let because = format!("{} over {zones} zones: which has one more AWS picks", counted(odd.bounds, "node"));
        let why = Why::new(because, format!("a size that is a multiple of {zones}"), odd.at.or(group.span));
        Some(why.undecided(format!("the nodes in each subnet of `{}`", group.address), &group.address))
    }

    /// Why what a node takes is known only between two figures.
    fn node_doubt(&self, node: &Node) -> Why {
        let at = self.group.shape.at;
        if self.group.shape.types.as_ref().is_ok_and(|types| types.len() == 1) {
            return match node.vague {
                Some(because) => Why::new(because, "the CNI without that", at),
                None => Why::new(node.max_pods_from.clone(), "another instance type", at),
            };
        }
        let because = "its instance types take different numbers of addresses, and AWS picks the type of each node";
        Why::new(because, "types of one size", at)
    }

    /// Why it is not known how the nodes spread over the subnets.
    fn spread_doubt(&self) -> Option<Why> {
        let slots = self.slots(Bounds::exactly(nodes::LEAST));
        let at = self.group.span;
        if let Some((several, _)) = self.drawn().find(|(_, copies)| *copies != Bounds::exactly(1)) {
            let because = format!("how many of `{}` there are is not known", several.address);
            return Some(Why::new(because, format!("the `count` or `for_each` of `{}`", several.address.block()), at));
        }
        if slots.zones().is_none() {
            let because = "whether its subnets are in different zones is not known";
            return Some(Why::new(because, "`availability_zone` on each subnet, or a plan", at));
        }
        let shared = (0..slots.slots.len()).any(|index| slots.neighbours(index) > 1);
        let because = "AWS picks at random among its subnets of one zone";
        shared.then(|| Why::new(because, "one subnet of each zone", at))
    }
}

/// The figure inside.
fn bare(addresses: Bounds<Addresses>) -> Bounds<u128> {
    addresses.map(|addresses| addresses.0)
}

/// In every range only the largest surge of one group counts: groups are rolled one after the other.
pub(super) fn keep_the_largest_surge(claims: &mut [Claim]) {
    let surge = |claim: &Claim| match (claim.demand.rollout.at_most, claim.demand.scaled.at_most) {
        (Some(rollout), Some(scaled)) => rollout.saturating_sub(scaled),
        // Unbounded at rest: compare what is sure.
        _ => claim.demand.rollout.at_least.saturating_sub(claim.demand.scaled.at_least),
    };
    let mut largest: BTreeMap<RangeId, (Addresses, usize)> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        let best = largest.entry(claim.range.clone()).or_insert((surge(claim), at));
        if surge(claim) > best.0 {
            *best = (surge(claim), at);
        }
    }
    for (at, claim) in claims.iter_mut().enumerate() {
        if largest.get(&claim.range).is_none_or(|(_, best)| *best != at) {
            claim.count.rollout = claim.count.scaled;
            claim.demand.rollout = claim.demand.scaled;
        }
    }
}

/// What a control plane takes from each of its subnets.
pub(super) fn control_plane(cluster: &Cluster, subnets: &[Subnet]) -> Vec<Claim> {
    let here = cluster.interfaces();
    let drawn = cluster.draw.subnets.iter().filter_map(|(index, _)| subnets.get(*index));
    drawn
        .filter(|subnet| !subnet.ipv6_only)
        .map(|subnet| {
            let count = product(cluster.copies, here);
            let one = Bounds::exactly(Addresses(1));
            let words = format!("{} of the control plane", counted(here, "interface"));
            Claim {
                by: cluster.address.to_string(),
                what: "control plane",
                range: subnet.id(),
                count: Moments::of(count),
                per_node: None,
                demand: Moments { rollout: upgrade(count.times(one)), ..Moments::of(count.times(one)) },
                labels: vec![Label { at: cluster.at.clone(), text: format!("{words} here") }],
                how: words,
            }
        })
        .collect()
}

/// Addresses that an upgrade of a control plane takes on top: new interfaces come before the old ones go, up to five in
/// all subnets together.
/// Source: Amazon EKS User Guide, update-cluster, read 2026-11-23.
const UPGRADE: Addresses = Addresses(5);

fn upgrade(steady: Bounds<Addresses>) -> Bounds<Addresses> {
    Bounds { at_most: steady.at_most.map(|most| most + UPGRADE), ..steady }
}
