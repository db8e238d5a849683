//! How many of a group's nodes start in each of its subnets.
//!
//! An Auto Scaling group keeps its zones even, so each of Z zones holds up to `ceil(n / Z)` of n nodes. Among several
//! subnets of one zone AWS picks at random and does not look at free addresses: one of them may get the zone's whole
//! share. Source: Amazon EC2 Auto Scaling User Guide, auto-scaling-benefits; aws/amazon-vpc-cni-k8s issue 2846; read
//! 2026-11-23.

use super::zones::{Sameness, Zone};
use crate::model::Bounds;

/// One of a group's subnets.
#[derive(Clone, Debug)]
pub(super) struct Slot<'a> {
    /// Its zone.
    pub(super) zone: &'a Zone,
    /// Nodes it can hold; absent when its size is not known.
    pub(super) holds: Option<u64>,
    /// How many subnets it stands for: exactly 1, unless their number is not known. They may share zones.
    pub(super) copies: Bounds<u64>,
}

/// The subnets of a group.
#[derive(Clone, Debug)]
pub(super) struct Slots<'a> {
    /// Those that are known.
    pub(super) slots: Vec<Slot<'a>>,
    /// Whether there may be others, or some of these may not be among them.
    pub(super) open: bool,
}

impl Slots<'_> {
    /// How many zones the subnets are in, when that is known.
    pub(super) fn zones(&self) -> Option<u64> {
        if self.open || self.slots.iter().any(|slot| slot.copies != Bounds::exactly(1)) {
            return None;
        }
        let mut zones = 0;
        for (at, slot) in self.slots.iter().enumerate() {
            let mut first = true;
            for other in &self.slots[..at] {
                match slot.zone.sameness(other.zone) {
                    Sameness::Same => first = false,
                    Sameness::Distinct => {}
                    Sameness::Either => return None,
                }
            }
            zones += u64::from(first);
        }
        Some(zones)
    }

    /// Subnets in the zone of one, itself included, when the zones are known.
    pub(super) fn neighbours(&self, index: usize) -> usize {
        let zone = |at: usize| self.slots.get(at).map(|slot| slot.zone);
        (0..self.slots.len())
            .filter(|at| {
                *at == index || zone(*at).zip(zone(index)).is_some_and(|(a, b)| a.sameness(b) == Sameness::Same)
            })
            .count()
    }

    /// The nodes in each subnet when the group has `nodes` of them.
    ///
    /// The most is what its zone may hold: `ceil(n / Z)`, and all of that where the zone has several subnets. The least
    /// is `floor(n / Z)` of a zone, more where the other zones cannot hold what is left: with less here, one of the
    /// others would have too many. Within a zone it is what the zone's other subnets cannot hold, but not put higher
    /// than an even share, or than one node too many where that is more. What stands for several subnets speaks of the
    /// fullest.
    pub(super) fn shares(&self, nodes: Bounds<u64>) -> Vec<Bounds<u64>> {
        let zones = self.zones();
        (0..self.slots.len())
            .map(|index| Bounds {
                at_least: self.least(index, nodes.at_least, zones),
                at_most: nodes.at_most.map(|nodes| zone_share(nodes, zones)),
            })
            .collect()
    }

    /// Whether the zones have different numbers of so many nodes, so that some zone has one more than another.
    pub(super) fn has_odd_nodes(&self, nodes: Bounds<u64>) -> bool {
        let odd = |zones: u64| nodes.exact().is_some_and(|nodes| !nodes.is_multiple_of(zones));
        self.zones().filter(|zones| *zones > 0).is_some_and(odd)
    }

    fn least(&self, index: usize, nodes: u64, zones: Option<u64>) -> u64 {
        if self.open {
            return 0;
        }
        let Some(slot) = self.slots.get(index) else { return 0 };
        let share = self.least_of_zone(slot, nodes, zones);
        let in_zone = |other: &Slot<'_>| zones.is_none() || slot.zone.sameness(other.zone) == Sameness::Same;
        let (mut held, mut among) = (Some(0_u64), slot.copies.at_most);
        for (_, other) in self.slots.iter().enumerate().filter(|(at, other)| *at != index && in_zone(other)) {
            let copies = other.copies.at_most;
            held = held.zip(other.all_hold()).map(|(all, holds)| all.saturating_add(holds));
            among = among.zip(copies).map(|(all, copies)| all.saturating_add(copies));
        }
        // If there is none of it at all, nothing starts in it.
        let (Some(held), Some(among), Some(copies @ 1..)) = (held, among, slot.copies.at_most) else { return 0 };
        let rest = share.saturating_sub(held).div_ceil(copies);
        let even = share.div_ceil(among);
        match slot.holds {
            Some(holds) if rest > holds => rest.min(even.max(holds.saturating_add(1))),
            _ => rest.min(even),
        }
    }

    /// Nodes that the zone of a subnet surely gets, unless another zone has more than it can hold. All of them when the
    /// number of zones is not known: then they are taken as one.
    fn least_of_zone(&self, slot: &Slot<'_>, nodes: u64, zones: Option<u64>) -> u64 {
        let Some(zones @ 1..) = zones else { return nodes };
        let share = zone_share(nodes, Some(zones));
        let mut elsewhere: Vec<(&Zone, Option<u64>)> = Vec::new();
        for other in self.slots.iter().filter(|other| slot.zone.sameness(other.zone) != Sameness::Same) {
            let held = other.all_hold();
            match elsewhere.iter_mut().find(|(zone, _)| zone.sameness(other.zone) == Sameness::Same) {
                Some((_, all)) => *all = all.zip(held).map(|(all, held)| all.saturating_add(held)),
                None => elsewhere.push((other.zone, held)),
            }
        }
        let others = elsewhere.iter().map(|(_, held)| held.map_or(share, |held| held.min(share)));
        let rest = nodes.saturating_sub(others.fold(0, u64::saturating_add));
        rest.clamp(nodes / zones, share)
    }
}

