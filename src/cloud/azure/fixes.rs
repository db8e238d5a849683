//! Single changes that make failing AKS ranges fit, each found by making the change and doing the arithmetic again.

use super::Estate;
use super::clusters::{self, Cluster, POD_CIDR};
use super::dialect::Dialect;
use super::modes::{MAX_PODS, Mode};
use super::node_pools::Pool;
use super::subnets::BOUNDS;
use crate::cloud::draw::Draw;
use crate::cloud::given::Count;
use crate::cloud::{Goal, fixes};
use crate::finding::{Fix, Place};
use crate::model::{Addresses, Bounds, Cloud, Decided, Model, Range, RangeId, RangeKind};
use ipnet::Ipv4Net;
use std::collections::BTreeSet;

/// The pods for which a node pool must have room all together.
/// Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, concepts-network-ip-address-planning.md, read 2026-11-26.
const LEAST_PODS: u64 = 30;

/// Blocks that are tried one by one: the arithmetic of all pools is done again a dozen times for each.
const MOST_BLOCKS: usize = 16;

/// Blocks of a virtual network that are tried for a larger subnet.
const MOST_PLACES: usize = 4096;

/// Changes that make every failing range fit, best first: those that cost least to make, then those that give up
/// nodes.
pub(super) fn fixes(estate: &Estate, failing: &[RangeId], goal: Goal) -> Vec<Fix> {
    let ours = |range: &RangeId| estate.notes.ranges.iter().any(|known| known.id == *range);
    if failing.is_empty() || !failing.iter().all(ours) {
        return Vec::new();
    }
    let search = Search { all: estate, estate: around(estate, failing), failing, goal };
    let mut fixes = search.fewer_pods();
    fixes.extend(search.overlay());
    fixes.extend(search.larger_range());
    fixes.extend(search.fewer_nodes());
    fixes
}

/// The part of an estate that has to do with some ranges: the arithmetic is done many times over.
fn around(estate: &Estate, ranges: &[RangeId]) -> Estate {
    let touches = |draw: &Draw| draw.ranges.iter().any(|range| ranges.contains(range));
    let takes = |pool: &&Pool| touches(&pool.nodes) || estate.of_pods(pool).is_some_and(|(_, draw)| touches(&draw));
    let mut part = estate.clone();
    part.pools = estate.pools.iter().filter(takes).cloned().collect();
    part.notes.ranges.retain(|range| ranges.contains(&range.id));
    part.notes.faults.clear();
    part.notes.undecided.clear();
    part.overlaps.clear();
    part
}

struct Search<'a> {
    /// Everything there is.
    all: &'a Estate,
    estate: Estate,
    failing: &'a [RangeId],
    goal: Goal,
}

