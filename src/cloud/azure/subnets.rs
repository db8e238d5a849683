//! Subnets as ranges: resources of their own, blocks of a virtual network, and data sources.

use super::modes::RESERVED;
use super::networks::{self, Network};
use crate::address::Address;
use crate::cloud::cidr::{self, cidr_fault};
use crate::cloud::draw::symbolic;
use crate::cloud::given::{Why, given, given_text, text};
use crate::eval::value::{Object, Value};
use crate::finding::Place;
use crate::model::{Addresses, Bounds, Cloud, Decided, Fault, Range, RangeId, RangeKind};
use crate::resource::Resource;
use crate::source::Span;
use ipnet::Ipv4Net;
use std::sync::Arc;

/// Prefix lengths of a subnet, largest block first.
/// Source: Azure Virtual Network FAQ ("The smallest supported IPv4 subnet is /29, and the largest is /2"), a copy, read
/// 2026-11-26.
pub(super) const BOUNDS: (u8, u8) = (2, 29);

/// What the smallest subnet leaves for workloads.
const SMALLEST: Addresses = Addresses(3);

/// A subnet as node pools look it up.
#[derive(Clone, Debug)]
pub(super) struct Subnet {
    /// The resource that it is, or that it is a block of.
    pub(super) address: Arc<Address>,
    /// Its place among the blocks of a virtual network.
    pub(super) block: Option<usize>,
    pub(super) name: Option<String>,
    /// The place of its network in the list.
    pub(super) network: Option<usize>,
    /// Name of its network, where that is not in the list.
    pub(super) network_name: Option<String>,
    pub(super) range: Range,
}

impl Subnet {
    /// Whether it is one subnet and no more.
    pub(super) fn single(&self) -> bool {
        self.range.copies.exact() == Some(1) && !symbolic(&self.address)
    }
}

/// A subnet as it is written.
struct Written<'a> {
    resource: &'a Resource,
    id: RangeId,
    block: Option<usize>,
    name: &'a Value,
    /// `address_prefixes`
    prefixes: &'a Value,
    /// `address_prefix`, of older versions of the provider and of data sources.
    prefix: &'a Value,
    /// `ip_address_pool`
    pool: Option<&'a Object>,
    network: Option<usize>,
    network_name: Option<String>,
    /// What tells a network from others that is made elsewhere.
    elsewhere: Option<String>,
}

/// Reads the subnets, and what is wrong with their blocks.
pub(super) fn read(resources: &[Resource], networks: &[Network], faults: &mut Vec<Fault>) -> Vec<Subnet> {
    let mut written = Vec::new();
    for resource in resources {
        match &*resource.address.ty {
            "azurerm_subnet" => written.push(of_resource(resource, networks)),
            "azurerm_virtual_network" if !resource.address.data => written.extend(of_blocks(resource, networks)),
            _ => {}
        }
    }
    // A network that exists lists all of its subnets, those with a resource of their own as well.
    let own: Vec<(Option<usize>, String)> = (written.iter())
        .filter(|of| of.block.is_none() && !of.resource.address.data)
        .filter_map(|of| Some((of.network, text(of.name)?.to_lowercase())))
        .collect();
    let is_listed = |of: &Written<'_>| {
        let name = text(of.name).map(|name| name.to_lowercase());
        of.block.is_some() && name.is_some_and(|name| own.contains(&(of.network, name)))
    };
    written.retain(|of| !is_listed(of));
    written.into_iter().filter_map(|written| subnet(written, networks, faults)).collect()
}

fn of_resource<'a>(resource: &'a Resource, networks: &[Network]) -> Written<'a> {
    let own = &resource.address;
    let network = resource.get("virtual_network_name");
    Written {
        resource,
        id: RangeId { address: own.to_string(), name: None },
        block: None,
        name: resource.get("name"),
        prefixes: resource.get("address_prefixes"),
        prefix: resource.get("address_prefix"),
        pool: resource.block("ip_address_pool"),
        network: networks::named(network, resource.get("resource_group_name"), own, networks),
        network_name: text(network),
        elsewhere: elsewhere(resource),
    }
}

/// The network of a subnet, by its name and group or by the attribute that gives the name. Another module may be of
/// another subscription, where these names are another network's.
fn elsewhere(resource: &Resource) -> Option<String> {
    let (name, group) = (resource.get("virtual_network_name"), resource.get("resource_group_name"));
    let via = |value: &Value| value.via.as_ref().filter(|via| !symbolic(&via.address)).map(ToString::to_string);
    let written = |value: &Value| text(value).map(|text| text.to_lowercase()).or_else(|| via(value));
    if resource.address.data {
        return None;
    }
    let module = resource.address.module.to_string();
    let names = format!("{}/{}", written(group)?, written(name)?);
    Some(if module.is_empty() { names } else { format!("{names} of {module}") })
}

