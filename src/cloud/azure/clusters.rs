//! AKS clusters: the mode of their network, their pod CIDR and service CIDR, and the subnet of their API server.

use super::Notes;
use super::azapi;
use super::matching::Known;
use super::modes::{KUBENET_NODES, Mode, POD_BLOCK};
use super::node_pools;
use crate::address::Address;
use crate::cloud::cidr::{self, cidr_fault};
use crate::cloud::draw::Draw;
use crate::cloud::given::{Why, given, given_text, switch, text};
use crate::eval::value::{Object, Value};
use crate::finding::Place;
use crate::model::{Addresses, Bounds, Cloud, Decided, Fault, Range, RangeId, RangeKind};
use crate::resource::{self, Resource};
use crate::source::Span;
use ipnet::Ipv4Net;
use std::net::Ipv4Addr;
use std::sync::Arc;

/// What pods have when nothing is written, in overlay and kubenet mode.
/// Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, azure-cni-overlay.md and configure-kubenet.md, read 2026-11-26.
pub(super) const POD_CIDR: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(10, 244, 0, 0), 16);

/// What Services have when nothing is written. Source: azure-cni-overlay.md (`--service-cidrs`), read 2026-11-26.
const SERVICE_CIDR: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(10, 0, 0, 0), 16);

/// What AKS keeps for itself: no pods, Services or nodes may have it.
/// Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, concepts-network-cni-overview.md, read 2026-11-26.
const FORBIDDEN: [Ipv4Net; 4] = [
    Ipv4Net::new_assert(Ipv4Addr::new(169, 254, 0, 0), 16),
    Ipv4Net::new_assert(Ipv4Addr::new(172, 30, 0, 0), 16),
    Ipv4Net::new_assert(Ipv4Addr::new(172, 31, 0, 0), 16),
    Ipv4Net::new_assert(Ipv4Addr::new(192, 0, 2, 0), 24),
];

/// The service CIDR must be smaller than a /12; whether a /12 itself is too large is not said.
/// Source: concepts-network-ip-address-planning.md, read 2026-11-26.
const LARGEST_SERVICES: u8 = 12;

/// The largest pod CIDR worth proposing: 65,536 nodes. No document read gives a bound.
pub(super) const LARGEST_PODS: u8 = 8;

/// An AKS cluster.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    pub(super) address: Arc<Address>,
    /// How many instances it stands for.
    pub(super) copies: Bounds<u64>,
    /// The block's header.
    pub(super) header: Option<Span>,
    pub(super) name: Option<String>,
    /// How its pods get addresses, where a node pool has no subnet for them.
    pub(super) mode: Result<Mode, Why>,
    /// The subnet of its default node pool; none where Azure makes a network.
    pub(super) nodes: Draw,
    /// Its pod CIDR, in the modes that have one.
    pub(super) pods: Option<RangeId>,
    /// Its service CIDR.
    pub(super) services: Option<Services>,
    /// The subnet of its API server.
    pub(super) api_server: Draw,
    /// Whether AKS makes nodes of its own choice; absent when that is not known.
    pub(super) provisions: Option<bool>,
}

/// The addresses of a cluster's Services.
#[derive(Clone, Debug)]
pub(super) struct Services {
    pub(super) cidr: Ipv4Net,
    /// Whether it is AKS's own choice.
    pub(super) assumed: bool,
    pub(super) at: Place,
}

/// Reads the clusters.
pub(super) fn read(resources: &[Resource], known: Known<'_>, notes: &mut Notes) -> Vec<Cluster> {
    let clusters = resources.iter().filter(|resource| azapi::is_cluster(resource));
    clusters.map(|resource| cluster(resource, known, notes)).collect()
}

