//! Ranges that are larger, and further ones.

use super::{PLACED, Search, largest, set};
use crate::cloud::gcp::draw::Draw;
use crate::cloud::gcp::node_pools::{Pool, Role};
use crate::cloud::gcp::placements::Placement;
use crate::cloud::gcp::subnetworks::PRIMARY_BOUNDS;
use crate::finding::Fix;
use crate::model::{Addresses, Bounds, Decided, Model, Range, RangeId, RangeKind};

/// The smallest pod range that a user makes. Source: a copy of GKE, "VPC-native clusters" (alias-ips), read 2026-11-23.
const SMALLEST_POD_RANGE: u8 = 24;

/// The largest pod range. Source: a copy of GKE, "VPC-native clusters" (alias-ips), read 2026-11-23.
const LARGEST_POD_RANGE: u8 = 9;

impl Search<'_> {
    /// One more pod range, for pools that GKE places in any of several: the smallest that helps.
    pub(super) fn further_range(&self) -> Option<Fix> {
        let placed = |pool: &&Pool| !pool.placements.is_empty();
        let placement = self.estate.pools.iter().find(placed)?.placements.first()?;
        let like = self.estate.notes.ranges.iter().find(|range| range.id == placement.pods)?;
        let id = RangeId { name: Some("one more".to_owned()), ..placement.pods.clone() };
        let (len, _) = longest(LARGEST_POD_RANGE..SMALLEST_POD_RANGE + 1, |len| {
            self.fitting(|estate| {
                estate.notes.ranges.push(further(&id, like, len));
                for pool in estate.pools.iter_mut().filter(|pool| !pool.placements.is_empty()) {
                    pool.placements.push(Placement { pods: id.clone(), ..placement.clone() });
                }
            })
        })?;
        let change = format!("one more pod range, a /{len}{}", self.such_as(like, len, false));
        Some(Fix { change, result: PLACED.to_owned() })
    }

    /// The smallest block that is large enough, for every failing range.
    pub(super) fn larger_range(&self) -> Option<Fix> {
        if self.places() {
            return self.failing.iter().find_map(|range| self.larger(range));
        }
        let mut ranges = self.estate.notes.ranges.iter().filter(|range| self.failing.contains(&range.id));
        let range = ranges.next()?;
        if ranges.any(|other| (other.kind == RangeKind::Subnet) != (range.kind == RangeKind::Subnet)) {
            return None;
        }
        let (word, largest) = match range.kind {
            RangeKind::Subnet => ("primary", PRIMARY_BOUNDS.0),
            RangeKind::SecondaryRange | RangeKind::ClusterRange => ("pod", LARGEST_POD_RANGE),
        };
        let current = *range.prefix_len.known()?;
        let (len, model) = longest(largest..current, |len| self.with_length(len, |id| self.failing.contains(id)))?;
        let such_as = self.such_as(range, len, true);
        Some(Fix { change: format!("a /{len} {word} range{such_as}"), result: self.result(&model) })
    }

    /// The smallest block for one range of several with which there is a way to place the pools.
    fn larger(&self, id: &RangeId) -> Option<Fix> {
        let range = self.estate.notes.ranges.iter().find(|range| range.id == *id)?;
        let current = *range.prefix_len.known()?;
        let largest = if range.kind == RangeKind::Subnet { PRIMARY_BOUNDS.0 } else { LARGEST_POD_RANGE };
        let (len, model) = longest(largest..current, |len| self.with_length(len, |other| other == id))?;
        let name = id.name.as_ref().unwrap_or(&id.address);
        let such_as = self.such_as(range, len, true);
        Some(Fix { change: format!("a /{len} for `{name}`{such_as}"), result: self.result(&model) })
    }

    /// The model with ranges of that size, if everything then fits.
    fn with_length(&self, len: u8, which: impl Fn(&RangeId) -> bool) -> Option<Model> {
        self.fitting(|estate| {
            for range in estate.notes.ranges.iter_mut().filter(|range| which(&range.id)) {
                range.prefix_len = Decided::Known(len);
                range.cidr = None;
            }
        })
    }

    /// A range of its own for the pods of one pool of several, which a pod range in use can get beside it: the smallest.
    pub(super) fn own_range(&self) -> Option<Fix> {
        let [id] = self.failing else { return None };
        let like = self.estate.notes.ranges.iter().find(|range| range.id == *id && range.kind != RangeKind::Subnet)?;
        let can_move = |pool: &&Pool| pool.role == Role::Separate && pool.placements.is_empty() && !self.routes(pool);
        let movable: Vec<&Pool> = self.lasting().into_iter().filter(can_move).collect();
        let blocks = largest(movable.iter().copied().filter(|_| self.several()));
        let fixes = blocks.into_iter().filter_map(|block| {
            let pools = movable.iter().filter(|pool| pool.block == block);
            let takes = |pool: &&Pool| pool.max().max(pool.desired()).times(self.estate.pod_block(pool)).at_most;
            let most: Addresses = pools.map(takes).sum::<Option<_>>()?;
            let mut lengths = (LARGEST_POD_RANGE..=SMALLEST_POD_RANGE).rev();
            let len = lengths.find(|len| Addresses::of_prefix(*len) >= most)?;
            let new = RangeId { name: Some("its own".to_owned()), ..id.clone() };
            let model = self.fitting(|estate| {
                estate.notes.ranges.push(further(&new, like, len));
                set(estate, block, |pool| pool.pods = Draw::from(new.clone()));
            })?;
            let change = format!("a pod range of its own for `{block}`, a /{len}{}", self.such_as(like, len, false));
            Some((len, Fix { change, result: self.result(&model) }))
        });
        fixes.max_by_key(|(len, _)| *len).map(|(_, fix)| fix)
    }

    /// `, such as 10.0.8.0/21`: a block that is free, where that is known.
    fn such_as(&self, like: &Range, len: u8, replaced: bool) -> String {
        let one = self.failing.len() == 1 || !replaced || self.places();
        let free = self.estate.numbering.free(like, len, replaced).filter(|_| one);
        free.map_or_else(String::new, |free| format!(", such as {free}"))
    }
}

/// The longest of these prefix lengths with which everything fits, and what comes of it. What fits with one fits with
/// every shorter one.
fn longest(mut lengths: std::ops::Range<u8>, fits: impl Fn(u8) -> Option<Model>) -> Option<(u8, Model)> {
    let shortest = lengths.next()?;
    let mut best = (shortest, fits(shortest)?);
    while !lengths.is_empty() {
        let middle = lengths.start + (lengths.end - lengths.start) / 2;
        match fits(middle) {
            Some(model) => {
                best = (middle, model);
                lengths.start = middle + 1;
            }
            None => lengths.end = middle,
        }
    }
    Some(best)
}

/// One more range for pods on the subnetwork of another.
fn further(id: &RangeId, like: &Range, len: u8) -> Range {
    Range {
        id: id.clone(),
        prefix_len: Decided::Known(len),
        cidr: None,
        reserved: Addresses(0),
        copies: Bounds::exactly(1),
        ..like.clone()
    }
}