/// The `subnet` blocks of a virtual network.
fn of_blocks<'a>(resource: &'a Resource, networks: &[Network]) -> Vec<Written<'a>> {
    let own = &resource.address;
    let network = networks.iter().position(|network| network.address == *own);
    let blocks = if given(resource.get("subnet"), own).is_some() { resource.blocks("subnet") } else { Vec::new() };
    let written = |(index, object): (usize, Option<&'a Object>)| {
        let object = object?;
        let name = object.get("name");
        let shown = text(name).unwrap_or_else(|| format!("subnet[{index}]"));
        Some(Written {
            resource,
            id: RangeId { address: own.to_string(), name: Some(shown) },
            block: Some(index),
            name,
            prefixes: object.get("address_prefixes"),
            prefix: object.get("address_prefix"),
            pool: None,
            network,
            network_name: text(resource.get("name")),
            elsewhere: None,
        })
    };
    blocks.into_iter().enumerate().filter_map(written).collect()
}

/// The subnet; nothing for one without IPv4.
fn subnet(written: Written<'_>, networks: &[Network], faults: &mut Vec<Fault>) -> Option<Subnet> {
    let own = &written.resource.address;
    let address = own.to_string();
    let block = block(&written)?;
    let at = Place::of(block.at.or(written.resource.span), &address);
    let (shortest, longest) = BOUNDS;
    let refused = block.prefix_len.known().is_some_and(|len| !(shortest..=longest).contains(len));
    let problem = refused.then(|| format!("Azure takes subnets from /{shortest} to /{longest}"));
    if let Some((value, problem)) = block.written.zip(block.problem.or(problem)) {
        faults.push(cidr_fault(&address, value, problem));
    }
    let network = written.network.and_then(|index| networks.get(index));
    if let (Some(cidr), Some(network)) = (block.cidr, network)
        && let Some(cidrs) = network.cidrs.as_ref().filter(|_| !own.data)
        && !cidrs.iter().any(|outer| outer.contains(&cidr))
    {
        faults.push(Fault::OutsideNetwork {
            address: written.id.to_string(),
            cidr,
            network: network.address.to_string(),
            network_cidrs: cidrs.clone(),
            at: at.clone(),
            network_at: network.at.clone(),
        });
    }
    let single = network.filter(|network| network.single && !own.data);
    Some(Subnet {
        address: own.clone(),
        block: written.block,
        name: text(written.name),
        network: written.network,
        network_name: written.network_name,
        range: Range {
            id: written.id,
            kind: RangeKind::Subnet,
            cloud: Cloud::Azure,
            cidr: block.cidr,
            prefix_len: block.prefix_len,
            reserved: RESERVED,
            smallest: SMALLEST,
            zone: None,
            network: match network.filter(|network| !network.address.data) {
                Some(_) => single.map(|network| network.address.to_string()),
                None => written.elsewhere,
            },
            network_cidrs: single.and_then(|network| network.cidrs.clone()),
            copies: Bounds { at_least: written.resource.copies.0, at_most: written.resource.copies.1 },
            at,
        },
    })
}

/// The block of a subnet, as far as it is known.
struct Block<'a> {
    cidr: Option<Ipv4Net>,
    prefix_len: Decided<u8>,
    at: Option<Span>,
    /// What it is read from, and what is wrong with it.
    written: Option<&'a Value>,
    problem: Option<String>,
}

/// The IPv4 block; nothing when there are blocks and all are IPv6.
fn block<'a>(written: &Written<'a>) -> Option<Block<'a>> {
    let own = &written.resource.address;
    let unknown = |why: Why| Block {
        cidr: None,
        at: why.at,
        prefix_len: Decided::Unknown(why.undecided(format!("size of `{}`", written.id), &own.to_string())),
        written: None,
        problem: None,
    };
    let of = |value: &'a Value| {
        let ((cidr, prefix_len), problem) = cidr::block(value, own, None, &written.id, "address_prefixes");
        Block { cidr, prefix_len, at: value.span, written: Some(value), problem }
    };
    if let Some(prefixes) = given(written.prefixes, own) {
        let Some(blocks) = prefixes.as_sequence() else { return Some(unknown(Why::of(prefixes))) };
        let v4: Vec<&Value> =
            blocks.iter().filter(|block| block.as_str().is_none_or(|text| !text.contains(':'))).collect();
        match v4.as_slice() {
            [] if blocks.is_empty() => {}
            [] => return None,
            [one] => return Some(of(one)),
            [first, ..] => {
                let why = Why::new("it has several IPv4 blocks", "one block", first.span);
                return Some(unknown(why));
            }
        }
    }
    if given_text(written.prefix, own).is_some() {
        return Some(of(written.prefix));
    }
    let number = written.pool.map(|pool| pool.get("number_of_ip_addresses"));
    let Some(number) = number else { return Some(of(written.prefixes)) };
    // A pool gives blocks, and a block has a power of two of addresses.
    let addresses = number.as_str().and_then(|text| text.parse::<u32>().ok()).filter(|n| n.is_power_of_two());
    let len = addresses.and_then(|n| 32_u32.checked_sub(n.ilog2())).and_then(|len| u8::try_from(len).ok());
    Some(match len {
        Some(len) => {
            Block { cidr: None, prefix_len: Decided::Known(len), at: number.span, written: None, problem: None }
        }
        None => unknown(Why::new("a pool of IP addresses gives its block", "`address_prefixes`", number.span)),
    })
}