impl Slot<'_> {
    /// Nodes that all it stands for can hold.
    fn all_hold(&self) -> Option<u64> {
        self.holds.zip(self.copies.at_most).map(|(holds, copies)| holds.saturating_mul(copies))
    }
}

/// The nodes in one zone of so many; all of them when the number of zones is not known.
fn zone_share(nodes: u64, zones: Option<u64>) -> u64 {
    nodes.div_ceil(zones.unwrap_or(1).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zone(name: &str) -> Zone {
        if name == "?" { Zone::Unknown } else { Zone::Name(name.into()) }
    }

    fn shares(nodes: Bounds<u64>, zones: &[Zone], holds: &[Option<u64>], open: bool) -> Vec<Bounds<u64>> {
        let slot = |(zone, holds)| Slot { zone, holds, copies: Bounds::exactly(1) };
        let slots = zones.iter().zip(holds.iter().copied()).map(slot).collect();
        Slots { slots, open }.shares(nodes)
    }

    #[test]
    fn by_zone() {
        let b = Bounds::between;
        let e = Bounds::exactly;
        for (nodes, zones, holds, expected) in [
            (e(160), vec!["a", "b", "c"], vec![Some(40); 3], vec![e(54); 3]),
            // The odd node may be in any of them, if they can hold it.
            (e(1), vec!["a", "b"], vec![None; 2], vec![b(0, 1); 2]),
            (e(160), vec!["a", "b", "c"], vec![Some(54); 3], vec![b(53, 54); 3]),
            (e(160), vec!["a", "b", "c"], vec![Some(53), Some(53), Some(60)], vec![b(53, 54), b(53, 54), e(54)]),
            (e(160), vec!["a", "b", "c"], vec![Some(53); 3], vec![e(54); 3]),
            (e(0), vec!["a", "b"], vec![None; 2], vec![e(0); 2]),
            // Two in zone a: its 80 go to either. The other holds 20, so this one has 60, or the other too many.
            (e(160), vec!["a", "a", "b"], vec![Some(40), Some(20), Some(40)], vec![b(41, 80), b(40, 80), e(80)]),
            (e(160), vec!["a", "a"], vec![None, Some(20)], vec![b(80, 160), b(0, 160)]),
            (e(160), vec!["?", "?", "?"], vec![Some(40); 3], vec![b(54, 160); 3]),
            (e(100), vec!["?", "a"], vec![Some(40), Some(90)], vec![b(10, 100), b(50, 100)]),
            (e(120), vec!["?", "a", "b"], vec![Some(40); 3], vec![b(40, 120); 3]),
            (e(121), vec!["?", "a", "b"], vec![Some(40); 3], vec![b(41, 121); 3]),
            (b(10, 160), vec!["a", "b"], vec![None; 2], vec![b(5, 80); 2]),
            (Bounds::from(10), vec!["a", "b"], vec![None; 2], vec![Bounds::from(5); 2]),
        ] {
            let zones: Vec<Zone> = zones.into_iter().map(zone).collect();
            assert_eq!(shares(nodes, &zones, &holds, false), expected, "{nodes:?} {zones:?} {holds:?}");
        }
        let open = shares(e(160), &[zone("a"), zone("b")], &[Some(40); 2], true);
        assert_eq!(open, vec![b(0, 160); 2], "other subnets may take them");
    }

    #[test]
    fn one_entry_for_several_subnets_speaks_of_the_fullest() {
        let zone = Zone::Unknown;
        for (copies, expected) in [
            (Bounds::between(2, 6), Bounds::between(27, 160)),
            (Bounds::from(0), Bounds::between(0, 160)),
            (Bounds::exactly(0), Bounds::between(0, 160)),
        ] {
            let slots = Slots { slots: vec![Slot { zone: &zone, holds: Some(40), copies }], open: false };
            assert_eq!(slots.shares(Bounds::exactly(160)), vec![expected], "{copies:?}");
        }
    }

    fn any_subnets() -> impl Strategy<Value = Vec<(Zone, Option<u64>)>> {
        let zone = prop_oneof![Just("a"), Just("b"), Just("c"), Just("?")].prop_map(zone);
        proptest::collection::vec((zone, proptest::option::of(0_u64..100)), 1..6)
    }

    proptest! {
        /// The most adds up to all nodes, and nothing exceeds them.
        #[test]
        fn all_nodes_find_a_place(subnets in any_subnets(), nodes in 0_u64..500) {
            let (zones, holds): (Vec<_>, Vec<_>) = subnets.into_iter().unzip();
            let found = shares(Bounds::exactly(nodes), &zones, &holds, false);
            let most: u64 = found.iter().filter_map(|share| share.at_most).sum();
            prop_assert!(most >= nodes);
            for share in &found {
                prop_assert!(share.at_most.is_some_and(|most| share.at_least <= most && most <= nodes));
            }
        }

        /// A subnet gets less than its least only if another one holds more than it can.
        #[test]
        fn the_least_holds_unless_another_is_over_full(
            subnets in any_subnets(), picks in proptest::collection::vec(0_usize..6, 0..60),
        ) {
            let (zones, holds): (Vec<_>, Vec<_>) = subnets.into_iter().unzip();
            // Unknown zones may turn out to be anything; here each is one of its own or zone `a`.
            let turned_out: Vec<String> = zones.iter().enumerate().map(|(at, zone)| match zone {
                Zone::Name(name) => name.to_string(),
                _ if at % 2 == 0 => "a".to_owned(),
                _ => format!("own-{at}"),
            }).collect();
            let mut names = turned_out.clone();
            names.sort();
            names.dedup();
            // Nodes go round the zones, and to a subnet of the zone that is picked at random.
            let mut got = vec![0_u64; zones.len()];
            for (node, pick) in picks.iter().enumerate() {
                let there: Vec<usize> =
                    (0..zones.len()).filter(|at| turned_out[*at] == names[node % names.len()]).collect();
                got[there[pick % there.len()]] += 1;
            }
            let shares = shares(Bounds::exactly(picks.len() as u64), &zones, &holds, false);
            for (at, share) in shares.iter().enumerate() {
                prop_assert!(share.at_most.is_some_and(|most| got[at] <= most));
                let over_full = (0..zones.len()).any(|o| o != at && holds[o].is_some_and(|holds| got[o] > holds));
                prop_assert!(over_full || got[at] >= share.at_least);
            }
        }

        #[test]
        fn never_fewer_with_more_nodes(subnets in any_subnets(), nodes in 0_u64..500, more in 0_u64..100) {
            let (zones, holds): (Vec<_>, Vec<_>) = subnets.into_iter().unzip();
            let at = |n| shares(Bounds::exactly(n), &zones, &holds, false);
            for (few, many) in at(nodes).into_iter().zip(at(nodes + more)) {
                prop_assert!(few.at_least <= many.at_least && few.at_most <= many.at_most);
            }
        }

        #[test]
        fn equal_subnets_get_equal_shares(nodes in 0_u64..500, count in 1_usize..6, holds in proptest::option::of(0_u64..100), name in prop_oneof![Just("a"), Just("?")]) {
            let found = shares(Bounds::exactly(nodes), &vec![zone(name); count], &vec![holds; count], false);
            prop_assert!(found.windows(2).all(|pair| pair[0] == pair[1]));
        }
    }
}
