//! What NodePools take of their subnets.
//!
//! Karpenter starts each node in the subnet with the most free addresses, so what NodePools take is a pool over their
//! subnets: it fits if the sum fits, and a subnet surely gets what the others cannot hold.
//! Source: aws/karpenter-provider-aws@1d927085dd81, `pkg/providers/subnet/subnet.go` (`ZonalSubnetsForLaunch`), read
//! 2026-11-26.

use super::super::given::{figure, product, sum};
use super::super::subnets::Subnet;
use super::{Network, NodePool, Pick};
use crate::finding::{Label, Place};
use crate::model::{Addresses, Bounds, Claim, Moments, PerNode};
use std::collections::BTreeMap;

/// The figure inside; the largest number rather than an overflow.
pub(super) fn plain(addresses: Bounds<Addresses>) -> Bounds<u64> {
    addresses.map(|addresses| u64::try_from(addresses.0).unwrap_or(u64::MAX))
}

/// What a pool takes of some subnets together: for its nodes, or for their pods elsewhere.
struct Taken<'a> {
    pool: &'a NodePool,
    what: &'static str,
    /// Whether there may be other subnets.
    open: bool,
    nodes: (Bounds<u64>, Bounds<u64>),
    per_node: Option<PerNode>,
    demand: Moments<Bounds<u64>>,
}

/// The claims of all pools, where `others` take what they take. Pools with the same subnets share them.
pub(in super::super) fn claims(pools: &[NodePool], around: &Network<'_>, others: &[Claim]) -> Vec<Claim> {
    let mut by_draw: BTreeMap<Vec<usize>, Vec<Taken<'_>>> = BTreeMap::new();
    let has_addresses = |index: &usize| around.subnets.get(*index).is_some_and(|subnet| !subnet.ipv6_only);
    for pool in pools {
        let pods = pool.pods_draw(around.subnets);
        for (draw, what) in [(Some(&pool.draw), "nodes"), (pods.as_ref(), "pods")] {
            let Some(draw) = draw else { continue };
            let mut drawn: Vec<usize> = draw.subnets.iter().map(|(index, _)| *index).filter(has_addresses).collect();
            drawn.sort_unstable();
            by_draw.entry(drawn).or_default().push(taken(pool, what, draw.open.is_some(), around));
        }
    }
    // Those with few subnets have no choice, and those with many go out of their way.
    let mut by_draw: Vec<_> = by_draw.into_iter().collect();
    by_draw.sort_by_key(|(drawn, _)| drawn.len());
    let mut claims = Vec::new();
    for (drawn, pools) in by_draw {
        let drawn: Vec<&Subnet> = drawn.into_iter().filter_map(|index| around.subnets.get(index)).collect();
        // What pools with other subnets take is as good as anybody's.
        let found = of_subnets(&drawn, &pools, &[others, &claims].concat());
        claims.extend(found);
    }
    claims
}

fn taken<'a>(pool: &'a NodePool, what: &'static str, open: bool, around: &Network<'_>) -> Taken<'a> {
    let shapes = pool.shapes(around);
    let nodes = pool.sizes(&shapes);
    let of = |[own, elsewhere, _]: &[PerNode; 3]| if what == "pods" { *elsewhere } else { *own };
    let total = |pick: Pick| pool.total(&shapes, |holds| plain(pick(&of(holds))));
    let scaled = total(|holds| holds.first_pod);
    let desired = if pool.replicas.is_some() { scaled } else { Bounds { at_least: 0, ..scaled } };
    let per_node = shapes.iter().map(|(_, holds)| of(holds)).reduce(PerNode::or);
    // Nodes that replace others may come on top.
    let each = per_node.map_or(Bounds::exactly(0), |holds| plain(holds.first_pod));
    let rollout = sum(scaled, product(pool.surge(), each));
    let demand = Moments { desired, scaled, rollout, packed: total(|holds| holds.packed) };
    Taken { pool, what, open, nodes, per_node, demand }
}