fn cluster(resource: &Resource, known: Known<'_>, notes: &mut Notes) -> Cluster {
    let own = &resource.address;
    let written = given(resource.get("network_profile"), own);
    let profile = written.and_then(|profile| resource::blocks(profile).first().copied().flatten());
    let unclear = written.filter(|value| !value.is_known()).map(Why::of);
    let mode = unclear.map_or_else(|| mode(profile, own), Err);
    let has_range = matches!(mode, Ok(Mode::Overlay | Mode::Kubenet));
    let pods = has_range.then(|| pod_cidr(resource, profile, mode == Ok(Mode::Kubenet), notes));
    let listed = node_pools::listed(resource);
    let nodes = listed.first().and_then(|(_, pool)| given_text(pool.get("vnet_subnet_id"), own));
    Cluster {
        address: own.clone(),
        copies: Bounds { at_least: resource.copies.0, at_most: resource.copies.1 },
        header: resource.span,
        name: text(resource.get("name")),
        mode,
        nodes: nodes.map(|value| known.draw(value)).unwrap_or_default(),
        pods,
        services: services(resource, profile, &mut notes.faults),
        api_server: api_server(resource, known),
        provisions: provisions(resource),
    }
}

/// What `network_profile` says. Without one, nodes and pods take what they take in overlay and kubenet mode, which is
/// the same in both: which of them Azure then chooses depends on the version of its API.
/// Source: hashicorp/terraform-provider-azurerm@69697b7fe6a9, website/docs/r/kubernetes_cluster ("`kubenet` … by
/// default"), read 2026-11-26.
fn mode(profile: Option<&Object>, own: &Address) -> Result<Mode, Why> {
    let Some(profile) = profile else { return Ok(Mode::Kubenet) };
    let plugin = profile.get("network_plugin");
    let Some(name) = plugin.as_str() else { return Err(Why::of(plugin)) };
    if name.eq_ignore_ascii_case("kubenet") {
        return Ok(Mode::Kubenet);
    }
    if name.eq_ignore_ascii_case("none") {
        return Ok(Mode::NoPlugin);
    }
    if !name.eq_ignore_ascii_case("azure") {
        let because = format!("\"{name}\" is no network plugin of AKS");
        return Err(Why::new(because, "`azure`, `kubenet` or `none`", plugin.span));
    }
    match given_text(profile.get("network_plugin_mode"), own) {
        None => Ok(Mode::NodeSubnet),
        Some(mode) => match mode.as_str() {
            Some(text) if text.eq_ignore_ascii_case("overlay") => Ok(Mode::Overlay),
            Some(text) => {
                let because = format!("\"{text}\" is no mode of the network plugin");
                Err(Why::new(because, "`overlay`, or none", mode.span))
            }
            None => Err(Why::of(mode)),
        },
    }
}

/// The IPv4 block that a profile gives: alone, or in a list of both families.
fn written<'a>(profile: Option<&'a Object>, one: &str, list: &str, own: &Address) -> Option<&'a Value> {
    let profile = profile?;
    given_text(profile.get(one), own).or_else(|| {
        let list = given(profile.get(list), own)?;
        match list.as_sequence() {
            Some(blocks) => blocks.iter().find(|block| block.as_str().is_none_or(|text| !text.contains(':'))),
            None => Some(list),
        }
    })
}

/// The range of the pods: nodes take a /24 of it each, and all of it counts.
fn pod_cidr(resource: &Resource, profile: Option<&Object>, kubenet: bool, notes: &mut Notes) -> RangeId {
    let own = &resource.address;
    let id = RangeId { address: own.to_string(), name: Some("pod_cidr".to_owned()) };
    let written = written(profile, "pod_cidr", "pod_cidrs", own);
    let (cidr, prefix_len) = match written {
        Some(value) => {
            let ((cidr, prefix_len), problem) = cidr::block(value, own, None, &id, "pod_cidr");
            let problem = problem.or_else(|| forbidden(cidr?));
            notes.faults.extend(problem.map(|problem| cidr_fault(&own.to_string(), value, problem)));
            (cidr, prefix_len)
        }
        None => (Some(POD_CIDR), Decided::Known(POD_CIDR.prefix_len())),
    };
    let unreachable = prefix_len.known().map(|len| unreachable(*len)).filter(|_| kubenet);
    let at = written.map(|value| value.span).unwrap_or_else(|| resource.get("network_profile").span);
    notes.ranges.push(Range {
        id: id.clone(),
        kind: RangeKind::ClusterRange,
        cloud: Cloud::Azure,
        cidr,
        prefix_len,
        reserved: unreachable.unwrap_or_default(),
        smallest: Addresses(0),
        zone: None,
        network: None,
        network_cidrs: None,
        copies: Bounds { at_least: resource.copies.0, at_most: resource.copies.1 },
        at: Place::of(at.or(resource.span), &own.to_string()),
    });
    id
}

