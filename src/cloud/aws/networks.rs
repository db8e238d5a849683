//! VPCs and their blocks.

use super::blocks::Block;
use super::given::given;
use crate::address::{Address, Key};
use crate::eval::value::Value;
use crate::finding::Place;
use crate::model::{Fault, Overlap, Refusal};
use crate::resource::{self, Resource};
use ipnet::Ipv4Net;
use std::sync::Arc;

/// A VPC.
#[derive(Clone, Debug)]
pub(super) struct Network {
    pub(super) address: Arc<Address>,
    /// Its id, when it is known.
    pub(super) id: Option<String>,
    /// The blocks that are known, each with the name of what makes it and its place.
    parts: Vec<(String, Ipv4Net, Place)>,
    /// Its blocks, when it is sure that these are all.
    pub(super) cidrs: Option<Vec<Ipv4Net>>,
    /// Where the first is written.
    pub(super) at: Place,
}

/// The VPCs that the resources make, with the blocks associated later.
pub(super) fn networks(resources: &[Resource], faults: &mut Vec<Fault>) -> (Vec<Network>, Vec<Overlap>) {
    let mut overlaps = Vec::new();
    let mut networks: Vec<Network> =
        resources.iter().filter(|r| r.is("aws_vpc") || is_data(r)).map(|r| network(r, faults)).collect();
    for association in resources.iter().filter(|r| r.is("aws_vpc_ipv4_cidr_block_association")) {
        let (cidr, netmask) = (association.get("cidr_block"), association.get("ipv4_netmask_length"));
        let block = Block::read(cidr, netmask, &association.address, faults);
        let several = association.address.key == Key::Any;
        let added = block.cidr.filter(|_| !several);
        match named(association.get("vpc_id"), &association.address, &networks) {
            Some(index) => {
                if let Some(network) = networks.get_mut(index) {
                    if let Some(cidr) = added {
                        let name = association.address.to_string();
                        let part = (name.clone(), cidr, Place::of(block.at, &name));
                        overlaps.extend(network.overlap(&part));
                        network.parts.push(part);
                    }
                    network.cidrs = network.cidrs.take().zip(added).map(|(mut cidrs, cidr)| {
                        cidrs.push(cidr);
                        cidrs
                    });
                }
            }
            // It may belong to any of them.
            None => networks.iter_mut().for_each(|network| network.cidrs = None),
        }
    }
    (networks, overlaps)
}

impl Network {
    /// The first of its blocks that shares addresses with another one of the same network.
    pub(super) fn overlap(&self, other: &(String, Ipv4Net, Place)) -> Option<Overlap> {
        let (name, cidr, at) = other;
        let shares = |known: &Ipv4Net| known.contains(cidr) || cidr.contains(known);
        let (first, first_cidr, first_at) = self.parts.iter().find(|(_, known, _)| shares(known))?;
        Some(Overlap {
            first: (first.clone(), *first_cidr),
            second: (name.clone(), *cidr),
            network: self.address.to_string(),
            refusal: Refusal::Network,
            first_at: first_at.clone(),
            second_at: at.clone(),
        })
    }
}

fn is_data(resource: &Resource) -> bool {
    resource.address.data && &*resource.address.ty == "aws_vpc"
}

fn network(resource: &Resource, faults: &mut Vec<Fault>) -> Network {
    let address = resource.address.clone();
    let (cidr, netmask) = (resource.get("cidr_block"), resource.get("ipv4_netmask_length"));
    let id = resource.get("id").as_str().map(str::to_owned);
    if address.data {
        // What it was read to be; a block that is only asked for is not all of them.
        let associated = resource.get("cidr_block_associations").as_sequence().unwrap_or_default();
        let cidrs: Option<Vec<Ipv4Net>> =
            associated.iter().map(|a| a.attribute("cidr_block")?.as_str()?.parse().ok()).collect();
        let at = Place::of(resource.span, &address.to_string());
        return Network { address, id, parts: Vec::new(), cidrs: cidrs.filter(|cidrs| !cidrs.is_empty()), at };
    }
    let block = Block::read(cidr, netmask, &address, faults);
    let at = Place::of(block.at, &address.to_string());
    let part = block.cidr.filter(|_| address.key != Key::Any).map(|cidr| (address.to_string(), cidr, at.clone()));
    Network {
        id,
        parts: part.into_iter().collect(),
        cidrs: block.cidr.map(|cidr| vec![cidr]).filter(|_| address.key != Key::Any),
        at,
        address,
    }
}

/// The VPC that a `vpc_id` names, by reference or by id.
pub(super) fn named(vpc_id: &Value, own: &Address, networks: &[Network]) -> Option<usize> {
    let value = given(vpc_id, own)?;
    let by_reference =
        resource::address_of(value).and_then(|address| networks.iter().position(|network| network.address == *address));
    by_reference.or_else(|| {
        let id = value.as_str()?;
        networks.iter().position(|network| network.id.as_deref() == Some(id))
    })
}
