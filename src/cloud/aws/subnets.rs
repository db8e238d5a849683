//! Subnets as ranges: their size, zone and VPC.

use super::blocks::Block;
use super::given::{Why, given, given_text};
use super::networks::{self, Network};
use super::zones::Zone;
use crate::address::{Address, Key};
use crate::eval::value::Value;
use crate::finding::Place;
use crate::model::{Addresses, Bounds, Cloud, Decided, Fault, Range, RangeId, RangeKind};
use crate::resource::Resource;
use std::sync::Arc;

/// A subnet, or a data source that reads one.
#[derive(Clone, Debug)]
pub(super) struct Subnet {
    pub(super) address: Arc<Address>,
    /// Its id, when it is known.
    pub(super) id: Option<String>,
    /// Its block.
    pub(super) block: Block,
    /// Whether it has no IPv4 block at all.
    pub(super) ipv6_only: bool,
    /// Its zone.
    pub(super) zone: Zone,
    /// Name of its VPC: an address, or an id.
    pub(super) network: Option<String>,
    /// What that name is.
    network_name: NetworkName,
    /// The blocks of its VPC, when it is sure that these are all.
    pub(super) network_cidrs: Option<Vec<ipnet::Ipv4Net>>,
    /// How many it stands for.
    pub(super) copies: Bounds<u64>,
    /// Whether it is tagged to take interfaces of pods in place of the node's own subnet.
    pub(super) takes_pods: bool,
    /// Whether it is tagged to take none, even of its own nodes.
    pub(super) refuses_pods: bool,
    /// The data sources that surely find it.
    pub(super) found_by: Vec<Arc<Address>>,
}

/// What a VPC is named by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NetworkName {
    /// The address of one that is made here.
    Made,
    /// An id.
    Id,
    /// Something else, or nothing: two such names may be of one VPC.
    Other,
}

/// The first four addresses and the last one of every IPv4 subnet are AWS's.
/// Source: Amazon VPC User Guide, subnet-sizing, read 2026-11-23.
pub(super) const RESERVED: Addresses = Addresses(5);

/// What the smallest subnet, a /28, leaves for workloads.
const SMALLEST: Addresses = Addresses(11);

/// Reads the subnets and what is wrong with their blocks.
pub(super) fn subnets(resources: &[Resource], networks: &[Network], faults: &mut Vec<Fault>) -> Vec<Subnet> {
    let of_type = resources.iter().filter(|r| &*r.address.ty == "aws_subnet");
    of_type.map(|resource| subnet(resource, networks, faults)).collect()
}

fn subnet(resource: &Resource, networks: &[Network], faults: &mut Vec<Fault>) -> Subnet {
    let own = &resource.address;
    let ipv6_only = resource.get("ipv6_native").as_bool() == Some(true);
    let (cidr, netmask) = (resource.get("cidr_block"), resource.get("ipv4_netmask_length"));
    let block = if ipv6_only {
        let why = Why::new("it has no IPv4 block", "an IPv4 `cidr_block`", cidr.span);
        Block { cidr: None, prefix_len: Err(why), at: cidr.span }
    } else {
        Block::read(cidr, netmask, own, faults)
    };
    let (network, network_name, network_cidrs) = if own.data {
        // It may read a subnet that is made here as well, and a subnet does not overlap itself.
        (None, NetworkName::Other, None)
    } else {
        network(resource, &block, networks, faults)
    };
    Subnet {
        address: own.clone(),
        id: resource.get("id").as_str().map(str::to_owned),
        zone: match own.key {
            Key::Any => Zone::Unknown,
            _ => Zone::of(resource.get("availability_zone"), resource.get("availability_zone_id"), own),
        },
        block,
        ipv6_only,
        network,
        network_name,
        network_cidrs,
        copies: Bounds { at_least: resource.copies.0, at_most: resource.copies.1 },
        takes_pods: role(resource.get("tags")).is_some_and(|role| role.as_str() != Some("0")),
        refuses_pods: role(resource.get("tags")).is_some_and(|role| role.as_str().is_none_or(|role| role == "0")),
        found_by: Vec::new(),
    }
}

