//! The ranges of Google Cloud subnetworks: one primary range for nodes, named secondary ranges for pods and Services.

use super::cidr::{self, cidr_fault};
use super::draw::{last_segment, symbolic};
use super::given::{Why, given_text, text};
use crate::address::Address;
use crate::eval::value::Value;
use crate::finding::Place;
use crate::model::{Addresses, Bounds, Cloud, Fault, Range, RangeId, RangeKind};
use crate::resource::{self, Resource};
use std::sync::Arc;

/// The first two and the last two addresses of every primary range.
/// Source: GoogleCloudPlatform/gke-ip-address-management src/rules, and a copy of Google Cloud, "Subnets", read
/// 2026-11-23.
pub(super) const PRIMARY_RESERVED: Addresses = Addresses(4);

/// Prefix lengths a primary range may have, largest block first.
/// Source: a copy of GKE, "VPC-native clusters" (alias-ips), read 2026-11-23.
pub(super) const PRIMARY_BOUNDS: (u8, u8) = (8, 29);

/// A subnetwork as clusters look it up; its ranges stand in the list beside it, under its own id and those of its
/// secondary ranges.
#[derive(Clone, Debug)]
pub(super) struct Subnetwork {
    /// The id of its primary range.
    pub(super) id: RangeId,
    pub(super) address: Arc<Address>,
    /// Whether it is of a network in auto mode, and no resource: then `address` is that of the network.
    pub(super) auto: bool,
    /// How many instances it stands for.
    pub(super) copies: Bounds<u64>,
    pub(super) name: Option<String>,
    pub(super) region: Option<String>,
    pub(super) project: Option<String>,
    pub(super) self_links: Vec<String>,
    pub(super) secondary: Vec<Secondary>,
    /// Whether every secondary range it has is in `secondary`, and there is one: an empty list may be one that is
    /// managed elsewhere.
    pub(super) complete: bool,
}

/// A secondary range by name.
#[derive(Clone, Debug)]
pub(super) struct Secondary {
    /// Its name, when it is known.
    pub(super) name: Option<String>,
    /// Its id in the list of ranges.
    pub(super) id: RangeId,
}

impl Subnetwork {
    /// Whether it is one subnetwork and no more.
    pub(super) fn single(&self) -> bool {
        self.copies.exact() == Some(1) && !symbolic(&self.address)
    }
}

/// Subnetworks, their ranges, and what is wrong with them.
pub(super) fn read(resources: &[Resource]) -> (Vec<Subnetwork>, Vec<Range>, Vec<Fault>) {
    let (mut subnetworks, mut ranges, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for resource in resources.iter().filter(|resource| &*resource.address.ty == "google_compute_subnetwork") {
        let own = &resource.address;
        let address = own.to_string();
        let copies = Bounds { at_least: resource.copies.0, at_most: resource.copies.1 };
        let network = network(resource, resources);
        let mut add = |id: RangeId, kind: RangeKind, value: &Value, why: Option<Why>| {
            let (block, problem) = cidr::block(value, own, why, &id, "ip_cidr_range");
            faults.extend(problem.map(|problem| cidr_fault(&address, value, problem)));
            let primary = kind == RangeKind::Subnet;
            if primary && let (Some(cidr), Some(len)) = (block.0, block.1.known()) {
                let (shortest, longest) = PRIMARY_BOUNDS;
                if !(shortest..=longest).contains(len) {
                    let problem =
                        format!("a primary range is between /{shortest} and /{longest}, and {cidr} is a /{len}");
                    faults.push(cidr_fault(&address, value, problem));
                }
            }
            ranges.push(Range {
                id,
                kind,
                cloud: Cloud::Gcp,
                cidr: block.0,
                prefix_len: block.1,
                reserved: if primary { PRIMARY_RESERVED } else { Addresses(0) },
                smallest: Addresses(0),
                zone: None,
                network: network.clone(),
                network_cidrs: None,
                copies,
                at: Place::of(value.span.or(resource.span), &address),
            });
        };
        let v6_only = resource.get("stack_type").as_str() == Some("IPV6_ONLY");
        if !v6_only {
            let internal = elsewhere(resource.get("reserved_internal_range"), own);
            add(
                RangeId { address: address.clone(), name: None },
                RangeKind::Subnet,
                resource.get("ip_cidr_range"),
                internal,
            );
        }
        let blocks = resource.blocks("secondary_ip_range");
        let mut secondary = Vec::new();
        for (index, object) in blocks.iter().enumerate() {
            let Some(object) = object else { continue };
            let name = text(object.get("range_name"));
            let shown = name.clone().unwrap_or_else(|| format!("secondary_ip_range[{index}]"));
            let id = RangeId { address: address.clone(), name: Some(shown) };
            let internal = elsewhere(object.get("reserved_internal_range"), own);
            add(id.clone(), RangeKind::SecondaryRange, object.get("ip_cidr_range"), internal);
            secondary.push(Secondary { name, id });
        }
        let complete = !blocks.is_empty()
            && blocks.len() == secondary.len()
            && secondary.iter().all(|secondary| secondary.name.is_some());
        subnetworks.push(Subnetwork {
            id: RangeId { address: address.clone(), name: None },
            auto: false,
            address: own.clone(),
            copies,
            name: text(resource.get("name")),
            region: text(resource.get("region")).map(|region| last_segment(&region).to_owned()),
            project: text(resource.get("project")),
            self_links: ["id", "self_link"].iter().filter_map(|name| text(resource.get(name))).collect(),
            secondary,
            complete,
        });
    }
    (subnetworks, ranges, faults)
}

/// Why the block is not written here: an internal range holds it.
fn elsewhere(reserved: &Value, own: &Address) -> Option<Why> {
    let reserved = given_text(reserved, own)?;
    Some(Why::new("its block is held by `reserved_internal_range`", "`ip_cidr_range`", reserved.span))
}

/// The network a subnetwork or cluster is in: the address of its resource, or project and name of one elsewhere.
/// Absent when two subnetworks that say the same may be in different networks.
pub(super) fn network(resource: &Resource, resources: &[Resource]) -> Option<String> {
    // What a data source describes may be a resource of this configuration as well.
    if resource.address.data {
        return None;
    }
    named_network(resource.get("network"), text(resource.get("project")), resources)
}

/// The network that a value names, in the same way. `project` is where it is if only its name is written.
pub(super) fn named_network(value: &Value, project: Option<String>, resources: &[Resource]) -> Option<String> {
    if let Some(address) = resource::address_of(value) {
        let of_network = &*address.ty == "google_compute_network";
        let name = if of_network { address.to_string() } else { value.via.as_ref()?.to_string() };
        return (!symbolic(address)).then_some(name);
    }
    let written = value.as_str()?;
    let name = last_segment(written);
    let mut named =
        resources.iter().filter(|other| other.is("google_compute_network") && other.get("name").as_str() == Some(name));
    match (named.next(), named.next()) {
        (Some(network), None) => Some(network.address.to_string()),
        (None, _) if written.contains("projects/") => {
            Some(written.split_once("projects/").map_or(written, |(_, path)| path).to_owned())
        }
        (None, _) => project.map(|project| format!("{project}/global/networks/{name}")),
        _ => None,
    }
}
