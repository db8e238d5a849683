//! What GKE takes from which range: an address per node, a block of pod addresses per node, an address for the
//! control plane's endpoint.

use super::Estate;
use super::blocks::{DEFAULT_MAX_PODS, half, pod_block, pod_block_bounds, prefix_len};
use super::draw::Draw;
use super::given::{Count, Why, counted, sum};
use super::networks::Further;
use super::node_pools::{Pool, Role};
use crate::finding::{Label, Place};
use crate::model::{Addresses, Bounds, Claim, Moments, PerNode, PodBlock, RangeId, Undecided};
use std::collections::{BTreeMap, BTreeSet};

/// A claim with what is not yet settled about it.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) claim: Claim,
    /// Addresses that one upgrade of the pool adds.
    pub(super) surge: Bounds<Addresses>,
    /// Nodes that it adds.
    surge_nodes: Bounds<u64>,
    /// What keeps the claim from being exact.
    pub(super) unknowns: Vec<Undecided>,
    /// The cluster whose pool it is, where the pool is made after the cluster.
    later_in: Option<usize>,
    /// How it stands to the node pools that GKE places.
    pub(super) standing: Standing,
}

impl Draft {
    /// The claim of something that has no nodes.
    pub(super) fn of_other(claim: Claim, unknowns: Vec<Undecided>) -> Self {
        Self {
            claim,
            surge: Bounds::default(),
            surge_nodes: Bounds::default(),
            unknowns,
            later_in: None,
            standing: Standing::Beside,
        }
    }

    /// The same, where one update of it adds so many things with so many addresses.
    pub(super) fn with_surge(self, surge_nodes: Bounds<u64>, surge: Bounds<Addresses>) -> Self {
        Self { surge, surge_nodes, ..self }
    }
}

/// How a claim stands to the node pools that GKE places in one of several ranges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is beside them, wherever they are placed.
    Beside,
    /// It is of such a pool.
    Placed,
    /// It is of a default pool, which is gone before they come.
    Before,
}

/// How what is said of max pods that are not known begins.
const PODS_PER_NODE: &str = "pods per node";

/// How what is said of a range that is not certain begins.
pub(super) const RANGE_FOR: &str = "range for the";

/// The pods a node may run, and the rule that decides it.
pub(super) struct MaxPods {
    pub(super) count: Count,
    pub(super) from: &'static str,
}

/// A node takes one address of its primary range. Source: GKE, "VPC-native clusters" (alias-ips), read 2026-11-23.
pub(super) const PER_NODE: Bounds<Addresses> = Bounds { at_least: Addresses(1), at_most: Some(Addresses(1)) };

/// Pods per node of a routes-based cluster, which cannot be set, and so a /24 per node.
/// Source: Google Cloud, Network Analyzer, "GKE IP utilization", and GoogleCloudPlatform/gcpdiag
/// warn_2021_003_pod_cidr_cluster_size, read 2026-11-23.
const ROUTES_MAX_PODS: u64 = 110;

impl Estate {
    /// The pool's own maximum, else its cluster's, else GKE's.
    /// Source: hashicorp/terraform-provider-google website/docs/r/container_node_pool, read 2026-11-23.
    pub(super) fn max_pods(&self, pool: &Pool) -> MaxPods {
        let cluster = pool.cluster.and_then(|index| self.clusters.get(index));
        if cluster.is_some_and(|cluster| cluster.routes) {
            return MaxPods { count: Count::exactly(ROUTES_MAX_PODS, None), from: "a routes-based cluster" };
        }
        if let Some(count) = &pool.max_pods {
            return MaxPods { count: count.clone(), from: "max_pods_per_node" };
        }
        match cluster.and_then(|cluster| cluster.default_max_pods.clone()) {
            Some(count) => MaxPods { count, from: "the cluster's default_max_pods_per_node" },
            None if pool.cluster.is_none() => {
                let why = Why::new("its cluster is not known", "`max_pods_per_node`", pool.header);
                let count = Count { bounds: Bounds::from(0), at: None, why: Some(why) };
                MaxPods { count, from: "a cluster that is not known" }
            }
            None => MaxPods { count: Count::exactly(DEFAULT_MAX_PODS, None), from: "GKE's default" },
        }
    }

