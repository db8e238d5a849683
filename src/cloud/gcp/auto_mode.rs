//! Subnetworks that nobody writes: a network in auto mode has one in every region.
//!
//! Source: hashicorp/terraform-provider-google website/docs/r/compute_network (`auto_create_subnetworks`: "it will create
//! a subnet for each region automatically across the `10.128.0.0/9` address range"), read 2026-11-26; that each is a /20:
//! a copy of GKE, "VPC-native clusters" (alias-ips), read 2026-11-23.

use super::clusters::region;
use super::draw::{agree, last_segment, segment};
use super::given::{Why, given, given_text, switch, text};
use super::matching::Subnets;
use super::subnetworks::{PRIMARY_RESERVED, Subnetwork};
use crate::address::{Address, Key, ModulePath};
use crate::eval::value::Value;
use crate::finding::Place;
use crate::model::{Addresses, Bounds, Cloud, Decided, Range, RangeId, RangeKind};
use crate::resource::{self, Resource};
use crate::source::Span;
use std::sync::Arc;

/// Prefix length of such a subnetwork when it is made. It can be expanded later.
const PREFIX: u8 = 20;

/// The network that every project starts with, in auto mode, and where a cluster is that names none.
/// Source: hashicorp/terraform-provider-google website/docs/r/container_cluster (`network`), read 2026-11-26.
const DEFAULT: &str = "default";

/// A network in auto mode.
struct Network {
    address: Arc<Address>,
    name: Option<String>,
    project: Option<String>,
    /// What its subnetworks are told by, before the region.
    title: String,
    span: Option<Span>,
}

/// The subnetworks of networks in auto mode in which a cluster may be, and their ranges.
pub(super) fn read(resources: &[Resource]) -> (Vec<Subnetwork>, Vec<Range>) {
    let (mut subnetworks, mut ranges): (Vec<Subnetwork>, Vec<Range>) = (Vec::new(), Vec::new());
    for cluster in resources.iter().filter(|resource| resource.is("google_container_cluster")) {
        let Some(network) = network(cluster, resources) else { continue };
        let Some(location) = text(cluster.get("location")) else { continue };
        let subnetwork = subnetwork(&network, region(&location));
        let of_network = |value: &Value| {
            let by_address = resource::address_of(value).is_some_and(|address| *address == network.address);
            by_address || value.as_str().is_some_and(|written| network.name.as_deref() == Some(last_segment(written)))
        };
        let meant = given_text(cluster.get("subnetwork"), &cluster.address).is_none_or(of_network);
        if meant && !subnetworks.iter().any(|other| other.id == subnetwork.id) {
            ranges.push(range(&network, &subnetwork, cluster.span));
            subnetworks.push(subnetwork);
        }
    }
    (subnetworks, ranges)
}

/// The subnetwork of that region where something is that names a network in auto mode and no subnetwork.
pub(super) fn of(value: &Value, region: Option<&str>, all: &[Subnetwork]) -> Option<Subnets> {
    let written = value.as_str();
    let project = written.and_then(|written| segment(written, "projects"));
    let in_network = |subnet: &Subnetwork| {
        let by_address = resource::address_of(value).is_some_and(|address| *address == subnet.address);
        let by_name = written.is_some_and(|written| subnet.name.as_deref() == Some(last_segment(written)));
        subnet.auto && (by_address || by_name && agree(subnet.project.as_deref(), project))
    };
    let fits = |index: &usize| in_network(&all[*index]) && agree(all[*index].region.as_deref(), region);
    let indices: Vec<usize> = (0..all.len()).filter(fits).collect();
    let uncertain = (indices.len() > 1).then(|| Why::new("its region is not known", "its region", value.span));
    (!indices.is_empty()).then_some(Subnets { indices, uncertain })
}

/// The network of a cluster, if it is surely in auto mode.
fn network(cluster: &Resource, resources: &[Resource]) -> Option<Network> {
    let value = given(cluster.get("network"), &cluster.address)?;
    let address = resource::address_of(value).filter(|address| &*address.ty == "google_compute_network");
    let found = |test: &dyn Fn(&Resource) -> bool| {
        let mut found = resources.iter().filter(|other| &*other.address.ty == "google_compute_network" && test(other));
        (found.next(), found.next().is_some())
    };
    let (name, made) = match (address, value.as_str()) {
        (Some(address), _) => {
            let network = found(&|other| other.address == *address).0?;
            (text(network.get("name")), Some(network).filter(|network| !network.address.data))
        }
        (None, Some(written)) => {
            let name = last_segment(written);
            match found(&|other| !other.address.data && other.get("name").as_str() == Some(name)) {
                (_, true) => return None,
                (network, false) => (Some(name.to_owned()), network),
            }
        }
        (None, None) => return None,
    };
    let project = || value.as_str().and_then(|written| segment(written, "projects")).map(str::to_owned);
    match made {
        Some(network) => {
            let auto = switch(network.get("auto_create_subnetworks"), &network.address) == Some(true);
            (auto && network.copies == (1, Some(1))).then(|| Network {
                address: network.address.clone(),
                name,
                project: text(network.get("project")),
                title: network.address.to_string(),
                span: network.span,
            })
        }
        None => (name.as_deref() == Some(DEFAULT)).then(|| {
            let project = project().or_else(|| text(cluster.get("project")));
            let title = project.as_ref().map_or_else(|| DEFAULT.to_owned(), |of| format!("{of}/{DEFAULT}"));
            let ty = "google_compute_network".into();
            let address =
                Address { module: ModulePath::default(), data: true, ty, name: DEFAULT.into(), key: Key::None };
            let address = resource::address_of(value).cloned().unwrap_or_else(|| Arc::new(address));
            Network { address, name, project, title, span: None }
        }),
    }
}

fn subnetwork(network: &Network, region: &str) -> Subnetwork {
    Subnetwork {
        id: RangeId { address: network.title.clone(), name: Some(region.to_owned()) },
        address: network.address.clone(),
        auto: true,
        copies: Bounds::exactly(1),
        name: network.name.clone(),
        region: Some(region.to_owned()),
        project: network.project.clone(),
        self_links: Vec::new(),
        secondary: Vec::new(),
        complete: false,
    }
}

/// Its primary range: a /20 at least.
fn range(network: &Network, subnetwork: &Subnetwork, cluster: Option<Span>) -> Range {
    let id = subnetwork.id.clone();
    let because = "a network in auto mode has a /20 in each region, or what that was expanded to";
    let why = Why::new(because, "a `google_compute_subnetwork` that the cluster names", network.span.or(cluster));
    Range {
        prefix_len: Decided::Unknown(why.undecided(format!("size of `{id}`"), &network.title)),
        at: Place::of(network.span.or(cluster), &network.title),
        id,
        kind: RangeKind::Subnet,
        cloud: Cloud::Gcp,
        cidr: None,
        reserved: PRIMARY_RESERVED,
        smallest: Addresses::of_prefix(PREFIX).saturating_sub(PRIMARY_RESERVED),
        zone: None,
        network: None,
        network_cidrs: None,
        copies: Bounds::exactly(1),
    }
}
