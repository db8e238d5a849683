//! Blocks that share addresses although they must not, beside the ranges of one network, which are compared for every
//! cloud: the control plane's block and the Services of a cluster, ranges of peered networks, and what networks in auto
//! mode use.

use super::clusters::Cluster;
use super::draw::symbolic;
use super::given::{given, given_text, switch};
use super::subnetworks::named_network;
use super::{Notes, clusters};
use crate::model::{Bounds, Overlap, Range, RangeId, Refusal, overlaps as pairs};
use crate::resource::Resource;
use ipnet::Ipv4Net;
use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

/// Where networks in auto mode have their subnetworks.
/// Source: hashicorp/terraform-provider-google website/docs/r/compute_network (`auto_create_subnetworks`), read 2026-11-26.
pub(super) const AUTO_MODE: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(10, 128, 0, 0), 9);

/// Blocks that a network always tells its peers, private and special ones. Others it may keep for itself.
/// Source: hashicorp/terraform-provider-google website/docs/r/compute_network_peering
/// (`export_subnet_routes_with_public_ip`), read 2026-11-26.
const TOLD: [Ipv4Net; 9] = [
    Ipv4Net::new_assert(Ipv4Addr::new(10, 0, 0, 0), 8),
    Ipv4Net::new_assert(Ipv4Addr::new(172, 16, 0, 0), 12),
    Ipv4Net::new_assert(Ipv4Addr::new(192, 168, 0, 0), 16),
    Ipv4Net::new_assert(Ipv4Addr::new(100, 64, 0, 0), 10),
    Ipv4Net::new_assert(Ipv4Addr::new(192, 0, 0, 0), 24),
    Ipv4Net::new_assert(Ipv4Addr::new(192, 0, 2, 0), 24),
    Ipv4Net::new_assert(Ipv4Addr::new(198, 51, 100, 0), 24),
    Ipv4Net::new_assert(Ipv4Addr::new(203, 0, 113, 0), 24),
    Ipv4Net::new_assert(Ipv4Addr::new(198, 18, 0, 0), 15),
];

/// The argument of a control plane's block, and of a block for Services.
const CONTROL_PLANE: &str = "master_ipv4_cidr_block";
const SERVICES: &str = "services_ipv4_cidr_block";

/// Every pair that is surely there, with the blocks of clusters that are in no subnetwork.
pub(super) fn overlaps(
    resources: &[Resource],
    clusters: &[Cluster],
    ranges: &[Range],
    blocks: &[Range],
) -> Vec<Overlap> {
    let all: Vec<Range> = ranges.iter().chain(blocks).cloned().collect();
    let added: BTreeSet<String> = blocks.iter().map(|block| block.id.to_string()).collect();
    let of_blocks = |pair: &Overlap| added.contains(&pair.first.0) || added.contains(&pair.second.0);
    let control_plane = |name: &str| name.ends_with(CONTROL_PLANE) && added.contains(name);
    let of_control_plane = |pair: &Overlap| control_plane(&pair.first.0) || control_plane(&pair.second.0);
    let refused = |pair: Overlap| {
        let refusal = if of_control_plane(&pair) { Refusal::Gke } else { pair.refusal };
        Overlap { refusal, ..pair }
    };
    let mut found: Vec<Overlap> = pairs(&all).into_iter().filter(of_blocks).map(refused).collect();
    let peered = peered(resources);
    let mut members: BTreeMap<&str, Vec<&Range>> = BTreeMap::new();
    for range in all.iter().filter(|range| range.copies == Bounds::exactly(1)) {
        members.entry(range.network.as_deref().unwrap_or_default()).or_default().push(range);
    }
    // What a routes-based cluster has for its pods is in no subnetwork.
    let routes: BTreeSet<String> =
        clusters.iter().filter(|cluster| cluster.routes).map(|cluster| cluster.address.to_string()).collect();
    let refused = |pair: Overlap| {
        let refusal = if of_control_plane(&pair) { Refusal::GkePerhaps } else { Refusal::VpcPeering };
        Overlap { refusal, ..pair }
    };
    for (a, b) in &peered {
        let of = |network: &str| members.get(network).into_iter().flatten().copied();
        let of = |network| of(network).filter(|range| !routes.contains(&range.id.address));
        found.extend(across((a, of(a).collect()), (b, of(b).collect())).into_iter().map(refused));
    }
    let auto = auto_modes(resources);
    for range in members.iter().filter(|(network, _)| !network.is_empty()).flat_map(|(_, members)| members) {
        found.extend(in_auto_mode(range, &auto, &peered));
    }
    found
}