/// The VPC's name, what that is, and all of its blocks. Reports a subnet that is in none of them.
fn network(
    resource: &Resource,
    block: &Block,
    networks: &[Network],
    faults: &mut Vec<Fault>,
) -> (Option<String>, NetworkName, Option<Vec<ipnet::Ipv4Net>>) {
    let own = &resource.address;
    let vpc_id = resource.get("vpc_id");
    let found = networks::named(vpc_id, own, networks).and_then(|index| networks.get(index));
    let Some(found) = found else {
        let outside = given_text(vpc_id, own);
        let name = outside.and_then(|value| {
            let via = value.via.as_ref().filter(|via| via.address.key != Key::Any && via.address != *own);
            value.as_str().map(str::to_owned).or_else(|| Some(via?.to_string()))
        });
        let by_id = outside.is_some_and(|value| value.as_str().is_some());
        return (name, if by_id { NetworkName::Id } else { NetworkName::Other }, None);
    };
    if let (Some(cidr), Some(cidrs)) = (block.cidr, &found.cidrs)
        && !cidrs.iter().any(|network| network.contains(&cidr))
    {
        faults.push(Fault::OutsideNetwork {
            address: own.to_string(),
            cidr,
            network: found.address.to_string(),
            network_cidrs: cidrs.clone(),
            at: Place::of(block.at, &own.to_string()),
            network_at: found.at.clone(),
        });
    }
    let one = found.address.key != Key::Any;
    let name = if one && !found.address.data { NetworkName::Made } else { NetworkName::Other };
    (one.then(|| found.address.to_string()), name, found.cidrs.clone())
}

/// The tag by which the CNI puts interfaces of pods into other subnets than the node's: any value but 0, which keeps them
/// out, from v1.22.1 on those of its own nodes too.
/// Source: aws/amazon-vpc-cni-k8s@b52188387f2e, README, `ENABLE_SUBNET_DISCOVERY`, and CHANGELOG, v1.22.1; read
/// 2026-11-23.
fn role(tags: &Value) -> Option<&Value> {
    tags.attribute("kubernetes.io/role/cni").filter(|tag| !tag.is_null() && tag.as_str() != Some(""))
}

impl Subnet {
    /// The name of its range.
    pub(super) fn id(&self) -> RangeId {
        RangeId { address: self.address.to_string(), name: None }
    }

    /// Whether its VPC is made here, so that all of its subnets are.
    pub(super) fn is_of_own_network(&self) -> bool {
        self.network_name == NetworkName::Made
    }

    /// Whether it surely is in another VPC than another one. Two attributes may be the id of one VPC.
    pub(super) fn is_apart(&self, other: &Self) -> bool {
        let own = |subnet: &Self| subnet.network_name != NetworkName::Other;
        own(self) && own(other) && self.network != other.network
    }

    /// Whether it surely is in another VPC than the one of this address, which is made here.
    pub(super) fn is_outside(&self, network: &Address) -> bool {
        self.network_name != NetworkName::Other && self.network.as_deref() != Some(network.to_string().as_str())
    }

    /// Addresses left for workloads, when its size is known.
    pub(super) fn usable(&self) -> Option<Addresses> {
        let len = self.block.prefix_len.as_ref().ok()?;
        Some(Addresses::of_prefix(*len).saturating_sub(RESERVED))
    }

    /// Its range; nothing for one without IPv4.
    pub(super) fn range(&self) -> Option<Range> {
        if self.ipv6_only {
            return None;
        }
        let prefix_len = match &self.block.prefix_len {
            Ok(len) => Decided::Known(*len),
            Err(why) => Decided::Unknown(why.undecided(format!("the size of `{}`", self.address), &self.address)),
        };
        Some(Range {
            id: self.id(),
            kind: RangeKind::Subnet,
            cloud: Cloud::Aws,
            cidr: self.block.cidr,
            prefix_len,
            reserved: RESERVED,
            smallest: SMALLEST,
            zone: self.zone.name(),
            network: self.network.clone(),
            network_cidrs: self.network_cidrs.clone(),
            copies: self.copies,
            at: Place::of(self.block.at, &self.address.to_string()),
        })
    }
}

/// Subnets that a value names.
#[derive(Clone, Debug, Default)]
pub(super) struct Draw {
    /// Their places in the list of subnets, with how many each stands for here; each once.
    pub(super) subnets: Vec<(usize, Bounds<u64>)>,
    /// Why there may be others, or fewer.
    pub(super) open: Option<Why>,
}

/// More subnets than this of one group or cluster are not looked at: each is compared with every other.
const MOST_DRAWN: usize = 500;

impl Draw {
    pub(super) fn add(&mut self, index: usize, copies: Bounds<u64>) {
        if self.subnets.iter().any(|(known, _)| *known == index) {
            return;
        }
        if self.subnets.len() < MOST_DRAWN {
            self.subnets.push((index, copies));
        } else {
            let because = format!("there are more than {MOST_DRAWN} of them, and the rest is left out");
            self.open(Why::new(because, "fewer subnets", None));
        }
    }

