//! What is worth saying of figures that are not exact.

use crate::demand::{self, Verdict};
use crate::model::{Claim, Decided, Model, RangeId, Undecided};
use std::collections::BTreeMap;

/// What keeps ranges undecided: their own size, and whatever is not exact about the claims on them, which stands in
/// `unknowns` for each of the model's claims in turn. What is not known of a range that fits all the same is not worth
/// a word, nor is one address where nodes are not known.
pub(super) fn undecided(model: &Model, unknowns: &[&[Undecided]]) -> Vec<Undecided> {
    let mut by_range: BTreeMap<&RangeId, Vec<(&Claim, &[Undecided])>> = BTreeMap::new();
    for (claim, unknowns) in model.claims.iter().zip(unknowns) {
        by_range.entry(&claim.range).or_default().push((claim, unknowns));
    }
    let mut found = Vec::new();
    for row in demand::ledger(model).iter().filter(|row| row.verdict == Verdict::Undecided) {
        if let Decided::Unknown(size) = &row.range.prefix_len {
            found.push(size.clone());
            continue;
        }
        let here = by_range.get(&row.range.id).map(Vec::as_slice).unwrap_or_default();
        let of_nodes = |(claim, unknowns): &(&Claim, &[Undecided])| claim.per_node.is_some() && !unknowns.is_empty();
        let nodes_unknown = here.iter().any(of_nodes);
        let told = here.iter().filter(|of| !nodes_unknown || of_nodes(of));
        found.extend(told.flat_map(|(_, unknowns)| unknowns.iter().cloned()));
    }
    found
}
