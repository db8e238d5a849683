//! Ranges of one network that share addresses.

use super::{Overlap, Range, Refusal};
use ipnet::Ipv4Net;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// The Services range that GKE gives every cluster; it is no part of any network, and the same in all clusters.
/// Source: a copy of GKE, "VPC-native clusters" (alias-ips), and terraform-google-modules/
/// terraform-google-kubernetes-engine, read 2026-11-23.
const GKE_SERVICES: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(34, 118, 224, 0), 20);

/// More pairs than this are not listed: each of them is an error already, and thousands of equal blocks would make
/// millions of pairs.
const MOST_PAIRS: usize = 10_000;

/// Every pair of ranges that are surely in one network and share addresses, once, in the order of their names.
/// A range that may stand for several instances or for none is left out.
pub fn overlaps(ranges: &[Range]) -> Vec<Overlap> {
    let mut networks: BTreeMap<&str, Vec<(Ipv4Net, &Range)>> = BTreeMap::new();
    for range in ranges.iter().filter(|range| range.copies.exact() == Some(1)) {
        if let (Some(network), Some(cidr)) = (&range.network, range.cidr)
            && !GKE_SERVICES.contains(&cidr)
        {
            networks.entry(network).or_default().push((cidr, range));
        }
    }
    let mut pairs = Vec::new();
    for (network, mut members) in networks {
        // Two blocks are apart or one holds the other, so those that hold the next one form a stack.
        members.sort_by_key(|(cidr, range)| (cidr.network(), cidr.prefix_len(), &range.id));
        let mut around: Vec<(Ipv4Net, &Range)> = Vec::new();
        for (cidr, range) in members {
            while around.last().is_some_and(|(outer, _)| !outer.contains(&cidr)) {
                around.pop();
            }
            let left = MOST_PAIRS.saturating_sub(pairs.len());
            pairs.extend(around.iter().take(left).map(|outer| pair(network, *outer, (cidr, range))));
            around.push((cidr, range));
        }
    }
    pairs.sort_by(|a, b| (&a.first.0, &a.second.0).cmp(&(&b.first.0, &b.second.0)));
    pairs
}

fn pair(network: &str, a: (Ipv4Net, &Range), b: (Ipv4Net, &Range)) -> Overlap {
    let (first, second) = if a.1.id <= b.1.id { (a, b) } else { (b, a) };
    Overlap {
        first: (first.1.id.to_string(), first.0),
        second: (second.1.id.to_string(), second.0),
        network: network.to_owned(),
        refusal: Refusal::Network,
        first_at: first.1.at.clone(),
        second_at: second.1.at.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;
    use crate::model::{Addresses, Bounds, Cloud, Decided, RangeId, RangeKind};
    use proptest::prelude::*;

    fn range(name: &str, cidr: &str, network: Option<&str>) -> Range {
        let cidr: Ipv4Net = cidr.parse().unwrap();
        Range {
            id: RangeId { address: name.to_owned(), name: None },
            kind: RangeKind::Subnet,
            cloud: Cloud::Gcp,
            cidr: Some(cidr),
            prefix_len: Decided::Known(cidr.prefix_len()),
            reserved: Addresses(0),
            smallest: Addresses(0),
            zone: None,
            network: network.map(str::to_owned),
            network_cidrs: None,
            copies: Bounds::exactly(1),
            at: Place::Address(name.to_owned()),
        }
    }

    fn check(ranges: &[(&str, &str, Option<&str>)], expected: &[(&str, &str)]) {
        let ranges: Vec<_> = ranges.iter().map(|(name, cidr, network)| range(name, cidr, *network)).collect();
        let found = overlaps(&ranges);
        let names: Vec<_> = found.iter().map(|o| (o.first.0.as_str(), o.second.0.as_str())).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn pairs_of_one_network() {
        let vpc = Some("vpc");
        check(&[("b", "10.0.0.0/16", vpc), ("a", "10.0.4.0/24", vpc), ("c", "10.1.0.0/16", vpc)], &[("a", "b")]);
        check(&[("a", "10.0.0.0/24", vpc), ("b", "10.0.0.0/24", Some("other")), ("c", "10.0.0.0/24", None)], &[]);
        check(
            &[
                ("a", "10.0.0.0/8", vpc),
                ("b", "10.1.0.0/16", vpc),
                ("c", "10.1.1.0/24", vpc),
                ("d", "10.2.0.0/16", vpc),
            ],
            &[("a", "b"), ("a", "c"), ("a", "d"), ("b", "c")],
        );
        check(&[("a", "34.118.224.0/20", vpc), ("b", "34.118.224.0/20", vpc)], &[]);
    }

    #[test]
    fn a_range_that_may_be_several_or_none_is_left_out() {
        let mut uncertain = range("a", "10.0.0.0/24", Some("vpc"));
        uncertain.copies = Bounds::between(0, 1);
        assert_eq!(overlaps(&[uncertain, range("b", "10.0.0.0/24", Some("vpc"))]), []);
    }

    proptest! {
        #[test]
        fn the_sweep_finds_what_comparing_all_finds(blocks in prop::collection::vec((0_u32..64, 24_u8..=32), 0..24)) {
            let cidr = |(start, len): (u32, u8)| Ipv4Net::new(Ipv4Addr::from(start), len).unwrap().trunc().to_string();
            let ranges: Vec<_> =
                blocks.iter().enumerate().map(|(n, block)| range(&format!("r{n:02}"), &cidr(*block), Some("vpc"))).collect();
            let mut expected = Vec::new();
            for (n, a) in ranges.iter().enumerate() {
                for b in &ranges[n + 1..] {
                    let (x, y) = (a.cidr.unwrap(), b.cidr.unwrap());
                    if x.network() <= y.broadcast() && y.network() <= x.broadcast() {
                        expected.push((a.id.address.clone(), b.id.address.clone()));
                    }
                }
            }
            let found: Vec<_> = overlaps(&ranges).into_iter().map(|o| (o.first.0, o.second.0)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