    /// The block that one node of the pool takes, where its max pods are known and GKE allows others.
    pub(super) fn settable_block(&self, pool: &Pool) -> Option<PodBlock> {
        let cluster = pool.cluster.and_then(|index| self.clusters.get(index))?;
        let count = self.max_pods(pool).count;
        let max_pods = count.bounds.exact().filter(|_| !cluster.routes)?;
        let addresses = self.pod_block(pool).exact()?;
        Some(PodBlock {
            max_pods,
            addresses,
            prefix_len: prefix_len(addresses)?,
            half: half(max_pods)?,
            at: Place::of(count.at.or(pool.header), &pool.address),
        })
    }

    /// Pod addresses one node of the pool takes.
    pub(super) fn pod_block(&self, pool: &Pool) -> Bounds<Addresses> {
        let cluster = pool.cluster.and_then(|index| self.clusters.get(index));
        let inherited = cluster.map_or(Some(false), |cluster| cluster.overprovision_disabled);
        if cluster.is_some_and(|cluster| cluster.routes) {
            return Bounds::exactly(pod_block(ROUTES_MAX_PODS, false));
        }
        pod_block_bounds(self.max_pods(pool).count.bounds, pool.overprovision_disabled.unwrap_or(inherited))
    }

    /// Every claim, on every range.
    pub(super) fn drafts(&self) -> Vec<Draft> {
        let lasting = self.pools.iter().filter(|pool| pool.role != Role::RemovedDefault);
        let mut drafts: Vec<Draft> = lasting.flat_map(|pool| self.pool_drafts(pool)).collect();
        drafts.extend(self.consumed());
        drafts.extend(self.provisioned());
        drafts.extend(self.autopilot());
        add_surge(&mut drafts);
        let later = later_demand(&drafts);
        for pool in self.pools.iter().filter(|pool| pool.role == Role::RemovedDefault) {
            for draft in self.pool_drafts(pool) {
                let key = pool.cluster.map(|cluster| (cluster, draft.claim.range.clone()));
                let sum = key.as_ref().and_then(|key| later.get(key).copied());
                if let Some(key) = &key {
                    hold_already(&mut drafts, key, inverted(draft.claim.demand.desired, sum.unwrap_or_default()));
                }
                drafts.extend(excess(draft, sum));
            }
        }
        for cluster in self.clusters.iter().filter(|cluster| !cluster.autopilot) {
            let at = Place::of(cluster.header, &cluster.address.to_string());
            drafts
                .extend(cluster.endpoint.ranges.iter().map(|range| endpoint(&cluster.address.to_string(), range, &at)));
        }
        drafts
    }

    /// What others take; of a subnetwork that is only read when nodes, pods or a control plane here draw from it.
    fn consumed(&self) -> Vec<Draft> {
        let of_pools = self.pools.iter().flat_map(Pool::draws);
        let of_clusters = self.clusters.iter().flat_map(|cluster| [&cluster.nodes, &cluster.endpoint]);
        let drawn: BTreeSet<&RangeId> = of_pools.chain(of_clusters).flat_map(|draw| &draw.ranges).collect();
        let counts = |range: &RangeId| !self.only_read.contains(&range.address) || drawn.contains(range);
        self.consumers.iter().filter(|draft| counts(&draft.claim.range)).cloned().collect()
    }

    fn pool_drafts(&self, pool: &Pool) -> Vec<Draft> {
        let block = self.pod_block(pool);
        let pods = self.max_pods(pool).count;
        let place = |at| Place::of(at, &pool.address);
        let size = Label { at: place(pool.size.at()), text: pool.size.words(&pool.zones) };
        let taken = Label { at: place(pods.at.or(pool.header)), text: block_words(&pods, block) };
        let mut drafts: Vec<Draft> = pool
            .nodes
            .ranges
            .iter()
            .map(|range| self.draft(pool, "nodes", range, &pool.nodes, PER_NODE, vec![size.clone()]))
            .collect();
        drafts.extend(
            pool.pods
                .ranges
                .iter()
                .map(|range| self.draft(pool, "pods", range, &pool.pods, block, vec![taken.clone(), size.clone()])),
        );
        for further in &pool.further {
            let here = Label { at: place(further.at), text: further.text.clone() };
            let labels = vec![here, size.clone()];
            let claims = further.draw.ranges.iter();
            drafts.extend(claims.map(|range| self.further_draft(pool, further, range, labels.clone())));
        }
        drafts
    }

    /// What the pool's nodes take of one more network: wherever GKE places them, and whatever their max pods.
    fn further_draft(&self, pool: &Pool, further: &Further, range: &RangeId, labels: Vec<Label>) -> Draft {
        let mut draft = self.draft(pool, further.what, range, &further.draw, further.each, labels);
        if draft.standing == Standing::Placed {
            draft.standing = Standing::Beside;
        }
        let pods = further
            .why
            .iter()
            .map(|why| why.undecided(format!("block for the further pods of `{}`", pool.address), &pool.address));
        draft.unknowns.retain(|unknown| !unknown.what.starts_with(PODS_PER_NODE));
        draft.unknowns.extend(pods);
        draft
    }