fn of_subnets(drawn: &[&Subnet], pools: &[Taken<'_>], others: &[Claim]) -> Vec<Claim> {
    let open = pools.iter().any(|taken| taken.open);
    let single = drawn.iter().all(|subnet| subnet.copies == Bounds::exactly(1));
    let at = |pick: fn(&Moments<Bounds<u64>>) -> Bounds<u64>,
              each: Pick,
              of_other: fn(&Moments<Bounds<Addresses>>) -> Bounds<Addresses>| {
        let demand: Vec<Bounds<u64>> = pools.iter().map(|taken| pick(&taken.demand)).collect();
        let node = pools.iter().map(|taken| Some(plain(each(&taken.per_node?)))).reduce(|a, b| Some(a?.or(b?)));
        let node = node.flatten().unwrap_or(Bounds::from(1));
        let others = |subnet: &Subnet| {
            let here = others.iter().filter(|claim| claim.range == subnet.id());
            here.fold(Bounds::default(), |sum, claim| sum + of_other(&claim.demand))
        };
        let rooms: Vec<Room> = drawn.iter().map(|subnet| Room::of(subnet, others(subnet), node)).collect();
        let sure = !open && single;
        (0..drawn.len()).map(|index| shares(index, &rooms, &demand, sure)).collect::<Vec<_>>()
    };
    let desired = at(|d| d.desired, |holds| holds.first_pod, |d| d.desired);
    let scaled = at(|d| d.scaled, |holds| holds.first_pod, |d| d.scaled);
    let rollout = at(|d| d.rollout, |holds| holds.first_pod, |d| d.rollout);
    let packed = at(|d| d.packed, |holds| holds.packed, |d| d.packed);
    let mut claims = Vec::new();
    for (index, subnet) in drawn.iter().enumerate() {
        for (n, taken) in pools.iter().enumerate() {
            let of = |all: &[Vec<Bounds<u64>>]| all[index][n].map(|n| Addresses(n.into()));
            let demand =
                Moments { desired: of(&desired), scaled: of(&scaled), rollout: of(&rollout), packed: of(&packed) };
            claims.push(claim(taken, subnet, drawn.len(), demand));
        }
    }
    claims
}

/// What a subnet has left beside what others take.
struct Room {
    /// Where others take as little as they may. Absent when its size is not known.
    most: Option<u64>,
    /// Where they take as much. Absent when that is not known.
    least: Option<u64>,
    /// The part of that which nodes surely fill: the last bit may be of no use for one.
    filled: Option<u64>,
}

impl Room {
    fn of(subnet: &Subnet, others: Bounds<Addresses>, node: Bounds<u64>) -> Self {
        let left = |taken: Addresses| Some(u64::try_from(subnet.usable()?.saturating_sub(taken).0).unwrap_or(u64::MAX));
        let least = others.at_most.and_then(left);
        let filled = least.zip(node.at_most).map(|(room, _)| for_nodes(room, node));
        Self { most: left(others.at_least), least, filled }
    }
}

/// The part of a room that nodes surely fill: nodes of one size fill it in steps; of several sizes the largest one finds
/// none when less than it is left.
fn for_nodes(room: u64, node: Bounds<u64>) -> u64 {
    let largest = node.at_most.unwrap_or(1).max(1);
    if node.exact().is_some() { room / largest * largest } else { room.saturating_sub(largest - 1) }
}

/// What each pool takes of one of the subnets. What fits as a whole fits everywhere; of that each pool has its part.
fn shares(index: usize, rooms: &[Room], demand: &[Bounds<u64>], sure: bool) -> Vec<Bounds<u64>> {
    let least: u64 = demand.iter().map(|bounds| bounds.at_least).fold(0, u64::saturating_add);
    let most = demand.iter().map(|bounds| bounds.at_most).try_fold(0_u64, |sum, n| Some(sum.saturating_add(n?)));
    let mut elsewhere = rooms.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, room)| room.most);
    let elsewhere = elsewhere.try_fold(0_u64, |sum, room| Some(sum.saturating_add(room?)));
    let surely = elsewhere.filter(|_| sure).map_or(0, |elsewhere| least.saturating_sub(elsewhere));
    let all = rooms.iter().map(|room| room.filled).try_fold(0_u64, |sum, room| Some(sum.saturating_add(room?)));
    let here = rooms.get(index).and_then(|room| room.least);
    let at_most = match (most, all, here) {
        (Some(most), Some(all), Some(here)) if sure && most <= all => Some(most.min(here)),
        (most, _, _) => most,
    };
    let fits = most.is_some() && at_most < most || rooms.len() == 1;
    let least = parts(surely, &demand.iter().map(|bounds| bounds.at_least).collect::<Vec<_>>());
    let most_of: Vec<u64> = demand.iter().map(|bounds| bounds.at_most.unwrap_or_default()).collect();
    let parted = at_most.filter(|_| fits).map(|at_most| parts(at_most, &most_of));
    (0..demand.len())
        .map(|n| {
            let at_least = least.get(n).copied().unwrap_or_default();
            let at_most = match &parted {
                Some(parted) => parted.get(n).copied(),
                None => demand.get(n).and_then(|bounds| bounds.at_most),
            };
            Bounds { at_least, at_most: at_most.map(|most| most.max(at_least)) }
        })
        .collect()
}

/// A sum in parts as large as the weights; the rest is the first one's.
fn parts(sum: u64, weights: &[u64]) -> Vec<u64> {
    let all: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let part = |weight: &u64| match all {
        0 => 0,
        all => u64::try_from(u128::from(sum) * u128::from(*weight) / all).unwrap_or(u64::MAX),
    };
    let mut parts: Vec<u64> = weights.iter().map(part).collect();
    let rest = sum.saturating_sub(parts.iter().copied().fold(0, u64::saturating_add));
    if let Some(first) = parts.first_mut() {
        *first = first.saturating_add(rest);
    }
    parts
}

