//! Blocks that a network of Google Cloud may not have.

use super::clusters::Cluster;
use crate::eval::value::Value;
use crate::model::{Fault, Range, RangeId};
use ipnet::Ipv4Net;
use std::collections::BTreeSet;
use std::net::Ipv4Addr;

/// Blocks that nobody gets, and what they are for.
/// Source: a copy of Google Cloud, "Subnets" (prohibited ranges), read 2026-11-23.
const FORBIDDEN: [(Ipv4Net, &str); 4] = [
    (Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8), "loopback"),
    (Ipv4Net::new_assert(Ipv4Addr::new(169, 254, 0, 0), 16), "link-local addresses"),
    (Ipv4Net::new_assert(Ipv4Addr::new(224, 0, 0, 0), 4), "multicast"),
    (Ipv4Net::new_assert(Ipv4Addr::BROADCAST, 32), "broadcasts"),
];

/// The prefix length of the smallest pod range that a user may manage.
/// Source: a copy of Google Cloud, "VPC-native clusters" (cluster Pod IP address range), read 2026-11-23.
const SMALLEST_POD_RANGE: u8 = 24;

/// Private blocks, of which a routes-based cluster has its range.
/// Source: hashicorp/terraform-provider-google, validation of `cluster_ipv4_cidr` in resource_container_cluster.go, read
/// 2026-11-23.
const PRIVATE: [Ipv4Net; 3] = [
    Ipv4Net::new_assert(Ipv4Addr::new(10, 0, 0, 0), 8),
    Ipv4Net::new_assert(Ipv4Addr::new(172, 16, 0, 0), 12),
    Ipv4Net::new_assert(Ipv4Addr::new(192, 168, 0, 0), 16),
];

/// Ranges with addresses that nobody gets. Only copies of the page were read, so each is a warning.
pub(super) fn forbidden(ranges: &[Range]) -> Vec<Fault> {
    let fault = |range: &Range| {
        let cidr = range.cidr?;
        let shares = |block: &Ipv4Net| block.contains(&cidr) || cidr.contains(block);
        let (block, what) = FORBIDDEN.iter().find(|(block, _)| shares(block))?;
        Some(Fault::Cidr {
            address: range.id.address.clone(),
            text: cidr.to_string(),
            problem: format!("Google Cloud keeps {block} for {what}, and lets no network have it"),
            certain: false,
            at: range.at.clone(),
        })
    };
    ranges.iter().filter_map(fault).collect()
}

/// Pod ranges of clusters that are smaller than GKE's documentation asks for. Its page on network isolation says that one of a
/// cluster may be, so it is a warning.
pub(super) fn small_pod_ranges(clusters: &[Cluster], ranges: &[Range]) -> Vec<Fault> {
    let certain = clusters.iter().filter(|cluster| !cluster.routes && cluster.pods.uncertain.is_none());
    let of_pods: BTreeSet<&RangeId> = certain.flat_map(|cluster| &cluster.pods.ranges).collect();
    let fault = |range: &Range| {
        let cidr = range.cidr.filter(|cidr| cidr.prefix_len() > SMALLEST_POD_RANGE)?;
        Some(Fault::Cidr {
            address: range.id.to_string(),
            text: cidr.to_string(),
            problem: format!("GKE asks for a /{SMALLEST_POD_RANGE} or larger for pods, and may refuse it"),
            certain: false,
            at: range.at.clone(),
        })
    };
    ranges.iter().filter(|range| of_pods.contains(&range.id)).filter_map(fault).collect()
}

/// What is wrong with the block that is written for a routes-based cluster.
pub(super) fn of_routes(block: &Value) -> Option<String> {
    let cidr: Ipv4Net = block.as_str()?.parse().ok()?;
    let private = PRIVATE.iter().any(|private| private.contains(&cidr));
    (!private).then(|| format!("{cidr} is in none of {}, {} and {}", PRIVATE[0], PRIVATE[1], PRIVATE[2]))
}