    fn draft(
        &self,
        pool: &Pool,
        what: &'static str,
        range: &RangeId,
        draw: &Draw,
        each: Bounds<Addresses>,
        labels: Vec<Label>,
    ) -> Draft {
        // What may as well come from another range is not surely taken from this one.
        let here = |nodes: Bounds<u64>| if draw.uncertain.is_some() { Bounds { at_least: 0, ..nodes } } else { nodes };
        let (desired, max) = (here(pool.desired()), here(pool.max()));
        let surge_nodes = here(pool.surge.nodes(pool.max()));
        let count = Moments { desired, scaled: max, rollout: max, packed: max };
        let per_node = PerNode { idle: each, first_pod: each, packed: each };
        let claim = Claim {
            by: pool.address.clone(),
            what,
            range: range.clone(),
            count,
            per_node: Some(per_node),
            demand: count.map(|nodes| nodes.times(each)),
            how: format!("{} × {}", counted(max, "node"), addresses(each)),
            labels,
        };
        let later_in = pool.cluster.filter(|_| pool.role == Role::Separate);
        let unknowns = self.unknowns(pool, what, draw);
        let standing = match (pool.placements.is_empty(), pool.role) {
            (_, Role::RemovedDefault) => Standing::Before,
            (true, _) => Standing::Beside,
            (false, _) => Standing::Placed,
        };
        Draft { claim, surge: surge_nodes.times(each), surge_nodes, unknowns, later_in, standing }
    }

    fn unknowns(&self, pool: &Pool, what: &str, draw: &Draw) -> Vec<Undecided> {
        let of = |subject: &str, why: &Why| {
            let at = why.at.or(pool.header);
            Why { at, ..why.clone() }.undecided(format!("{subject} of `{}`", pool.address), &pool.address)
        };
        let mut unknowns: Vec<_> = pool.zones.why.iter().map(|why| of("number of zones", why)).collect();
        unknowns.extend(pool.size.whys().iter().map(|why| of("number of nodes", why)));
        if pool.copies.exact().is_none() {
            let why = Why::new("the number of its instances is not known", "its `count` or `for_each`", pool.header);
            unknowns.push(of("number of nodes", &why));
        }
        if what == "pods" {
            unknowns.extend(self.max_pods(pool).count.why.iter().map(|why| of(PODS_PER_NODE, why)));
        }
        unknowns.extend(draw.uncertain.iter().map(|why| of(&format!("{RANGE_FOR} {what}"), why)));
        unknowns
    }
}

/// `256 addresses`, `1 address`, `16 to 1,024 addresses`.
pub(super) fn addresses(each: Bounds<Addresses>) -> String {
    match each.exact() {
        Some(Addresses(1)) => "1 address".to_owned(),
        Some(exact) => format!("{exact} addresses"),
        None => match each.at_most {
            Some(most) => format!("{} to {most} addresses", each.at_least),
            None => format!("at least {} addresses", each.at_least),
        },
    }
}

/// `110 pods per node take a /24 each: 256 addresses`.
fn block_words(pods: &Count, block: Bounds<Addresses>) -> String {
    match (pods.bounds.exact(), block.exact().and_then(prefix_len)) {
        (Some(_), Some(len)) => {
            format!("{} per node take a /{len} each: {}", counted(pods.bounds, "pod"), addresses(block))
        }
        _ => format!("each node takes a block for its pods: {}", addresses(block)),
    }
}

/// Adds to one claim of every range the nodes of an upgrade: pools, and groups of instances, are taken to be upgraded one
/// after another, as automatic upgrades do, so the largest surge counts. No document read for this promises the order.
fn add_surge(drafts: &mut [Draft]) {
    let mut largest: BTreeMap<&RangeId, usize> = BTreeMap::new();
    let size = |index: usize| {
        let surge = drafts[index].surge;
        (surge.at_most.unwrap_or(Addresses(u128::MAX)), surge.at_least)
    };
    for (index, draft) in drafts.iter().enumerate() {
        let best = largest.entry(&draft.claim.range).or_insert(index);
        if size(index) > size(*best) {
            *best = index;
        }
    }
    let largest: Vec<usize> = largest.into_values().collect();
    for index in largest {
        let Draft { claim, surge, surge_nodes, .. } = &mut drafts[index];
        claim.count.rollout = sum(claim.count.rollout, *surge_nodes);
        claim.demand.rollout = claim.demand.rollout + *surge;
    }
}

