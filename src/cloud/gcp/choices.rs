//! Whether the node pools fit that GKE places in one of several ranges each.
//!
//! A pool goes whole into one range and stays there, so what is asked of each range alone says little. Where no way to
//! place the pools fits, that is an error; where every way does, each range says so by itself. Where some do, it is GKE's
//! choice, and one of these ways is what would decide it.

use super::Estate;
use super::claims::{Draft, PER_NODE, RANGE_FOR, Standing};
use super::node_pools::Pool;
use super::packing::{self, Answer, Bin, Item, Take};
use super::placements::Placement;
use crate::finding::{Label, Place};
use crate::model::{Addresses, Bounds, Fault, Range, RangeId, Undecided};
use crate::words::listed;
use std::collections::{BTreeMap, BTreeSet};

/// Instances of one pool that are placed one by one. Where a count is higher, the others are left out.
const MOST_COPIES: u64 = 64;

/// Ways of all pools of a group together. With more it is not tried whether they fit.
const MOST_WAYS: usize = 100_000;

/// Pools among which the search looks for the few that are too much.
const MOST_TO_NAME: usize = 16;

/// Which end of figures that are not exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// What is surely taken, of the most that there may be.
    Least,
    /// What may be taken, of what there surely is.
    Most,
}

/// Node pools that are placed in the same ranges.
pub(super) struct Group {
    /// Their places in the list.
    pools: Vec<usize>,
    /// Every range that one of them may be in.
    pub(super) ranges: Vec<RangeId>,
}

/// A group as a packing problem.
struct Problem {
    bins: Vec<Bin>,
    items: Vec<Item>,
    /// The pool of each item.
    of: Vec<usize>,
}

/// Kinds of bins.
const PODS: usize = 0;
const NODES: usize = 1;

