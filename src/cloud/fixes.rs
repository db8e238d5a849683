//! What the search for fixes has in common: whether a changed model holds, and the largest figure with which it does.

use super::Goal;
use super::given::counted;
use crate::demand::{self, Row};
use crate::finding::Fix;
use crate::model::{Addresses, Bounds, Model, RangeId};

/// Whether every failing range surely holds what is asked of it.
pub(super) fn fit(model: &Model, failing: &[RangeId], goal: Goal) -> bool {
    let fits = |row: &Row<'_>| {
        let moments = match goal {
            Goal::Scaled => vec![row.demand.desired, row.demand.scaled],
            Goal::Packed => vec![row.demand.desired, row.demand.scaled, row.demand.packed],
        };
        let usable = row.range.usable();
        moments.iter().all(|demand| demand.at_most.zip(usable).is_some_and(|(most, usable)| most <= usable))
    };
    demand::ledger(model).iter().filter(|row| failing.contains(&row.range.id)).all(fits)
}

/// What the first failing range gives after a change: `16 nodes fit`, or its demand where several pools share it.
pub(super) fn result(model: &Model, failing: &[RangeId]) -> String {
    let rows = demand::ledger(model);
    let Some(row) = rows.iter().find(|row| failing.contains(&row.range.id)) else { return String::new() };
    if let Some(nodes) = row.nodes_that_fit {
        return format!("{} fit", counted(Bounds::exactly(nodes), "node"));
    }
    let most = |demand: Bounds<Addresses>| demand.at_most.unwrap_or(demand.at_least);
    let demand = most(row.demand.scaled).max(most(row.demand.desired));
    format!("{demand} of {}", row.range.usable().unwrap_or_default())
}

/// The largest number below `current`, and above 0, with which everything fits. What fits with a number must fit with
/// every lower one.
pub(super) fn most(current: u64, fits: impl Fn(u64) -> bool) -> Option<u64> {
    let (mut fitting, mut failing) = (0, current);
    while failing - fitting > 1 {
        let middle = fitting + (failing - fitting) / 2;
        if fits(middle) {
            fitting = middle;
        } else {
            failing = middle;
        }
    }
    (fitting > 0).then_some(fitting)
}

/// The fixes of every block; where several blocks have any, each says which it is.
pub(super) fn named_if_several<'a>(blocks: impl Iterator<Item = (&'a str, Vec<Fix>)>) -> Vec<Fix> {
    let blocks: Vec<_> = blocks.filter(|(_, fixes)| !fixes.is_empty()).collect();
    let several = blocks.len() > 1;
    let named = |(block, fixes): (&str, Vec<Fix>)| {
        let place = if several { format!(" in `{block}`") } else { String::new() };
        let named: Vec<_> = fixes.into_iter().map(|fix| Fix { change: fix.change + &place, ..fix }).collect();
        named
    };
    blocks.into_iter().flat_map(named).collect()
}
