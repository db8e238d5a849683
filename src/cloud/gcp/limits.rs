//! How many ranges there can be: secondary ranges of a subnetwork, and pod ranges that GKE chooses in a network in auto
//! mode.

use super::Notes;
use super::clusters::Cluster;
use super::given::counted;
use super::subnetworks::Subnetwork;
use crate::finding::Place;
use crate::model::{Addresses, Bounds, Fault, Range, RangeId, RangeKind};
use ipnet::Ipv4Net;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// Secondary ranges that a subnetwork may have. It was 30 in 2020.
/// Source: a copy of Google Cloud, "VPC quotas and limits" of 2026-04-02, read 2026-11-23; the refusal: elastic/cloud-on-k8s
/// issue 2615.
const MOST_SECONDARY: u64 = 170;

/// Where GKE chooses pod ranges in a network in auto mode, which has its subnetworks in the other half of 10.0.0.0/8.
/// Source: the refusals in cilium/cilium pull request 25597 ("does not have available private IP space in 10.0.0.0/9 to
/// reserve a /14 block for pods"), read 2026-11-26.
const CHOSEN_FROM: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(10, 0, 0, 0), 9);

/// What is too much. Neither limit was read on a page of Google's own, so each is a warning.
pub(super) fn faults(clusters: &[Cluster], subnetworks: &[Subnetwork], notes: &Notes) -> Vec<Fault> {
    let ranges: BTreeMap<&RangeId, &Range> = notes.ranges.iter().map(|range| (&range.id, range)).collect();
    let mut faults = secondary(clusters, subnetworks, &ranges);
    faults.extend(chosen(clusters, subnetworks, &ranges));
    faults
}

/// The one subnetwork that a cluster is in.
fn home<'a>(cluster: &Cluster, subnetworks: &'a [Subnetwork]) -> Option<&'a Subnetwork> {
    match (cluster.subnets.indices.as_slice(), &cluster.subnets.uncertain) {
        ([index], None) => subnetworks.get(*index),
        _ => None,
    }
}

/// The pod range that is made with a cluster, on its subnetwork.
fn made<'a>(cluster: &Cluster, ranges: &BTreeMap<&RangeId, &'a Range>) -> Option<&'a Range> {
    let certain = cluster.pods.uncertain.is_none() && !cluster.routes;
    let range = cluster.pods.ranges.first().filter(|_| certain).and_then(|id| ranges.get(id))?;
    (range.kind == RangeKind::ClusterRange).then_some(*range)
}

/// Subnetworks with more secondary ranges than they may have: those that are written, and those that are made with the
/// clusters in them.
fn secondary(clusters: &[Cluster], subnetworks: &[Subnetwork], ranges: &BTreeMap<&RangeId, &Range>) -> Vec<Fault> {
    let mut of_clusters: BTreeMap<&RangeId, u64> = BTreeMap::new();
    for cluster in clusters {
        if let (Some(home), Some(_)) = (home(cluster, subnetworks), made(cluster, ranges)) {
            let count = of_clusters.entry(&home.id).or_default();
            *count = count.saturating_add(cluster.copies.at_least);
        }
    }
    let fault = |subnetwork: &Subnetwork| {
        let written = u64::try_from(subnetwork.secondary.len()).ok()?;
        let made = of_clusters.get(&subnetwork.id).copied().unwrap_or_default();
        let count = written.saturating_add(made);
        let at = ranges.get(&subnetwork.id).map(|range| range.at.clone());
        let address = subnetwork.id.to_string();
        (count > MOST_SECONDARY).then(|| Fault::NetworkLimit {
            at: at.unwrap_or_else(|| Place::Address(address.clone())),
            address,
            needs: counted(Bounds::exactly(count), "secondary range"),
            has: format!("a subnetwork may have {MOST_SECONDARY}"),
            remedy: "clusters can share a pod range, and from GKE 1.29 on Services need none".to_owned(),
        })
    };
    subnetworks.iter().filter_map(fault).collect()
}

/// Networks in auto mode in which GKE cannot find the pod ranges that it is left to choose.
fn chosen(clusters: &[Cluster], subnetworks: &[Subnetwork], ranges: &BTreeMap<&RangeId, &Range>) -> Vec<Fault> {
    struct Network<'a> {
        /// The first that leaves its range to GKE.
        first: Option<&'a Cluster>,
        count: u64,
        addresses: Addresses,
        /// Blocks of its ranges that are written.
        written: Vec<Ipv4Net>,
    }
    let mut networks: BTreeMap<&str, Network<'_>> = BTreeMap::new();
    for cluster in clusters {
        let Some(home) = home(cluster, subnetworks).filter(|home| home.auto) else { continue };
        let Some(range) = made(cluster, ranges) else { continue };
        let new = || Network { first: None, count: 0, addresses: Addresses(0), written: Vec::new() };
        let network = networks.entry(&home.id.address).or_insert_with(new);
        match range.cidr {
            Some(cidr) => network.written.push(cidr),
            None => {
                let copies = cluster.copies.at_least;
                network.first.get_or_insert(cluster);
                network.addresses = network.addresses + range.total().unwrap_or_default().times(copies);
                network.count = network.count.saturating_add(copies);
            }
        }
    }
    let fault = |(address, network): (&str, Network<'_>)| {
        let inside = network.written.iter().filter(|cidr| CHOSEN_FROM.contains(*cidr)).copied().collect();
        let taken: Addresses = Ipv4Net::aggregate(&inside).into_iter().map(Addresses::of).sum();
        let room = Addresses::of(CHOSEN_FROM).saturating_sub(taken);
        let ranges = counted(Bounds::exactly(network.count), "pod range");
        let first = network.first.filter(|_| network.addresses > room)?;
        Some(Fault::NetworkLimit {
            address: address.to_owned(),
            needs: format!("{ranges} that GKE chooses, {} addresses in all", network.addresses),
            has: format!("{CHOSEN_FROM}, where it looks for them, has {room}"),
            remedy:
                "without a size each cluster takes a /14: `cluster_ipv4_cidr_block = \"/20\"` has room for 16 nodes"
                    .to_owned(),
            at: Place::of(first.header, &first.address.to_string()),
        })
    };
    networks.into_iter().filter_map(fault).collect()
}
