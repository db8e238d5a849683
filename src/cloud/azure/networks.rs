//! Virtual networks and their address spaces, and which are peered.

use crate::address::Address;
use crate::cloud::draw::{segment, symbolic};
use crate::cloud::given::{given, text};
use crate::eval::value::Value;
use crate::finding::Place;
use crate::resource::{self, Resource};
use ipnet::Ipv4Net;
use std::sync::Arc;

/// A virtual network, or a data source that reads one.
#[derive(Clone, Debug)]
pub(super) struct Network {
    pub(super) address: Arc<Address>,
    pub(super) name: Option<String>,
    resource_group: Option<String>,
    /// Its IPv4 blocks, when all of them are known.
    pub(super) cidrs: Option<Vec<Ipv4Net>>,
    /// Where they are written.
    pub(super) at: Place,
    /// Whether it is one network and no more.
    pub(super) single: bool,
}

/// Reads the virtual networks.
pub(super) fn read(resources: &[Resource]) -> Vec<Network> {
    let networks = resources.iter().filter(|resource| &*resource.address.ty == "azurerm_virtual_network");
    networks.map(network).collect()
}

fn network(resource: &Resource) -> Network {
    let own = &resource.address;
    let space = resource.get("address_space");
    let blocks = space.as_sequence().unwrap_or_default();
    let first = blocks.first().and_then(|block| block.span).or(space.span).or(resource.span);
    Network {
        address: own.clone(),
        name: text(resource.get("name")),
        resource_group: text(resource.get("resource_group_name")),
        cidrs: space.as_sequence().filter(|blocks| !blocks.is_empty()).and_then(known),
        at: Place::of(first, &own.to_string()),
        single: resource.copies == (1, Some(1)) && !symbolic(own),
    }
}

/// The IPv4 blocks of a list of both families, if every one is known.
fn known(blocks: &[Value]) -> Option<Vec<Ipv4Net>> {
    let texts: Option<Vec<&str>> = blocks.iter().map(Value::as_str).collect();
    let v4 = texts?.into_iter().filter(|text| !text.contains(':'));
    v4.map(|text| text.parse::<Ipv4Net>().ok().map(|cidr| cidr.trunc())).collect()
}

/// The network that a name or an id means: by the attribute it was read from, or by what is written.
pub(super) fn named(value: &Value, group: &Value, own: &Address, all: &[Network]) -> Option<usize> {
    let value = given(value, own)?;
    if let Some(address) = resource::address_of(value)
        && let Some(index) = all.iter().position(|network| network.address == *address)
    {
        return Some(described(index, all));
    }
    let written = value.as_str()?;
    by_name(
        segment(written, "virtualNetworks").unwrap_or(written),
        segment(written, "resourceGroups").or(group.as_str()),
        all,
    )
}

/// The one network of that name; Azure's names have no case.
pub(super) fn by_name(name: &str, group: Option<&str>, all: &[Network]) -> Option<usize> {
    let agree = |a: Option<&str>, b: Option<&str>| a.zip(b).is_none_or(|(a, b)| a.eq_ignore_ascii_case(b));
    let fits = |network: &Network| {
        network.name.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(name))
            && agree(network.resource_group.as_deref(), group)
    };
    let mut found: Vec<usize> = (0..all.len()).filter(|index| fits(&all[*index])).collect();
    if found.iter().any(|index| !all[*index].address.data) {
        found.retain(|index| !all[*index].address.data);
    }
    found.first().copied().filter(|_| found.len() == 1)
}

/// What a data source describes: the one resource of that name, or else itself.
fn described(index: usize, all: &[Network]) -> usize {
    let network = &all[index];
    let named = network.name.as_deref().filter(|_| network.address.data);
    named.and_then(|name| by_name(name, network.resource_group.as_deref(), all)).unwrap_or(index)
}

/// Pairs of networks that are peered, each once.
pub(super) fn peered(resources: &[Resource], all: &[Network]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for peering in resources.iter().filter(|resource| resource.is("azurerm_virtual_network_peering")) {
        let own = &peering.address;
        let group = peering.get("resource_group_name");
        let here = named(peering.get("virtual_network_name"), group, own, all);
        let there = named(peering.get("remote_virtual_network_id"), group, own, all);
        if let (Some(here), Some(there)) = (here, there) {
            pairs.push((here.min(there), here.max(there)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