impl Estate {
    /// Pools whose placement matters to each other, in the order of the pools.
    pub(super) fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Option<Group>> = Vec::new();
        let mut group_of: BTreeMap<&RangeId, usize> = BTreeMap::new();
        for (index, pool) in self.pools.iter().enumerate().filter(|(_, pool)| !pool.placements.is_empty()) {
            let ranges = || pool.placements.iter().flat_map(|placement| [&placement.pods, &placement.nodes]);
            let mut joined: BTreeSet<usize> = ranges().filter_map(|range| group_of.get(range).copied()).collect();
            let first = joined.pop_first().unwrap_or_else(|| {
                groups.push(Some(Group { pools: Vec::new(), ranges: Vec::new() }));
                groups.len() - 1
            });
            let others: Vec<Group> = joined.into_iter().filter_map(|other| groups[other].take()).collect();
            let Some(group) = &mut groups[first] else { continue };
            for other in others {
                group.pools.extend(other.pools);
                group.ranges.extend(other.ranges);
            }
            group.pools.push(index);
            group.pools.sort_unstable();
            for range in ranges() {
                if group_of.insert(range, first).is_none() {
                    group.ranges.push(range.clone());
                }
            }
            group_of.values_mut().filter(|of| groups[**of].is_none()).for_each(|of| *of = first);
        }
        groups.into_iter().flatten().collect()
    }

    /// Whether a group surely fits, if GKE places it well.
    pub(super) fn can_fit(&self, group: &Group, drafts: &[Draft]) -> bool {
        let fits = |problem: Problem| matches!(packing::pack(&problem.bins, &problem.items), Answer::Fits(_));
        self.problem(group, drafts, End::Most, false).is_some_and(fits)
    }

    /// The groups that do not fit. In the drafts of the others it is said what GKE would have to choose.
    pub(super) fn misfits(&self, drafts: &mut [Draft]) -> Vec<Fault> {
        let mut faults = Vec::new();
        for group in self.groups() {
            let misfit = [false, true].into_iter().find_map(|by_rollout| self.misfit(&group, drafts, by_rollout));
            match &misfit {
                // It is the reason why nothing can be said of each range, and need not be said again of each pool.
                Some(Fault::Packing { at, by_rollout: false, .. }) => {
                    self.unsettled(&group, drafts).for_each(|unknown| unknown.at.clone_from(at));
                }
                _ => self.advise(&group, drafts),
            }
            faults.extend(misfit);
        }
        faults
    }

    /// What is said of the choice between ranges.
    fn unsettled<'d>(&self, group: &Group, drafts: &'d mut [Draft]) -> impl Iterator<Item = &'d mut Undecided> {
        let addresses: BTreeSet<String> = group.pools.iter().map(|index| self.pools[*index].address.clone()).collect();
        let placed = drafts.iter_mut().filter(|draft| draft.standing == Standing::Placed);
        placed
            .filter(move |draft| addresses.contains(&draft.claim.by))
            .flat_map(|draft| &mut draft.unknowns)
            .filter(|unknown| unknown.what.starts_with(RANGE_FOR))
    }

    /// Says how GKE would have to place the pools, where that makes all of them fit.
    fn advise(&self, group: &Group, drafts: &mut [Draft]) {
        let Some(problem) = self.problem(group, drafts, End::Most, false) else { return };
        let Answer::Fits(ways) = packing::pack(&problem.bins, &problem.items) else { return };
        let mut divided: Vec<(&str, Vec<String>)> = Vec::new();
        for (index, way) in problem.of.iter().zip(ways) {
            let pool = &self.pools[*index];
            let Some(placement) = pool.placements.get(way) else { return };
            let (range, pool) = (short(&placement.pods), format!("`{}`", pool.address));
            match divided.iter_mut().find(|(other, _)| *other == range) {
                Some((_, pools)) => pools.push(pool),
                None => divided.push((range, vec![pool])),
            }
        }
        let words: Vec<String> =
            divided.iter().map(|(range, pools)| format!("{} in `{range}`", listed(pools))).collect();
        let decide = format!("`pod_range` in the `network_config` of each; all fit with {}", words.join("; "));
        self.unsettled(group, drafts).for_each(|unknown| unknown.decide.clone_from(&decide));
    }

    /// The group as a packing problem; nothing where not even the ends of its figures are known, or it is very large.
    fn problem(&self, group: &Group, drafts: &[Draft], end: End, by_rollout: bool) -> Option<Problem> {
        let placements = || group.pools.iter().flat_map(|index| &self.pools[*index].placements);
        if placements().nth(MOST_WAYS).is_some() {
            return None;
        }
        let for_pods: BTreeSet<&RangeId> = placements().map(|placement| &placement.pods).collect();
        let bin = |range: &RangeId| Bin {
            kind: if for_pods.contains(range) { PODS } else { NODES },
            room: self.room(range, drafts, end),
            surge: if by_rollout { surge_beside(range, drafts) } else { 0 },
        };
        let places: BTreeMap<&RangeId, usize> = group.ranges.iter().enumerate().map(|(at, id)| (id, at)).collect();
        let mut problem = Problem { bins: group.ranges.iter().map(bin).collect(), items: Vec::new(), of: Vec::new() };
        for index in &group.pools {
            let pool = &self.pools[*index];
            let copies = match end {
                End::Least => pool.copies.at_least.min(MOST_COPIES),
                End::Most => pool.copies.at_most.filter(|copies| *copies <= MOST_COPIES)?,
            };
            let item = self.item(pool, &places, end, by_rollout)?;
            for _ in 0..copies {
                problem.items.push(item.clone());
                problem.of.push(*index);
            }
        }
        Some(problem)
    }

    fn item(&self, pool: &Pool, places: &BTreeMap<&RangeId, usize>, end: End, by_rollout: bool) -> Option<Item> {
        let (start, most) = (pool.size.desired(&pool.zones), pool.size.max(&pool.zones));
        let surge = pool.surge.nodes(most);
        let take = |range: &RangeId, each: Bounds<Addresses>| {
            let of = |nodes: Bounds<u64>| match end {
                End::Least => Some(nodes.times(each).at_least.0),
                End::Most => nodes.times(each).at_most.map(|most| most.0),
            };
            let surge = if by_rollout { of(surge)? } else { 0 };
            Some(Take { bin: *places.get(range)?, load: [of(start)?, of(most)?], surge })
        };
        let block = self.pod_block(pool);
        let way = |placement: &Placement| Some(vec![take(&placement.pods, block)?, take(&placement.nodes, PER_NODE)?]);
        pool.placements.iter().map(way).collect()
    }

    /// What a range has for the pools that are placed in it, at the start and at maximum size. All that one can think of
    /// where its size is not known, or how many of it there are.
    fn room(&self, range: &RangeId, drafts: &[Draft], end: End) -> [u128; 2] {
        let Some(range) = self.notes.ranges.iter().find(|known| known.id == *range) else { return [u128::MAX; 2] };
        let single = range.copies == Bounds::exactly(1);
        let usable = match (end, range.usable()) {
            (End::Least, Some(usable)) if single => usable,
            (End::Least, _) => return [u128::MAX; 2],
            (End::Most, _) if single => range.usable_at_least(),
            (End::Most, _) => return [0; 2],
        };
        let claims = || {
            let beside = drafts.iter().filter(|draft| draft.standing == Standing::Beside).map(|draft| &draft.claim);
            beside.chain(&self.used).filter(|claim| claim.range == range.id)
        };
        let taken = |demand: Bounds<Addresses>| match end {
            End::Least => demand.at_least,
            End::Most => demand.at_most.unwrap_or(usable),
        };
        let start: Addresses = claims().map(|claim| taken(claim.demand.desired)).sum();
        let most: Addresses = claims().map(|claim| taken(claim.demand.scaled)).sum();
        [start, most].map(|taken| usable.saturating_sub(taken).0)
    }

    /// What is to say of a group that fits in no way.
    fn misfit(&self, group: &Group, drafts: &[Draft], by_rollout: bool) -> Option<Fault> {
        let problem = self.problem(group, drafts, End::Least, by_rollout)?;
        if packing::pack(&problem.bins, &problem.items) != Answer::Never {
            return None;
        }
        let (problem, ranges) = problem.least().with_its_bins(&group.ranges);
        let (kind, reason) = match by_rollout {
            false => problem.reason(&ranges),
            true => (problem.kind(), String::new()),
        };
        let known = |id: &RangeId| self.notes.ranges.iter().find(|range| range.id == *id);
        let shown = || {
            let ranges = problem.bins.iter().zip(&ranges).filter(|(bin, _)| kind.is_none_or(|kind| bin.kind == kind));
            ranges.filter_map(|(bin, id)| Some((bin, known(id)?)))
        };
        let mut labels: Vec<Label> = shown()
            .map(|(bin, range)| Label { at: range.at.clone(), text: room_words(range, Addresses(bin.room[1])) })
            .collect();
        let mut pools: Vec<&Pool> = problem.of.iter().map(|index| &self.pools[*index]).collect();
        pools.dedup_by_key(|pool| &pool.address);
        for pool in &pools {
            let what = if kind == Some(NODES) { "nodes" } else { "pods" };
            let claim = drafts.iter().map(|draft| &draft.claim).find(|c| c.by == pool.address && c.what == what);
            labels.extend(claim.into_iter().flat_map(|claim| claim.labels.iter().cloned()));
        }
        // The choice is the reason why nothing is said of each range; with an upgrade it is not.
        let chosen_at = pools.first().and_then(|pool| {
            let why = pool.pods.uncertain.as_ref()?;
            Some(Place::of(why.at.or(pool.header), &pool.address))
        });
        Some(Fault::Packing {
            at: if by_rollout { shown().next()?.1.at.clone() } else { chosen_at? },
            node_pools: pools.iter().map(|pool| pool.address.clone()).collect(),
            ranges: shown().map(|(_, range)| range.id.clone()).collect(),
            reason,
            by_rollout,
            labels,
        })
    }
}