/// Blocks of clusters that are in no subnetwork that is written.
pub(super) fn blocks(resources: &[Resource], clusters: &[Cluster], notes: &mut Notes) -> Vec<Range> {
    let mut blocks = Vec::new();
    // One for one: the clusters were read from these resources, in this order.
    let resources = resources.iter().filter(|resource| resource.is("google_container_cluster"));
    for (resource, cluster) in resources.zip(clusters) {
        let own = &resource.address;
        if cluster.copies != Bounds::exactly(1) || symbolic(own) {
            continue;
        }
        let id = |name: &str| RangeId { address: own.to_string(), name: Some(name.to_owned()) };
        let mut add = |name: &str, value, faults: &mut Vec<_>| {
            blocks.push(clusters::written_range(value, own, id(name), cluster.network.clone(), faults));
        };
        // Only the control plane of private nodes has a block, unless its endpoint is in a subnetwork.
        // Source: hashicorp/terraform-provider-google website/docs/r/container_cluster (`master_ipv4_cidr_block`), read
        // 2026-11-26.
        if let Some(private) = resource.block("private_cluster_config")
            && switch(private.get("enable_private_nodes"), own) == Some(true)
            && given(private.get("private_endpoint_subnetwork"), own).is_none()
            && let Some(block) = given_text(private.get(CONTROL_PLANE), own)
        {
            // What is wrong with it is said of the endpoint.
            add(CONTROL_PLANE, block, &mut Vec::new());
        }
        if let Some(policy) = resource.block("ip_allocation_policy")
            && given_text(policy.get("services_secondary_range_name"), own).is_none()
            && let Some(block) = given_text(policy.get(SERVICES), own)
        {
            add(SERVICES, block, &mut notes.faults);
        }
    }
    blocks
}

/// Pairs of networks that are peered, each once.
fn peered(resources: &[Resource]) -> BTreeSet<(String, String)> {
    let mut pairs = BTreeSet::new();
    for peering in resources.iter().filter(|r| r.is("google_compute_network_peering") && r.copies.0 > 0) {
        let network = |name| named_network(peering.get(name), None, resources);
        if let (Some(here), Some(there)) = (network("network"), network("peer_network"))
            && here != there
        {
            pairs.insert((here.clone().min(there.clone()), here.max(there)));
        }
    }
    pairs
}

/// Ranges of one network that share addresses with those of another, which is refused: ranges of subnetworks must not
/// overlap across peered networks.
/// Source: hashicorp/terraform-provider-google website/docs/r/compute_network_peering, read 2026-11-26.
fn across((a, of_a): (&str, Vec<&Range>), (b, of_b): (&str, Vec<&Range>)) -> Vec<Overlap> {
    let told = |range: &&&Range| range.cidr.is_some_and(|cidr| TOLD.iter().any(|block| block.contains(&cidr)));
    let both = format!("{a} and {b}");
    let in_both = |range: &&Range| Range { network: Some(both.clone()), ..(*range).clone() };
    let ranges: Vec<Range> = of_a.iter().chain(&of_b).filter(told).map(in_both).collect();
    let of_a: BTreeSet<String> = of_a.iter().map(|range| range.id.to_string()).collect();
    pairs(&ranges).into_iter().filter(|pair| of_a.contains(&pair.first.0) != of_a.contains(&pair.second.0)).collect()
}

/// The networks that are made here, and whether they are in auto mode, where that is known.
fn auto_modes(resources: &[Resource]) -> BTreeMap<String, bool> {
    let networks = resources.iter().filter(|resource| resource.is("google_compute_network"));
    let mode = |network: &Resource| {
        let auto = switch(network.get("auto_create_subnetworks"), &network.address)?;
        Some((network.address.to_string(), auto))
    };
    networks.filter_map(mode).collect()
}

/// A range in the block that networks in auto mode use: in such a network, or one that is peered with such a network, or
/// any other.
/// Source: a copy of Google Cloud, "Subnets", read 2026-11-23.
fn in_auto_mode(range: &Range, auto: &BTreeMap<String, bool>, peered: &BTreeSet<(String, String)>) -> Option<Overlap> {
    let (network, cidr) = (range.network.as_deref()?, range.cidr?);
    if !AUTO_MODE.contains(&cidr) && !cidr.contains(&AUTO_MODE) {
        return None;
    }
    let is_auto = |network: &str| auto.get(network).copied();
    let peers = peered.iter().filter_map(|(a, b)| match network {
        network if network == a => Some(b),
        network if network == b => Some(a),
        _ => None,
    });
    let in_it =
        std::iter::once(network).chain(peers.map(String::as_str)).find(|network| is_auto(network) == Some(true));
    let refusal = match (in_it, is_auto(network)) {
        (Some(_), _) => Refusal::AutoMode,
        (None, Some(false)) => Refusal::LaterPeering,
        (None, _) => return None,
    };
    Some(Overlap {
        first: (range.id.to_string(), cidr),
        second: ("networks in auto mode".to_owned(), AUTO_MODE),
        network: in_it.unwrap_or(network).to_owned(),
        refusal,
        first_at: range.at.clone(),
        second_at: range.at.clone(),
    })
}