impl Search<'_> {
    /// The model after a change, if every failing range then holds what is asked of it.
    fn fitting(&self, change: impl FnOnce(&mut Estate)) -> Option<Model> {
        let mut estate = self.estate.clone();
        change(&mut estate);
        let model = estate.model();
        fixes::fit(&model, self.failing, self.goal).then_some(model)
    }

    /// The blocks of the pools that a change may help, those with the most nodes first.
    fn blocks<'p>(&self, pools: impl Iterator<Item = &'p Pool>) -> Vec<&'p str> {
        let mut pools: Vec<&Pool> = pools.collect();
        pools.sort_by_key(|pool| std::cmp::Reverse(pool.max().at_most));
        let mut seen = BTreeSet::new();
        let blocks = pools.into_iter().map(|pool| pool.block.as_str()).filter(|block| seen.insert(*block));
        blocks.take(MOST_BLOCKS).collect()
    }

    /// Fewer pods per node, where they take addresses of a subnet: of one pool, or of all of them.
    fn fewer_pods(&self) -> Vec<Fix> {
        let settable = |pool: &&Pool| match self.estate.mode(pool) {
            Ok(Mode::NodeSubnet | Mode::PodBlocks) => true,
            // What a node takes at first does not depend on them.
            Ok(Mode::PodSubnet) => self.goal == Goal::Packed,
            _ => false,
        };
        let blocks = self.blocks(self.estate.pools.iter().filter(settable));
        let of_block = |block: &&str| {
            let (pods, result) = self.pods_of(|pool| pool.block == *block)?;
            let argument = self.dialect(block).max_pods();
            Some(Fix { change: format!("{argument} = {pods}{}", self.named(block)), result })
        };
        let each: Vec<Fix> = blocks.iter().filter_map(of_block).collect();
        if !each.is_empty() || blocks.len() < 2 {
            return each;
        }
        let all = self.pods_of(|pool| blocks.contains(&pool.block.as_str()));
        let argument = blocks.first().map_or(Dialect::Azurerm, |block| self.dialect(block)).max_pods();
        let fix = |(pods, result)| Fix { change: format!("{argument} = {pods} in every node pool here"), result };
        all.map(fix).into_iter().collect()
    }

    /// The most pods per node of these pools with which everything fits, and what that gives.
    fn pods_of(&self, of: impl Fn(&Pool) -> bool) -> Option<(u64, String)> {
        let chosen = || self.estate.pools.iter().filter(|pool| of(pool));
        let current = chosen().filter_map(|pool| self.estate.max_pods(pool).count.bounds.at_most).max()?;
        let with = |pods: u64| {
            self.fitting(|estate| {
                let pools = estate.pools.iter_mut().filter(|pool| of(pool));
                // A pool that has fewer keeps them.
                for pool in pools {
                    let has = pool.max_pods.as_ref().and_then(|count| count.bounds.exact()).unwrap_or(u64::MAX);
                    pool.max_pods = Some(Count::exactly(pods.min(has), None));
                }
            })
        };
        let pods = fixes::most(current, |pods| with(pods).is_some())?;
        let enough = chosen().all(|pool| pool.desired().at_least.max(1).saturating_mul(pods) >= LEAST_PODS);
        if pods < MAX_PODS.0 || !enough {
            return None;
        }
        let result = self.result(&with(pods)?);
        let set_aside = chosen().all(|pool| self.estate.mode(pool) == Ok(Mode::NodeSubnet));
        Some((pods, if set_aside { format!("{} addresses per node, {result}", pods + 1) } else { result }))
    }

    /// Pods with addresses of their own, beside the virtual network.
    fn overlay(&self) -> Option<Fix> {
        let pools = self.estate.pools.iter().filter(|pool| self.estate.mode(pool) == Ok(Mode::NodeSubnet));
        let clusters: BTreeSet<usize> = pools.filter_map(|pool| pool.cluster).collect();
        let [index] = clusters.into_iter().collect::<Vec<_>>()[..] else { return None };
        let of_cluster = |pool: &&Pool| pool.cluster == Some(index);
        let change = self.estate.pools.iter().find(of_cluster)?.size.dialect.overlay()?;
        let id =
            RangeId { address: self.estate.clusters.get(index)?.address.to_string(), name: Some("pod_cidr".into()) };
        let shares = |range: &Range| range.cidr.is_some_and(|c| c.contains(&POD_CIDR) || POD_CIDR.contains(&c));
        if self.all.notes.ranges.iter().any(|range| range.kind == RangeKind::Subnet && shares(range)) {
            return None;
        }
        let model = self.fitting(|estate| {
            if let Some(cluster) = estate.clusters.get_mut(index) {
                cluster.mode = Ok(Mode::Overlay);
                cluster.pods = Some(id.clone());
            }
            estate.notes.ranges.push(pods_by_default(&id));
        })?;
        let holds = fixes::fit(&model, std::slice::from_ref(&id), self.goal);
        holds.then(|| Fix { change: change.to_owned(), result: format!("1 address per node, {}", self.result(&model)) })
    }

    /// The smallest block that is large enough, for every failing range.
    fn larger_range(&self) -> Option<Fix> {
        let mut ranges = self.estate.notes.ranges.iter().filter(|range| self.failing.contains(&range.id));
        let range = ranges.next()?;
        let single = ranges.clone().next().is_none();
        if ranges.any(|other| other.kind != range.kind) {
            return None;
        }
        let is_subnet = range.kind == RangeKind::Subnet;
        let largest = if is_subnet { BOUNDS.0 } else { clusters::LARGEST_PODS };
        let current = *range.prefix_len.known()?;
        let kubenet = |id: &RangeId| {
            let of = |cluster: &&Cluster| cluster.pods.as_ref() == Some(id) && cluster.mode == Ok(Mode::Kubenet);
            self.estate.clusters.iter().any(|cluster| of(&cluster))
        };
        (largest..current).rev().find_map(|len| {
            let model = self.fitting(|estate| {
                for range in estate.notes.ranges.iter_mut().filter(|range| self.failing.contains(&range.id)) {
                    range.prefix_len = Decided::Known(len);
                    range.cidr = None;
                    if kubenet(&range.id) {
                        range.reserved = clusters::unreachable(len);
                    }
                }
            })?;
            let change = match (is_subnet, single) {
                (true, true) => format!("a /{len} subnet{}", self.place(range, len)),
                (true, false) => format!("/{len} subnets"),
                (false, true) => around_it(range, len),
                (false, false) => format!("/{len} pod CIDRs"),
            };
            Some(Fix { change, result: self.result(&model) })
        })
    }

    /// Where the virtual network has room for such a subnet, as far as that is known.
    fn place(&self, range: &Range, len: u8) -> String {
        let Some(cidrs) = range.network.as_ref().and(range.network_cidrs.as_ref()) else { return String::new() };
        let others = || {
            let all = self.all.notes.ranges.iter();
            all.filter(|other| other.network == range.network && other.id != range.id)
        };
        if others().any(|other| other.cidr.is_none()) {
            return String::new();
        }
        let free = |block: &Ipv4Net| {
            let shares = |other: Ipv4Net| other.contains(block) || block.contains(&other);
            !others().filter_map(|other| other.cidr).any(shares)
        };
        let places = cidrs.iter().filter_map(|cidr| cidr.subnets(len).ok()).flatten();
        match places.take(MOST_PLACES).find(free) {
            Some(block) => format!(", such as {block}"),
            None => " in a larger virtual network".to_owned(),
        }
    }

    /// Smaller maximum sizes, one block at a time.
    fn fewer_nodes(&self) -> Vec<Fix> {
        self.blocks(self.estate.pools.iter()).into_iter().filter_map(|block| self.smaller(block)).collect()
    }

    /// In whose words a block is written.
    fn dialect(&self, block: &str) -> Dialect {
        let pool = self.estate.pools.iter().find(|pool| pool.block == block);
        pool.map_or(Dialect::Azurerm, |pool| pool.size.dialect)
    }

    /// Which node pool a change is of, where several draw from the range.
    fn named(&self, block: &str) -> String {
        let several = self.estate.pools.iter().any(|pool| pool.block != block);
        if several { format!(" in `{block}`") } else { String::new() }
    }

    fn smaller(&self, block: &str) -> Option<Fix> {
        let pools: Vec<&Pool> = self.estate.pools.iter().filter(|pool| pool.block == block).collect();
        let (name, current) = pools.first()?.size.written()?;
        // One figure in the block is one change; instances with figures of their own are several.
        if pools.iter().any(|pool| pool.size.written() != Some((name, current))) {
            return None;
        }
        let with = |nodes: u64| {
            self.fitting(|estate| {
                estate.pools.iter_mut().filter(|pool| pool.block == block).for_each(|pool| pool.size.set(nodes));
            })
        };
        let nodes = fixes::most(current, |nodes| with(nodes).is_some())?;
        // A maximum below the nodes that the pool starts with is none.
        let autoscaled = pools.iter().any(|pool| pool.size.autoscaled == Some(true));
        if autoscaled && pools.iter().any(|pool| pool.size.desired().at_least > nodes) {
            return None;
        }
        let model = with(nodes)?;
        Some(Fix { change: format!("{name} = {nodes}{}", self.named(block)), result: self.left(&model) })
    }

    /// What the first failing range gives after a change: nodes that fit, or its demand where that says more.
    fn result(&self, model: &Model) -> String {
        match self.goal {
            Goal::Scaled => fixes::result(model, self.failing),
            Goal::Packed => self.left(model),
        }
    }

    /// The demand of the first failing range after a change.
    fn left(&self, model: &Model) -> String {
        let rows = crate::demand::ledger(model);
        let Some(row) = rows.iter().find(|row| self.failing.contains(&row.range.id)) else { return String::new() };
        let demand = match self.goal {
            Goal::Scaled => row.demand.scaled.at_least.max(row.demand.desired.at_least),
            Goal::Packed => row.demand.packed.at_least,
        };
        format!("{demand} of {} addresses", row.range.usable().unwrap_or_default())
    }
}

/// The pod CIDR of a cluster that says none.
fn pods_by_default(id: &RangeId) -> Range {
    Range {
        id: id.clone(),
        kind: RangeKind::ClusterRange,
        cloud: Cloud::Azure,
        cidr: Some(POD_CIDR),
        prefix_len: Decided::Known(POD_CIDR.prefix_len()),
        reserved: Addresses(0),
        smallest: Addresses(0),
        zone: None,
        network: None,
        network_cidrs: None,
        copies: Bounds::exactly(1),
        at: Place::Address(id.address.clone()),
    }
}

/// A pod CIDR can be changed to a larger one that holds it.
/// Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, concepts-network-azure-cni-overlay.md, read 2026-11-26.
fn around_it(range: &Range, len: u8) -> String {
    let larger = range.cidr.and_then(|cidr| Ipv4Net::new(cidr.network(), len).ok()).map(|cidr| cidr.trunc());
    match larger.filter(|cidr| clusters::forbidden(*cidr).is_none()) {
        Some(cidr) => format!("pod_cidr = \"{cidr}\""),
        None => format!("a /{len} pod CIDR"),
    }
}
