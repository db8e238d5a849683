//! Which blocks of a network are free, to propose one.

use super::overlaps::AUTO_MODE;
use crate::model::Range;
use crate::resource::Resource;
use ipnet::Ipv4Net;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// Blocks that a network may have ranges in, beside public ones: a proposal stays in the one that the range is in.
/// Source: a copy of Google Cloud, "Subnets" (valid IPv4 ranges), read 2026-11-23.
const SPACES: [Ipv4Net; 5] = [
    Ipv4Net::new_assert(Ipv4Addr::new(10, 0, 0, 0), 8),
    Ipv4Net::new_assert(Ipv4Addr::new(172, 16, 0, 0), 12),
    Ipv4Net::new_assert(Ipv4Addr::new(192, 168, 0, 0), 16),
    Ipv4Net::new_assert(Ipv4Addr::new(100, 64, 0, 0), 10),
    Ipv4Net::new_assert(Ipv4Addr::new(198, 18, 0, 0), 15),
];

/// What is taken in the networks that are made here, in custom mode and without peers, and where every block is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbering {
    taken: BTreeMap<String, Vec<Ipv4Net>>,
}

impl Numbering {
    /// `ranges` are all that there are, those of clusters included. One whose network is not known may be in any.
    pub(super) fn read(resources: &[Resource], ranges: &[&Range]) -> Self {
        let peered = resources.iter().any(|resource| resource.is("google_compute_network_peering"));
        let made = resources.iter().filter(|resource| resource.is("google_compute_network") && !peered);
        let custom = made.filter(|network| network.get("auto_create_subnetworks").as_bool() == Some(false));
        let blocks = |network: &str| -> Option<Vec<Ipv4Net>> {
            let inside = ranges.iter().filter(|range| range.network.as_deref().is_none_or(|of| of == network));
            inside.map(|range| range.cidr).collect()
        };
        let of = |network: &Resource| {
            let address = network.address.to_string();
            Some((address.clone(), blocks(&address)?))
        };
        Self { taken: custom.filter_map(of).collect() }
    }

    /// A free block of that prefix length in the network of a range and beside it: one that the range is part of, if it
    /// is to be replaced, else the next one.
    pub(super) fn free(&self, range: &Range, len: u8, replaced: bool) -> Option<Ipv4Net> {
        let cidr = range.cidr?;
        let all = self.taken.get(range.network.as_ref()?)?;
        let mut taken: Vec<Ipv4Net> = all.iter().copied().filter(|other| !replaced || *other != cidr).collect();
        if !AUTO_MODE.contains(&cidr) {
            taken.push(AUTO_MODE);
        }
        let space = SPACES.iter().find(|space| space.contains(&cidr))?;
        let first = Ipv4Net::new(cidr.addr(), len).ok()?.trunc();
        from(first, space, &taken).or_else(|| from(Ipv4Net::new(space.addr(), len).ok()?, space, &taken))
    }
}

/// The first block of that length, from this one on, that shares no address with those that are taken.
fn from(mut block: Ipv4Net, space: &Ipv4Net, taken: &[Ipv4Net]) -> Option<Ipv4Net> {
    // Each step leaves at least one of them behind.
    for _ in 0..=taken.len() {
        if !space.contains(&block) {
            return None;
        }
        let shares = |other: &&Ipv4Net| other.contains(&block) || block.contains(*other);
        let Some(last) = taken.iter().filter(shares).map(Ipv4Net::broadcast).max() else { return Some(block) };
        let after = u32::from(last.max(block.broadcast())).checked_add(1)?;
        block = Ipv4Net::new(Ipv4Addr::from(after), block.prefix_len()).ok()?;
        if block.trunc() != block {
            // The next one that is aligned.
            block =
                Ipv4Net::new(Ipv4Addr::from(u32::from(block.broadcast()).checked_add(1)?), block.prefix_len()).ok()?;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn net(text: &str) -> Ipv4Net {
        text.parse().unwrap()
    }

    fn first(block: &str, taken: &[&str]) -> Option<Ipv4Net> {
        let taken: Vec<Ipv4Net> = taken.iter().copied().map(net).collect();
        from(net(block), &net("10.0.0.0/8"), &taken)
    }

    #[test]
    fn the_next_free_block() {
        for (block, taken, expected) in [
            ("10.0.0.0/21", vec![], Some("10.0.0.0/21")),
            ("10.0.0.0/21", vec!["10.0.4.0/22"], Some("10.0.8.0/21")),
            ("10.0.0.0/21", vec!["10.0.4.0/22", "10.0.8.0/30", "10.0.31.0/24"], Some("10.0.16.0/21")),
            ("10.0.0.0/21", vec!["10.0.0.0/9"], Some("10.128.0.0/21")),
            ("10.255.248.0/21", vec!["10.255.255.0/24"], None),
            ("10.0.0.0/8", vec!["10.1.0.0/16"], None),
        ] {
            assert_eq!(first(block, &taken), expected.map(net), "{block} {taken:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_free_shares_nothing(len in 12_u8..24, blocks in prop::collection::vec((any::<u16>(), 10_u8..28), 0..12)) {
            let taken: Vec<Ipv4Net> = blocks
                .into_iter()
                .map(|(at, len)| Ipv4Net::new(Ipv4Addr::from(0x0a00_0000 | u32::from(at) << 8), len).unwrap().trunc())
                .collect();
            let space = net("10.0.0.0/8");
            let start = Ipv4Net::new(space.addr(), len).unwrap();
            if let Some(free) = from(start, &space, &taken) {
                prop_assert!(space.contains(&free) && free.prefix_len() == len && free.trunc() == free);
                prop_assert!(taken.iter().all(|other| !other.contains(&free) && !free.contains(other)));
                // None before it is free.
                let between = (u32::from(free.addr()) - u32::from(start.addr())) >> (32 - len);
                for step in 0..between.min(64) {
                    let before = Ipv4Net::new(Ipv4Addr::from(u32::from(start.addr()) + (step << (32 - len))), len).unwrap();
                    prop_assert!(taken.iter().any(|other| other.contains(&before) || before.contains(other)));
                }
            }
        }
    }
}