fn claim(taken: &Taken<'_>, subnet: &Subnet, subnets: usize, demand: Moments<Bounds<Addresses>>) -> Claim {
    let pool = taken.pool;
    let (desired, scaled) = taken.nodes;
    let here = |nodes: Bounds<u64>| if subnets == 1 { nodes } else { Bounds { at_least: 0, ..nodes } };
    let rollout = sum(scaled, pool.surge());
    let count = Moments { desired: here(desired), scaled: here(scaled), rollout: here(rollout), packed: here(scaled) };
    let over = if subnets == 1 { "here".to_owned() } else { format!("over {subnets} subnets") };
    let nodes = figure(scaled);
    let all = figure(taken.demand.scaled);
    let words = match (pool.is_unbounded(), pool.replicas) {
        (true, _) => format!("nodes without a limit {over}"),
        (false, None) if pool.size_unknown.is_some() => format!("a number of nodes that is not known, {over}"),
        (false, Some(_)) => format!("{nodes} nodes of {all} addresses {over}"),
        (false, None) => format!("limits for {nodes} nodes, of {all} addresses {over}"),
    };
    let at = |span| Place::of(span, &pool.title);
    Claim {
        by: pool.title.clone(),
        what: taken.what,
        range: subnet.id(),
        count,
        per_node: taken.per_node,
        demand,
        how: words.clone(),
        labels: vec![Label { at: at(pool.limits_at.or(pool.types_at).or(pool.span)), text: words }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rooms(sizes: &[u64], node: Bounds<u64>) -> Vec<Room> {
        sizes
            .iter()
            .map(|size| Room { most: Some(*size), least: Some(*size), filled: Some(for_nodes(*size, node)) })
            .collect()
    }

    #[test]
    fn what_fits_as_a_whole_fits_everywhere() {
        let b = Bounds::between;
        let e = Bounds::exactly;
        for (sizes, demand, expected) in [
            // 2,000 in 1,000 + 1,200: the first gets at least what the second cannot hold.
            (vec![1000, 1200], vec![e(2000)], vec![vec![b(800, 1000)], vec![b(1000, 1200)]]),
            (vec![1000, 1200], vec![e(3000)], vec![vec![b(1800, 3000)], vec![b(2000, 3000)]]),
            (vec![1000, 1200], vec![b(0, 5000)], vec![vec![b(0, 5000)], vec![b(0, 5000)]]),
            (vec![1000], vec![e(400), e(800)], vec![vec![e(400), e(800)]]),
            (
                vec![1000, 1000],
                vec![e(400), e(800)],
                vec![vec![b(67, 334), b(133, 666)], vec![b(67, 334), b(133, 666)]],
            ),
        ] {
            let rooms = rooms(&sizes, e(20));
            let found: Vec<_> = (0..sizes.len()).map(|index| shares(index, &rooms, &demand, true)).collect();
            assert_eq!(found, expected, "{sizes:?} {demand:?}");
        }
        let open = shares(0, &rooms(&[1000, 1200], e(20)), &[e(2000)], false);
        assert_eq!(open, [b(0, 2000)], "other subnets may take them");
        let unknown = [
            Room { most: None, least: None, filled: None },
            Room { most: Some(100), least: Some(100), filled: Some(100) },
        ];
        assert_eq!(shares(1, &unknown, &[e(2000)], true), [b(0, 2000)], "the other one may be large");
        assert_eq!(shares(0, &unknown, &[Bounds::from(200)], true), [Bounds::from(100)], "no upper end");
    }

    proptest! {
        /// Nodes start in the subnet with the most free addresses.
        #[test]
        fn each_subnet_gets_what_is_said(
            sizes in proptest::collection::vec(0_u64..400, 1..5),
            nodes in prop_oneof![
                proptest::collection::vec(1_u64..40, 0..60),
                (1_u64..40, 0_usize..60).prop_map(|(node, count)| vec![node; count]),
            ],
        ) {
            let mut got = vec![0_u64; sizes.len()];
            for node in &nodes {
                let free = |at: &usize| sizes[*at] as i64 - got[*at] as i64;
                let at = (0..sizes.len()).max_by_key(free).unwrap();
                got[at] += node;
            }
            let total: u64 = nodes.iter().sum();
            let range = |node: &u64| Bounds::exactly(*node);
            let node = nodes.iter().map(range).reduce(Bounds::or).unwrap_or(Bounds::exactly(1));
            let over_full = got.iter().zip(&sizes).any(|(got, size)| got > size);
            for (index, got) in got.iter().enumerate() {
                let [share] = shares(index, &rooms(&sizes, node), &[Bounds::exactly(total)], true)[..] else { unreachable!() };
                prop_assert!(share.at_most.is_some_and(|most| *got <= most));
                prop_assert!(over_full || *got >= share.at_least);
                // What is said to fit does.
                let fits = sizes.iter().map(|size| for_nodes(*size, node)).sum::<u64>() >= total;
                prop_assert!(!fits || *got <= sizes[index], "{got:?} {sizes:?}");
            }
        }
    }
}