impl Problem {
    /// The problem without the items that do not make it one: without any of those that stay, the others fit.
    fn least(mut self) -> Self {
        if self.items.len() <= MOST_TO_NAME {
            for at in (0..self.items.len()).rev() {
                let (item, of) = (self.items.remove(at), self.of.remove(at));
                if packing::pack(&self.bins, &self.items) != Answer::Never {
                    self.items.insert(at, item);
                    self.of.insert(at, of);
                }
            }
        }
        self
    }

    /// The problem without the bins in which none of the items can be, and the ranges that are left.
    fn with_its_bins(mut self, ranges: &[RangeId]) -> (Self, Vec<RangeId>) {
        let used = |at: usize| self.items.iter().flatten().flatten().any(|take| take.bin == at);
        let kept: Vec<usize> = (0..self.bins.len()).filter(|at| used(*at)).collect();
        self.bins = kept.iter().map(|at| self.bins[*at].clone()).collect();
        for take in self.items.iter_mut().flatten().flatten() {
            take.bin = kept.iter().position(|at| *at == take.bin).unwrap_or_default();
        }
        let ranges = kept.iter().filter_map(|at| ranges.get(*at).cloned()).collect();
        (self, ranges)
    }

    /// The kind of ranges in which nothing fits even if all others were without end.
    fn kind(&self) -> Option<usize> {
        let alone = |kind: usize| {
            let endless = |bin: &Bin| Bin { room: [u128::MAX; 2], surge: 0, ..bin.clone() };
            let bins: Vec<Bin> =
                self.bins.iter().map(|bin| if bin.kind == kind { bin.clone() } else { endless(bin) }).collect();
            packing::pack(&bins, &self.items) == Answer::Never
        };
        [PODS, NODES].into_iter().find(|kind| alone(*kind))
    }