    pub(super) fn open(&mut self, why: Why) {
        self.open.get_or_insert(why);
    }
}

/// The subnets that a list of ids names: by the attribute an id was read from, or by the id itself.
pub(super) fn named(ids: &Value, own: &Address, subnets: &[Subnet]) -> Draw {
    let mut draw = Draw::default();
    match given(ids, own) {
        Some(ids) => collect(ids, subnets, &mut draw),
        None if ids.is_null() => draw.open(Why::new("no subnets are given", "a list of subnets", ids.span)),
        None => draw.open(Why::of(ids)),
    }
    draw
}

fn collect(value: &Value, subnets: &[Subnet], draw: &mut Draw) {
    let looked_up = value.via.as_ref().filter(|via| via.address.data && &*via.path == "ids");
    let found = looked_up.map(|via| found_by(&via.address, subnets)).unwrap_or_default();
    if !found.is_empty() {
        for index in found {
            draw.add(index, subnets.get(index).map_or(Bounds::exactly(1), |subnet| subnet.copies));
        }
    } else if let Some(ids) = value.as_sequence() {
        ids.iter().for_each(|id| collect(id, subnets, draw));
    } else if let Some(unknown) = value.as_unknown().filter(|u| u.ty.is_collection() || u.facts.element.is_some()) {
        let facts = &unknown.facts;
        match (&facts.element, &facts.candidates) {
            (Some(element), _) => collect(element, subnets, draw),
            (None, Some(candidates)) => {
                candidates.iter().for_each(|list| collect(list, subnets, draw));
                draw.open(Why::of(value));
            }
            (None, None) => draw.open(Why::of(value)),
        }
    } else if !value.is_null() {
        one(value, subnets, draw);
    }
}

/// One id.
fn one(value: &Value, subnets: &[Subnet], draw: &mut Draw) {
    if let Some(via) = value.via.as_ref().filter(|via| &*via.path == "id" && &*via.address.ty == "aws_subnet") {
        return by_address(&via.address, value, subnets, draw);
    }
    if let Some(id) = value.as_str() {
        match subnets.iter().position(|subnet| subnet.id.as_deref() == Some(id)) {
            Some(index) => draw.add(managed(index, subnets), Bounds::exactly(1)),
            None => draw.open(Why::new(
                format!("`{id}` is a subnet outside this configuration"),
                "the configuration that makes it, scanned in the same run",
                value.span,
            )),
        }
        return;
    }
    match value.as_unknown().and_then(|unknown| unknown.facts.candidates.as_ref()) {
        Some(candidates) => {
            candidates.iter().for_each(|candidate| collect(candidate, subnets, draw));
            draw.open(Why::of(value));
        }
        None => draw.open(Why::of(value)),
    }
}

fn by_address(address: &Arc<Address>, value: &Value, subnets: &[Subnet], draw: &mut Draw) {
    if let Some(index) = subnets.iter().position(|subnet| subnet.address == *address) {
        let index = managed(index, subnets);
        return draw.add(index, subnets.get(index).map_or(Bounds::exactly(1), |subnet| subnet.copies));
    }
    // All instances of a block, where each is known; or one of a block whose instances are not known one by one.
    let block = address.block();
    let mut found = false;
    for (index, _) in subnets.iter().enumerate().filter(|(_, subnet)| subnet.address.block() == block) {
        let every = address.key == Key::Any;
        draw.add(index, subnets.get(index).map_or(Bounds::exactly(1), |subnet| subnet.copies));
        found = true;
        if !every {
            draw.open(Why::of(value));
        }
    }
    if !found {
        draw.open(Why::new(format!("`{address}` is not in this configuration"), "a plan", value.span));
    }
}

/// The places of the subnets that a data source surely finds.
fn found_by(lookup: &Arc<Address>, subnets: &[Subnet]) -> Vec<usize> {
    subnets.iter().enumerate().filter(|(_, subnet)| subnet.found_by.contains(lookup)).map(|(index, _)| index).collect()
}

/// The subnet that is made here, where a data source reads one of them.
fn managed(index: usize, subnets: &[Subnet]) -> usize {
    let Some(subnet) = subnets.get(index).filter(|subnet| subnet.address.data) else { return index };
    if let [found] = found_by(&subnet.address, subnets).as_slice() {
        return *found;
    }
    let made = |other: &Subnet| !other.address.data && subnet.id.is_some() && other.id == subnet.id;
    subnets.iter().position(made).unwrap_or(index)
}
