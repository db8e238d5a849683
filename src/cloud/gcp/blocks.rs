//! How large a block of pod addresses a GKE node takes, and how many nodes a range holds: arithmetic only.

use crate::model::{Addresses, Bounds};

/// Pods per node when neither the node pool nor its cluster says: 110.
/// Source: GKE, "Configure maximum Pods per node" (flexible-pod-cidr), read 2026-11-23.
pub(super) const DEFAULT_MAX_PODS: u64 = 110;

/// The least and the most pods per node that GKE accepts: what an unknown maximum lies between. The upper end is 256
/// on GKE's page of quotas and 512 in later documents; the wider one keeps every statement true.
/// Source: GKE, flexible-pod-cidr and quotas; 512 from third-party copies of the current page; read 2026-11-23.
pub(super) const MAX_PODS: (u64, u64) = (8, 512);

/// Addresses that GKE sets aside for the pods of one node, at the node's creation: the smallest power of two that is
/// at least twice `max_pods`, or at least `max_pods` where overprovisioning is disabled. A power of two, 1 or more.
/// Source: googleapis google/container/v1/cluster_service.proto (`MaxPodsConstraint`, `PodCIDROverprovisionConfig`)
/// and GKE, flexible-pod-cidr, read 2026-11-23.
pub(super) fn pod_block(max_pods: u64, overprovision_disabled: bool) -> Addresses {
    let pods = u128::from(max_pods);
    Addresses(if overprovision_disabled { pods } else { pods.saturating_mul(2) }.next_power_of_two())
}

/// The block for a maximum that is not exact, or an overprovisioning setting that is not known.
pub(super) fn pod_block_bounds(max_pods: Bounds<u64>, overprovision_disabled: Option<bool>) -> Bounds<Addresses> {
    let (low, high) = MAX_PODS;
    let max_pods = match max_pods.exact() {
        Some(exact) => Bounds::exactly(exact),
        None => Bounds::between(max_pods.at_least.max(low), max_pods.at_most.unwrap_or(high).min(high)),
    };
    match overprovision_disabled {
        Some(disabled) => max_pods.map(|pods| pod_block(pods, disabled)),
        None => max_pods.map(|pods| pod_block(pods, true)).or(max_pods.map(|pods| pod_block(pods, false))),
    }
}

/// The most pods with which a node takes half the block that it takes with so many. Absent where GKE allows no fewer.
pub(super) fn half(max_pods: u64) -> Option<u64> {
    let fewer = max_pods.checked_sub(1)?.checked_ilog2().map(|bits| 1_u64 << bits)?;
    (fewer >= MAX_PODS.0).then_some(fewer)
}

/// Prefix length of a block of that many addresses; absent when the block is larger than all of IPv4.
pub(super) fn prefix_len(block: Addresses) -> Option<u8> {
    let bits = block.0.checked_next_power_of_two()?.ilog2();
    32_u8.checked_sub(u8::try_from(bits).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Nodes that a pod range of that prefix length holds.
    fn nodes(range: u8, max_pods: u64, disabled: bool) -> u128 {
        Addresses::of_prefix(range).0 / pod_block(max_pods, disabled).0
    }

    #[test]
    fn the_block_by_max_pods() {
        // Source: GKE, flexible-pod-cidr (8 to 110), cluster_service.proto (30 gives /26, or /27), read 2026-11-23.
        for (low, high, default, disabled) in [
            (8, 8, 28, 29),
            (9, 16, 27, 28),
            (17, 32, 26, 27),
            (33, 64, 25, 26),
            (65, 128, 24, 25),
            (129, 256, 23, 24),
            (257, 512, 22, 23),
        ] {
            for max_pods in [low, high] {
                assert_eq!(prefix_len(pod_block(max_pods, false)), Some(default), "{max_pods}");
                assert_eq!(prefix_len(pod_block(max_pods, true)), Some(disabled), "{max_pods}, no overprovisioning");
            }
        }
        assert_eq!(pod_block(110, false), Addresses(256));
        assert_eq!(pod_block(30, true), Addresses(32));
    }

    #[test]
    fn one_pod_more_than_a_power_of_two_doubles_the_block() {
        for (max_pods, expected) in [
            (8, None),
            (9, Some(8)),
            (16, Some(8)),
            (17, Some(16)),
            (32, Some(16)),
            (33, Some(32)),
            (110, Some(64)),
            (129, Some(128)),
        ] {
            assert_eq!(half(max_pods), expected, "{max_pods}");
        }
        for max_pods in 9..=512 {
            let fewer = half(max_pods).unwrap();
            assert_eq!(pod_block(fewer, false).0 * 2, pod_block(max_pods, false).0, "{max_pods}");
            assert_eq!(pod_block(fewer + 1, false), pod_block(max_pods, false), "{max_pods}");
        }
        assert_eq!(half(0), None);
        assert_eq!(half(u64::MAX), Some(1 << 63));
    }

    #[test]
    fn nodes_in_a_pod_range() {
        // Source: a copy of GKE, "VPC-native clusters" (alias-ips), table for 110 pods per node, read 2026-11-23.
        let at_110 = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];
        for (range, expected) in (11..=24).rev().zip(at_110) {
            assert_eq!(nodes(range, 110, false), expected, "/{range}");
        }
        for (range, max_pods, disabled, expected) in
            [(24, 8, false, 16), (21, 256, false, 4), (17, 110, true, 256), (18, 32, false, 256), (25, 110, false, 0)]
        {
            assert_eq!(nodes(range, max_pods, disabled), expected, "/{range} at {max_pods}");
        }
    }

    #[test]
    fn an_unknown_maximum_lies_between_the_smallest_and_the_largest_block() {
        let unknown = pod_block_bounds(Bounds::from(0), Some(false));
        assert_eq!(unknown, Bounds::between(Addresses(16), Addresses(1024)));
        let either = pod_block_bounds(Bounds::exactly(110), None);
        assert_eq!(either, Bounds::between(Addresses(128), Addresses(256)));
    }

    #[test]
    fn a_block_beyond_ipv4_has_no_prefix() {
        assert_eq!(prefix_len(pod_block(u64::MAX, false)), None);
        assert_eq!(prefix_len(Addresses(1 << 32)), Some(0));
    }

    proptest! {
        #[test]
        fn blocks_are_powers_of_two_that_hold_the_pods(max_pods: u64, disabled: bool) {
            let block = pod_block(max_pods, disabled).0;
            prop_assert!(block.is_power_of_two() && block >= u128::from(max_pods));
            let needed = u128::from(max_pods) * if disabled { 1 } else { 2 };
            prop_assert!(block / 2 < needed || block == 1);
        }

        #[test]
        fn demand_never_falls_when_max_pods_or_nodes_rise(pods in 0_u64..2000, more in 0_u64..2000, nodes: u64) {
            prop_assert!(pod_block(pods, false) <= pod_block(pods + more, false));
            prop_assert!(pod_block(pods, true) <= pod_block(pods, false));
            let block = pod_block(pods, false);
            prop_assert!(block.times(nodes) <= block.times(nodes.saturating_add(1)));
        }

        #[test]
        fn a_range_is_the_sum_of_its_blocks(range in 8_u8..=24, max_pods in 8_u64..=110) {
            let total = Addresses::of_prefix(range);
            let fit = u64::try_from(nodes(range, max_pods, false)).unwrap();
            prop_assert_eq!(pod_block(max_pods, false).times(fit), total);
        }
    }
}
