//! What they take of each of their subnets, as claims.

use super::{Consumer, ONE, Takes};
use crate::cloud::aws::given::{counted, product, sum};
use crate::cloud::aws::spread::{Slot, Slots};
use crate::cloud::aws::subnets::Subnet;
use crate::finding::{Label, Place};
use crate::model::{Addresses, Bounds, Claim, Moments, RangeId, Undecided};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// More claims than this are not made.
const MOST_CLAIMS: usize = 20_000;

impl Consumer {
    /// What it takes of each of its subnets.
    fn claims(&self, subnets: &[Subnet]) -> Vec<Claim> {
        let drawn: Vec<(&Subnet, Bounds<u64>)> =
            self.draw.subnets.iter().filter_map(|(index, copies)| Some((subnets.get(*index)?, *copies))).collect();
        let mut claims = Vec::new();
        for ((subnet, copies), here) in drawn.iter().zip(self.shares(&drawn)) {
            if subnet.ipv6_only {
                continue;
            }
            let open = self.draw.open.is_some() || *copies != ONE;
            let here = here.map(|here| if open { Bounds { at_least: 0, ..here } } else { here });
            let here = here.map(|here| product(self.copies, here));
            let words = counted(here.scaled, "address");
            claims.push(Claim {
                by: self.address.to_string(),
                what: self.what,
                range: subnet.id(),
                count: here,
                per_node: None,
                demand: here.map(|here| here.map(|n| Addresses(n.into()))),
                labels: vec![Label {
                    at: Place::of(self.span, &self.address.to_string()),
                    text: format!("{words} here"),
                }],
                how: words,
            });
        }
        claims
    }

    /// What is taken of each subnet.
    fn shares(&self, drawn: &[(&Subnet, Bounds<u64>)]) -> Vec<Moments<Bounds<u64>>> {
        let subnets = u64::try_from(drawn.len()).unwrap_or(u64::MAX).max(1);
        match self.takes {
            Takes::Each(each) => vec![Moments::of(each); drawn.len()],
            // Each of the other subnets has one.
            Takes::Growing { most_in_all, .. } => {
                let elsewhere = if self.draw.open.is_some() { 0 } else { subnets - 1 };
                let at_most = most_in_all.map(|most| most.saturating_sub(elsewhere).max(1));
                vec![Moments::of(Bounds { at_least: 1, at_most }); drawn.len()]
            }
            // What the other subnets cannot take is here.
            Takes::Over(total, most) => {
                let most = most.filter(|_| subnets > 1);
                let elsewhere = match most {
                    Some(most) => most.saturating_mul(subnets - 1),
                    None if subnets == 1 => 0,
                    None => u64::MAX,
                };
                let here = total.map(|total| Bounds {
                    at_least: total.at_least.saturating_sub(elsewhere).min(most.unwrap_or(u64::MAX)),
                    at_most: most.map_or(total.at_most, |most| Some(total.at_most.map_or(most, |all| all.min(most)))),
                });
                vec![here; drawn.len()]
            }
            Takes::Even(total) => {
                let slot = |(subnet, copies): &(&'_ Subnet, Bounds<u64>)| (subnet.zone.clone(), *copies);
                let zones: Vec<_> = drawn.iter().map(slot).collect();
                let slots = zones.iter().map(|(zone, copies)| Slot { zone, holds: None, copies: *copies }).collect();
                let slots = Slots { slots, open: self.draw.open.is_some() };
                // A zone may have one less than another.
                let at = |total: Bounds<u64>| {
                    let least = move |share: Bounds<u64>| share.at_least.min(total.at_least / subnets);
                    slots.shares(total).into_iter().map(move |share| Bounds { at_least: least(share), ..share })
                };
                let (desired, scaled) = (at(total.desired), at(total.scaled));
                desired.zip(scaled).map(|(desired, scaled)| Moments { desired, ..Moments::of(scaled) }).collect()
            }
        }
    }

    /// The same where it has grown to what is to be free for it, and how many addresses of each subnet these are; nothing if
    /// it does not grow.
    pub(in super::super) fn as_advised(&self) -> Option<(Self, u64)> {
        let Takes::Growing { advised, .. } = self.takes else { return None };
        Some((Self { takes: Takes::Each(Bounds::between(1, advised)), ..self.clone() }, advised))
    }

    /// Where it is written.
    pub(in super::super) fn at(&self) -> Place {
        Place::of(self.span, &self.address.to_string())
    }

    /// Whether a claim's `by` means it: itself, or all instances of its block.
    pub(in super::super) fn is_named(&self, by: &BTreeSet<&str>) -> bool {
        by.contains(self.address.to_string().as_str()) || by.contains(self.address.block().to_string().as_str())
    }

    /// Why it is not known what it takes of each subnet.
    pub(in super::super) fn doubt(&self) -> Option<Undecided> {
        let what = format!("the addresses `{}` takes of each subnet", self.address);
        Some(self.doubt.as_ref()?.undecided(what, &self.address))
    }
}

/// What all of them take, and whether some were left out because they are too many. Instances of one block are one
/// claim on a range.
pub(in super::super) fn claims(consumers: &[Consumer], subnets: &[Subnet]) -> (Vec<Claim>, bool) {
    let mut all: Vec<Claim> = Vec::new();
    let mut instances: BTreeMap<(String, RangeId), (usize, u64)> = BTreeMap::new();
    let mut claims = consumers.iter().flat_map(|consumer| {
        consumer.claims(subnets).into_iter().map(|claim| (consumer.address.block().to_string(), claim))
    });
    for (block, claim) in claims.by_ref().take(MOST_CLAIMS) {
        match instances.entry((block, claim.range.clone())) {
            Entry::Vacant(vacant) => {
                vacant.insert((all.len(), 1));
                all.push(claim);
            }
            Entry::Occupied(mut occupied) => {
                occupied.get_mut().1 += 1;
                let (block, (at, number)) = (occupied.key().0.clone(), *occupied.get());
                if let Some(first) = all.get_mut(at) {
                    join(first, &claim, block, number);
                }
            }
        }
    }
    (all, claims.next().is_some())
}

/// Adds the claim of another instance of the same block; `number` is how many there are with it.
fn join(first: &mut Claim, other: &Claim, block: String, number: u64) {
    first.count = first.count.zip(other.count, sum);
    first.demand = first.demand.zip(other.demand, |a, b| a + b);
    let words = counted(first.count.scaled, "address");
    first.how = format!("{number} of them, {words}");
    first.by = block;
    for label in &mut first.labels {
        label.text = format!("{number} of them: {words} here");
    }
}

/// That there are more than are counted.
pub(in super::super) fn too_many() -> Undecided {
    Undecided {
        what: "what else takes addresses".to_owned(),
        because: format!("there are more than {MOST_CLAIMS} claims, and the rest is left out"),
        at: Place::Address(String::new()),
        decide: "a smaller configuration".to_owned(),
    }
}