/// Addresses of a kubenet cluster's pod CIDR that are of no use: a route table does not reach them.
pub(super) fn unreachable(len: u8) -> Addresses {
    Addresses::of_prefix(len).saturating_sub(POD_BLOCK.times(KUBENET_NODES))
}

/// What is wrong with a block that shares addresses with those that AKS keeps.
pub(super) fn forbidden(cidr: Ipv4Net) -> Option<String> {
    let taken = FORBIDDEN.iter().find(|taken| taken.contains(&cidr) || cidr.contains(*taken))?;
    Some(format!("AKS keeps {taken} for itself"))
}

fn services(resource: &Resource, profile: Option<&Object>, faults: &mut Vec<Fault>) -> Option<Services> {
    let own = &resource.address;
    let at = |span: Option<Span>| Place::of(span.or(resource.span), &own.to_string());
    let Some(value) = written(profile, "service_cidr", "service_cidrs", own) else {
        let span = resource.get("network_profile").span;
        // A profile that is not known may say it.
        let is_known = given(resource.get("network_profile"), own).is_none_or(Value::is_known) || profile.is_some();
        return is_known.then(|| Services { cidr: SERVICE_CIDR, assumed: true, at: at(span) });
    };
    let text = value.as_str()?;
    let Ok(cidr) = text.parse::<Ipv4Net>() else {
        faults.push(cidr_fault(&own.to_string(), value, "not an IPv4 CIDR block".to_owned()));
        return None;
    };
    let too_large = cidr.prefix_len() <= LARGEST_SERVICES;
    let too_large = too_large.then(|| format!("AKS wants a service CIDR smaller than a /{LARGEST_SERVICES}"));
    if let Some(problem) = forbidden(cidr.trunc()).or(too_large) {
        let surely = forbidden(cidr.trunc()).is_some() || cidr.prefix_len() < LARGEST_SERVICES;
        let mut fault = cidr_fault(&own.to_string(), value, problem);
        if let Fault::Cidr { certain, .. } = &mut fault {
            *certain = surely;
        }
        faults.push(fault);
    }
    Some(Services { cidr: cidr.trunc(), assumed: false, at: at(value.span) })
}

/// The subnet that API Server VNet Integration puts the API server into.
fn api_server(resource: &Resource, known: Known<'_>) -> Draw {
    let own = &resource.address;
    let Some(access) = resource.block("api_server_access_profile") else { return Draw::default() };
    // The second is its name in version 3 of the provider.
    let names = ["virtual_network_integration_enabled", "vnet_integration_enabled"];
    let Some(name) = names.into_iter().find(|name| given(access.get(name), own).is_some()) else {
        return Draw::default();
    };
    let Some(subnet) = given_text(access.get("subnet_id"), own) else { return Draw::default() };
    let draw = known.draw(subnet);
    match switch(access.get(name), own) {
        Some(true) => draw,
        Some(false) => Draw::default(),
        None => Draw { uncertain: Some(Why::of(access.get(name))), ..draw },
    }
}

fn provisions(resource: &Resource) -> Option<bool> {
    let own = &resource.address;
    let profile = resource.get("node_provisioning_profile");
    let Some(profile) = given(profile, own) else { return Some(false) };
    let Some(first) = resource::blocks(profile).first().copied() else { return Some(false) };
    let mode = first?.get("mode");
    given(mode, own).map_or(Some(false), |mode| mode.as_str().map(|text| text.eq_ignore_ascii_case("auto")))
}