    /// Why nothing fits, and the kind of ranges that it is about.
    fn reason(&self, ranges: &[RangeId]) -> (Option<usize>, String) {
        let number = |n: u128| Addresses(n).to_string();
        if let [item] = self.items.as_slice()
            && let Some((kind, taken, room)) = packing::too_large(&self.bins, item)
        {
            let words = format!("it takes {} addresses, and none has more than {} left", number(taken), number(room));
            return (Some(kind), words);
        }
        let items = self.items.len();
        if let Some((kind, holds)) = packing::too_many(&self.bins, &self.items) {
            let each: Vec<(&RangeId, usize)> = ranges
                .iter()
                .zip(&self.bins)
                .zip(holds)
                .filter(|((_, bin), _)| bin.kind == kind)
                .map(|((range, _), holds)| (range, holds))
                .collect();
            let alike = each.windows(2).all(|pair| pair[0].1 == pair[1].1);
            let words = match each.as_slice() {
                [(_, holds), ..] if alike => {
                    format!("each of these ranges has room for only {holds} of them, and there are {items}")
                }
                _ => {
                    let of = |(range, holds): &(&RangeId, usize)| format!("{holds} in `{}`", short(range));
                    let each: Vec<String> = each.iter().map(of).collect();
                    format!("there is room for {}, and there are {items} of them", listed(&each))
                }
            };
            return (Some(kind), words);
        }
        match packing::too_much(&self.bins, &self.items) {
            Some((kind, taken, room)) => {
                (Some(kind), format!("together they take {} addresses, and {} are left", number(taken), number(room)))
            }
            None if items == 1 => (None, "none of them has room for its nodes and its pods".to_owned()),
            None => (self.kind(), "each fits in one of them, and no way to divide them fits all".to_owned()),
        }
    }
}

fn short(range: &RangeId) -> &str {
    range.name.as_deref().unwrap_or(&range.address)
}

/// The largest surge of what is in a range for certain.
fn surge_beside(range: &RangeId, drafts: &[Draft]) -> u128 {
    let beside = drafts.iter().filter(|draft| draft.standing == Standing::Beside && draft.claim.range == *range);
    beside.map(|draft| draft.surge.at_least.0).max().unwrap_or(0)
}

/// `10.64.0.0/20: 4,096 addresses`, and what is kept and taken of them.
fn room_words(range: &Range, room: Addresses) -> String {
    let block = match (range.cidr, range.prefix_len.known()) {
        (Some(cidr), _) => cidr.to_string(),
        (None, Some(len)) => format!("a /{len}"),
        (None, None) => return "a block of unknown size".to_owned(),
    };
    let mut words = format!("{block}: {} addresses", range.total().unwrap_or_default());
    if range.reserved > Addresses(0) {
        words.push_str(&format!(", {} kept by {}", range.reserved, range.cloud.name()));
    }
    if range.usable().is_some_and(|usable| room < usable) {
        words.push_str(&format!(", {room} left beside what is certain to be there"));
    }
    words
}
