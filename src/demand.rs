//! Demand against capacity: what the claims on every range add up to, and whether it fits.

use crate::model::{Addresses, Bounds, Claim, Model, Moments, Range, RangeId};
use std::collections::BTreeMap;

/// What can be said of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Everything fits, whatever the unknowns turn out to be.
    Fits,
    /// More is surely asked for at maximum size (or already at desired size) than there is.
    Exhausted,
    /// It fits at rest, and surely not with the surge of a rolling update.
    ExhaustedByRollout,
    /// It fits with few pods per node, and surely not when nodes are full of pods.
    ExhaustedWhenPacked,
    /// It depends on something the configuration does not say.
    Undecided,
}

impl Verdict {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::Exhausted => "exhausted",
            Self::ExhaustedByRollout => "exhausted-by-rollout",
            Self::ExhaustedWhenPacked => "exhausted-when-packed",
            Self::Undecided => "undecided",
        }
    }
}

/// One range with everything that draws from it.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The range.
    pub range: &'a Range,
    /// The claims on it.
    pub claims: Vec<&'a Claim>,
    /// Their sum.
    pub demand: Moments<Bounds<Addresses>>,
    /// Whether it fits.
    pub verdict: Verdict,
    /// Nodes of its one node pool that the range can hold beside the other claims, with their first pod running.
    /// Absent when several pools share it, or a figure is not exact.
    pub nodes_that_fit: Option<u64>,
}

impl Row<'_> {
    /// Whether nodes, pods or a control plane draw from it, and not only what else a network holds.
    pub fn holds_cluster(&self) -> bool {
        self.claims.iter().any(|claim| claim.is_of_cluster())
    }
}

/// Adds up the claims on every range, in the model's order.
pub fn ledger(model: &Model) -> Vec<Row<'_>> {
    let mut claims: BTreeMap<&RangeId, Vec<&Claim>> = BTreeMap::new();
    for claim in &model.claims {
        claims.entry(&claim.range).or_default().push(claim);
    }
    model
        .ranges
        .iter()
        .map(|range| {
            let claims = claims.get(&range.id).cloned().unwrap_or_default();
            let demand = sum(&claims);
            Row {
                range,
                demand,
                verdict: verdict(range, demand),
                nodes_that_fit: nodes_that_fit(range, &claims),
                claims,
            }
        })
        .collect()
}

fn sum(claims: &[&Claim]) -> Moments<Bounds<Addresses>> {
    let at = |pick: fn(&Moments<Bounds<Addresses>>) -> Bounds<Addresses>| {
        claims.iter().fold(Bounds::default(), |sum, claim| sum + pick(&claim.demand))
    };
    Moments {
        desired: at(|d| d.desired),
        scaled: at(|d| d.scaled),
        rollout: at(|d| d.rollout),
        packed: at(|d| d.packed),
    }
}

fn verdict(range: &Range, demand: Moments<Bounds<Addresses>>) -> Verdict {
    let Some(usable) = range.usable() else {
        let fits = |demand: Bounds<Addresses>| demand.at_most.is_some_and(|most| most <= range.usable_at_least());
        let fit = [demand.desired, demand.scaled, demand.rollout, demand.packed].into_iter().all(fits);
        return if fit { Verdict::Fits } else { Verdict::Undecided };
    };
    let surely_not = |demand: Bounds<Addresses>| demand.at_least > usable;
    let surely = |demand: Bounds<Addresses>| demand.at_most.is_some_and(|most| most <= usable);
    if surely_not(demand.desired) || surely_not(demand.scaled) {
        Verdict::Exhausted
    } else if !surely(demand.desired) || !surely(demand.scaled) {
        Verdict::Undecided
    } else if surely_not(demand.rollout) {
        Verdict::ExhaustedByRollout
    } else if surely_not(demand.packed) {
        Verdict::ExhaustedWhenPacked
    } else if !surely(demand.rollout) || !surely(demand.packed) {
        Verdict::Undecided
    } else {
        Verdict::Fits
    }
}

fn nodes_that_fit(range: &Range, claims: &[&Claim]) -> Option<u64> {
    let mut pools = claims.iter().filter_map(|claim| claim.per_node);
    let per_node = pools.next()?.first_pod.exact()?;
    if pools.next().is_some() || per_node.0 == 0 {
        return None;
    }
    let others: Addresses =
        claims.iter().filter(|claim| claim.per_node.is_none()).map(|claim| claim.demand.scaled.at_least).sum();
    let free = range.usable()?.saturating_sub(others);
    u64::try_from(free.0 / per_node.0).ok()
}