/// What the pools that come after their clusters ask for at first, by cluster and range.
fn later_demand(drafts: &[Draft]) -> BTreeMap<(usize, RangeId), Bounds<Addresses>> {
    let mut sums = BTreeMap::new();
    for draft in drafts {
        if let Some(cluster) = draft.later_in {
            let sum: &mut Bounds<Addresses> = sums.entry((cluster, draft.claim.range.clone())).or_default();
            *sum = *sum + draft.claim.demand.desired;
        }
    }
    sums
}

/// The excess of each end over the other's: added to the later pools' ends it gives the larger of the two figures, also
/// where both hang on one unknown number of zones. The upper end may be the smaller one.
fn excess_of_ends(initial: Bounds<Addresses>, later: Bounds<Addresses>) -> Bounds<Addresses> {
    Bounds {
        at_least: initial.at_least.saturating_sub(later.at_least),
        at_most: initial.at_most.map(|initial| later.at_most.map_or(initial, |later| initial.saturating_sub(later))),
    }
}

/// By how much the upper end is the smaller one: what the default pool surely takes, and the later pools may take, is
/// asked for once.
fn inverted(initial: Bounds<Addresses>, later: Bounds<Addresses>) -> Addresses {
    let ends = excess_of_ends(initial, later);
    ends.at_most.map_or(Addresses(0), |most| ends.at_least.saturating_sub(most))
}

/// Takes so much off the upper ends of what later pools ask of a range at first.
fn hold_already(drafts: &mut [Draft], (cluster, range): &(usize, RangeId), mut held: Addresses) {
    let of_them = |draft: &&mut Draft| draft.later_in == Some(*cluster) && draft.claim.range == *range;
    for draft in drafts.iter_mut().filter(of_them) {
        let desired = &mut draft.claim.demand.desired;
        if let Some(most) = &mut desired.at_most {
            let off = most.saturating_sub(desired.at_least).min(held);
            *most = most.saturating_sub(off);
            held = held.saturating_sub(off);
        }
    }
}

/// What a default pool that is removed takes beyond the pools that come after it: they are made once the cluster is
/// there, so the range must hold the larger of the two and never both. It is gone before anything scales, so it
/// counts at the desired size alone.
/// Source: hashicorp/terraform-provider-google website/docs/r/container_cluster, read 2026-11-23.
fn excess(mut draft: Draft, later: Option<Bounds<Addresses>>) -> Option<Draft> {
    let ends = excess_of_ends(draft.claim.demand.desired, later.unwrap_or_default());
    let beyond = Bounds { at_least: ends.at_least, at_most: ends.at_most.map(|most| most.max(ends.at_least)) };
    if beyond == Bounds::default() {
        return None;
    }
    let each = draft.claim.per_node.take().map(|each| each.packed).unwrap_or_default();
    let nodes = draft.claim.count.desired;
    draft.claim.count = Moments { desired: nodes, ..Moments::default() };
    draft.claim.demand = Moments { desired: beyond, ..Moments::default() };
    let less = if later.is_none() { "" } else { ", less what the later node pools take" };
    draft.claim.how = format!("{} of the default pool × {}{less}", counted(nodes, "node"), addresses(each));
    if let Some(label) = draft.claim.labels.last_mut() {
        label.text.push_str(" in the default pool, until it is removed");
    }
    Some(draft)
}

/// The endpoint of a control plane: one address, or none where the control plane is still peered.
/// Source: a copy of GKE, "VPC-native clusters" (alias-ips), read 2026-11-23.
fn endpoint(cluster: &str, range: &RangeId, at: &Place) -> Draft {
    let one = Bounds::between(0, 1);
    let all = Moments { desired: one, scaled: one, rollout: one, packed: one };
    let claim = Claim {
        by: cluster.to_owned(),
        what: "control plane",
        range: range.clone(),
        count: all,
        per_node: None,
        demand: all.map(|count| count.times(PER_NODE)),
        how: "at most 1 address".to_owned(),
        labels: vec![Label { at: at.clone(), text: "at most 1 address for the control plane's endpoint".to_owned() }],
    };
    let why = Why::new(
        "whether its control plane takes an address here depends on its version",
        "one more free address",
        None,
    );
    let mut unknown = why.undecided(format!("endpoint of `{cluster}`"), cluster);
    unknown.at = at.clone();
    Draft::of_other(claim, vec![unknown])
}
