//! GKE clusters: where their nodes and pods draw addresses from, and what their node pools inherit.

use super::Notes;
use super::allowed;
use super::auto_mode;
use super::cidr::{self, cidr_fault};
use super::draw::{Draw, last_segment};
use super::given::{Count, Why, given, given_text, switch, text};
use super::matching::{self, Miss, Subnets};
use super::nodes::{self, Zones};
use super::placements::{self, Later};
use super::provisioning::{self, Provisioning};
use super::subnetworks::{self, Subnetwork};
use crate::address::Address;
use crate::eval::value::{Object, Value};
use crate::finding::Place;
use crate::model::{Addresses, Bounds, Cloud, Decided, Fault, Range, RangeId, RangeKind};
use crate::resource::{self, Resource};
use crate::source::Span;
use std::sync::Arc;

/// The last /20 of a routes-based cluster's range: its Services live there.
/// Source: Google Cloud, Network Analyzer, "GKE IP utilization", and GoogleCloudPlatform/gcpdiag
/// warn_2021_003_pod_cidr_cluster_size, read 2026-11-23.
const ROUTES_SERVICES: Addresses = Addresses(4096);

/// Prefix length of the pod range that GKE chooses when none is written.
/// Source: a copy of GKE, "VPC-native clusters" (alias-ips); the API's own words "reserve a /14 block for pods" in
/// cilium/cilium issue 25597; read 2026-11-23.
const DEFAULT_PREFIX: u8 = 14;

/// The same for an Autopilot cluster. Source: a copy of GKE, "Configure maximum Pods per node" (flexible-pod-cidr) of
/// 2021, read 2026-11-23.
const AUTOPILOT_PREFIX: u8 = 17;

/// Prefix length of a peered control plane's block. Source: hashicorp/terraform-provider-google, validation of
/// `master_ipv4_cidr_block` in resource_container_cluster.go, read 2026-11-23.
const CONTROL_PLANE_PREFIX: u8 = 28;

/// A GKE cluster.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    pub(super) address: Arc<Address>,
    /// How many instances it stands for.
    pub(super) copies: Bounds<u64>,
    /// The block's header.
    pub(super) header: Option<Span>,
    pub(super) name: Option<String>,
    pub(super) location: Option<String>,
    /// The network it is in, where that is known.
    pub(super) network: Option<String>,
    /// No node numbers are written: Google makes the nodes.
    pub(super) autopilot: bool,
    /// Routes-based: every node takes a /24 whatever its pods.
    pub(super) routes: bool,
    pub(super) zones: Zones,
    /// Its own subnetwork.
    pub(super) subnets: Subnets,
    /// The subnetwork and pod ranges of the pools made with it.
    pub(super) nodes: Draw,
    pub(super) pods: Draw,
    /// The secondary range of its Services, and where it is named; absent without one that is certain.
    pub(super) services: Option<(RangeId, Place)>,
    /// Addresses for its Services, and where they are written, where that is known.
    pub(super) services_size: Option<(Addresses, Place)>,
    /// The same for pools made later, which may go to additional ranges.
    pub(super) later: Later,
    pub(super) default_max_pods: Option<Count>,
    /// Absent when it is not known.
    pub(super) overprovision_disabled: Option<bool>,
    /// Where the address of its control plane's endpoint would come from.
    pub(super) endpoint: Draw,
    /// The node pools it makes by itself, if it does.
    pub(super) provisioning: Option<Provisioning>,
}

/// Reads the clusters.
pub(super) fn read(resources: &[Resource], subnetworks: &[Subnetwork], notes: &mut Notes) -> Vec<Cluster> {
    let clusters = resources.iter().filter(|resource| resource.is("google_container_cluster"));
    clusters
        .map(|resource| Reader { resource, resources, subnetworks, network: None, notes: &mut *notes }.cluster())
        .collect()
}

struct Reader<'a> {
    resource: &'a Resource,
    resources: &'a [Resource],
    subnetworks: &'a [Subnetwork],
    /// The network it is in.
    network: Option<String>,
    notes: &'a mut Notes,
}

impl Reader<'_> {
    fn cluster(mut self) -> Cluster {
        let (resource, own) = (self.resource, &self.resource.address);
        let location = text(resource.get("location"));
        let autopilot = switch(resource.get("enable_autopilot"), own);
        let subnets = self.subnets(location.as_deref());
        self.network = self.of_network(&subnets);
        if let (false, true, Some(why)) = (autopilot == Some(true), subnets.indices.is_empty(), &subnets.uncertain) {
            self.undecided("subnetwork", why);
        }
        let policy_given = given(resource.get("ip_allocation_policy"), own).is_some()
            && !resource.blocks("ip_allocation_policy").is_empty();
        let policy = resource.block("ip_allocation_policy").filter(|_| policy_given);
        let mode = given_text(resource.get("networking_mode"), own).and_then(Value::as_str);
        let with_block = given_text(resource.get("cluster_ipv4_cidr"), own).is_some();
        // Before version 5 of the provider a cluster is routes-based unless it says otherwise.
        // Source: hashicorp/terraform-provider-google website/docs/guides/version_5_upgrade, read 2026-11-23.
        let by_default = mode.is_none() && autopilot == Some(false) && resource.provider_is_before(5);
        let by_block = with_block && mode != Some("VPC_NATIVE");
        let routes = !policy_given && (mode == Some("ROUTES") || by_block || by_default);
        let mut nodes = subnets.primary(self.subnetworks);
        let mut pods = self.pods(policy, policy_given, (routes, autopilot), &subnets);
        if autopilot.is_none() {
            let why = Why::of(resource.get("enable_autopilot"));
            nodes.uncertain = nodes.uncertain.or_else(|| Some(why.clone()));
            pods.uncertain = pods.uncertain.or(Some(why));
        }
        let services = self.services(policy, &subnets);
        let services_size = self.services_size(policy, services.as_ref());
        let later = placements::later(resource, policy, &subnets, (&nodes, &pods), self.subnetworks, self.notes);
        let endpoint = self.endpoint(&subnets, location.as_deref());
        let overprovisioning =
            policy.and_then(|p| resource::blocks(p.get("pod_cidr_overprovision_config")).first().copied());
        Cluster {
            address: own.clone(),
            copies: Bounds { at_least: resource.copies.0, at_most: resource.copies.1 },
            header: resource.span,
            name: text(resource.get("name")),
            network: self.network,
            autopilot: autopilot == Some(true),
            routes,
            zones: nodes::cluster_zones(resource.get("location"), resource.get("node_locations"), own),
            location,
            subnets,
            nodes,
            pods,
            services,
            services_size,
            later,
            default_max_pods: Count::given_above_zero(resource.get("default_max_pods_per_node"), own),
            overprovision_disabled: overprovision_disabled(overprovisioning, own),
            endpoint,
            provisioning: provisioning::read(resource),
        }
    }

    fn undecided(&mut self, what: &str, why: &Why) {
        let address = self.resource.address.to_string();
        let why = Why { at: why.at.or(self.resource.span), ..why.clone() };
        self.notes.undecided.push(why.undecided(format!("{what} of `{address}`"), &address));
    }

    fn subnets(&self, location: Option<&str>) -> Subnets {
        let (resource, own) = (self.resource, &self.resource.address);
        match given_text(resource.get("subnetwork"), own) {
            Some(value) => matching::subnetwork(value, location.map(region), self.subnetworks),
            None => {
                let because = "no `subnetwork` is written: GKE takes one of the network in the cluster's region";
                let why = || Why::new(because, "`subnetwork` on the cluster", None);
                let auto = auto_mode::of(resource.get("network"), location.map(region), self.subnetworks);
                auto.unwrap_or_else(|| Subnets { indices: Vec::new(), uncertain: Some(why()) })
            }
        }
    }

    /// The network of its subnetwork, or the one that it names.
    fn of_network(&self, subnets: &Subnets) -> Option<String> {
        let home = match (subnets.indices.as_slice(), &subnets.uncertain) {
            ([index], None) => self.subnetworks.get(*index),
            _ => None,
        };
        let range = home.and_then(|home| self.notes.ranges.iter().find(|range| range.id == home.id));
        let of_home = range.and_then(|range| range.network.clone());
        of_home.or_else(|| subnetworks::network(self.resource, self.resources))
    }

    fn pods(
        &mut self,
        policy: Option<&Object>,
        policy_given: bool,
        (routes, autopilot): (bool, Option<bool>),
        subnets: &Subnets,
    ) -> Draw {
        let (resource, own) = (self.resource, &self.resource.address);
        let found = match policy {
            Some(policy) => {
                let name = given_text(policy.get("cluster_secondary_range_name"), own);
                let block = given_text(policy.get("cluster_ipv4_cidr_block"), own);
                match (name, block) {
                    (Some(name), _) => secondary(own, name, subnets, self.subnetworks, self.notes),
                    (None, Some(block)) => Ok(Draw::from(self.own_range(block, false))),
                    (None, None) if is_managed(policy, own) => Err(managed()),
                    (None, None) => Ok(Draw::from(self.default_range(false, autopilot))),
                }
            }
            None if policy_given => Err(Why::of(resource.get("ip_allocation_policy"))),
            None => Ok(Draw::from(match given_text(resource.get("cluster_ipv4_cidr"), own) {
                Some(block) => {
                    let problem = allowed::of_routes(block);
                    self.notes.faults.extend(problem.map(|problem| cidr_fault(&own.to_string(), block, problem)));
                    self.own_range(block, routes)
                }
                None => self.default_range(routes, autopilot),
            })),
        };
        found.unwrap_or_else(|why| {
            // A range by name in a subnetwork that is not known: that was said.
            let said = subnets.indices.is_empty();
            // Google makes the nodes of Autopilot: nothing is asked of its range here.
            if !said && autopilot != Some(true) {
                self.undecided("pod range", &why);
            }
            Draw { ranges: Vec::new(), uncertain: Some(why) }
        })
    }

    /// A range that belongs to this cluster: a block, or only its size (`/14`).
    fn own_range(&mut self, value: &Value, routes: bool) -> RangeId {
        let own = &self.resource.address;
        let id = RangeId { address: own.to_string(), name: None };
        let range = written_range(value, own, id.clone(), self.network.clone(), &mut self.notes.faults);
        let copies = Bounds { at_least: self.resource.copies.0, at_most: self.resource.copies.1 };
        let reserved = if routes { ROUTES_SERVICES } else { Addresses(0) };
        self.notes.ranges.push(Range { copies, reserved, ..range });
        id
    }

    /// The range that GKE chooses where none is written.
    fn default_range(&mut self, routes: bool, autopilot: Option<bool>) -> RangeId {
        let size = match autopilot {
            Some(true) => Value::string(format!("/{AUTOPILOT_PREFIX}")),
            Some(false) => Value::string(format!("/{DEFAULT_PREFIX}")),
            None => self.resource.get("enable_autopilot").clone(),
        };
        self.own_range(&Value { span: self.resource.span, ..size }, routes)
    }

    fn services(&mut self, policy: Option<&Object>, subnets: &Subnets) -> Option<(RangeId, Place)> {
        let own = &self.resource.address;
        let name = given_text(policy?.get("services_secondary_range_name"), own)?;
        let draw = secondary(own, name, subnets, self.subnetworks, self.notes).ok()?;
        match (draw.ranges.as_slice(), &draw.uncertain) {
            ([range], None) => Some((range.clone(), Place::of(name.span.or(self.resource.span), &own.to_string()))),
            _ => None,
        }
    }

    /// How many addresses its Services have: those of the range, or of the block that is written.
    fn services_size(&self, policy: Option<&Object>, range: Option<&(RangeId, Place)>) -> Option<(Addresses, Place)> {
        if let Some((id, at)) = range {
            let known = self.notes.ranges.iter().find(|known| known.id == *id)?;
            return Some((known.total()?, at.clone()));
        }
        let own = &self.resource.address;
        if given_text(policy?.get("services_secondary_range_name"), own).is_some() {
            return None;
        }
        let block = given_text(policy?.get("services_ipv4_cidr_block"), own)?;
        let len = block.as_str()?.rsplit_once('/')?.1.parse::<u8>().ok().filter(|len| *len <= 32)?;
        Some((Addresses::of_prefix(len), Place::of(block.span.or(self.resource.span), &own.to_string())))
    }

    /// A control plane behind Private Service Connect takes one address of the nodes' primary range, or of the
    /// subnetwork named for it; one with a block of its own takes none there.
    /// Source: a copy of GKE, "VPC-native clusters" (alias-ips), read 2026-11-23.
    fn endpoint(&mut self, subnets: &Subnets, location: Option<&str>) -> Draw {
        let own = &self.resource.address;
        let Some(private) = self.resource.block("private_cluster_config") else {
            return subnets.primary(self.subnetworks);
        };
        if let Some(named) = given_text(private.get("private_endpoint_subnetwork"), own) {
            return matching::subnetwork(named, location.map(region), self.subnetworks).primary(self.subnetworks);
        }
        let Some(block) = given_text(private.get("master_ipv4_cidr_block"), own) else {
            return subnets.primary(self.subnetworks);
        };
        if let Some(text) = block.as_str()
            && text.parse::<ipnet::Ipv4Net>().ok().is_none_or(|cidr| cidr.prefix_len() != CONTROL_PLANE_PREFIX)
        {
            let problem = format!("the control plane's block must be a /{CONTROL_PLANE_PREFIX}");
            self.notes.faults.push(cidr_fault(&own.to_string(), block, problem));
        }
        Draw::default()
    }
}

/// Whether GKE manages the ranges of a cluster, or may.
pub(super) fn is_managed(policy: &Object, own: &Address) -> bool {
    let off = |object: &Option<&Object>| object.is_some_and(|object| switch(object.get("enabled"), own) == Some(false));
    resource::blocks(policy.get("auto_ipam_config")).iter().any(|object| !off(object))
}

pub(super) fn managed() -> Why {
    Why::new("GKE adds ranges by itself", "`auto_ipam_config` switched off", None)
}

/// The region a location is or is in.
pub(super) fn region(location: &str) -> &str {
    match location.rsplit_once('-') {
        Some((region, _)) if region.contains('-') => region,
        _ => location,
    }
}

/// Whether overprovisioning is disabled by that block; absent when it is not known.
pub(super) fn overprovision_disabled(block: Option<Option<&Object>>, own: &Address) -> Option<bool> {
    match block {
        None => Some(false),
        Some(None) => None,
        Some(Some(object)) => switch(object.get("disabled"), own),
    }
}

/// A range that is written with the cluster or pool that uses it: a CIDR block, or a size (`/14`).
pub(super) fn written_range(
    value: &Value,
    own: &Address,
    id: RangeId,
    network: Option<String>,
    faults: &mut Vec<Fault>,
) -> Range {
    let size = value.as_str().and_then(|text| text.strip_prefix('/')?.parse::<u8>().ok()).filter(|len| *len <= 32);
    let (cidr, prefix_len) = match size {
        Some(len) => (None, Decided::Known(len)),
        None => {
            let (block, problem) = cidr::block(value, own, None, &id, "ip_cidr_range");
            faults.extend(problem.map(|problem| cidr_fault(&own.to_string(), value, problem)));
            block
        }
    };
    Range {
        at: Place::of(value.span, &own.to_string()),
        id,
        kind: RangeKind::ClusterRange,
        cloud: Cloud::Gcp,
        cidr,
        prefix_len,
        reserved: Addresses(0),
        smallest: Addresses(0),
        zone: None,
        network,
        network_cidrs: None,
        copies: Bounds::exactly(1),
    }
}

/// The secondary range of that name; a name that is surely missing is noted as a fault.
pub(super) fn secondary(
    own: &Address,
    name: &Value,
    subnets: &Subnets,
    all: &[Subnetwork],
    notes: &mut Notes,
) -> Result<Draw, Why> {
    matching::secondary(name, subnets, all).map_err(|miss| match miss {
        Miss::Unknown(why) => why,
        Miss::Surely(index, written) => {
            let subnet = &all[index];
            let why = Why::new(
                format!("`{}` has no secondary range `{written}`", subnet.address),
                "the name of one of its ranges",
                name.span,
            );
            let address = own.to_string();
            notes.faults.push(Fault::SecondaryRangeMissing {
                at: Place::of(name.span, &address),
                address,
                name: last_segment(&written).to_owned(),
                subnet: subnet.address.to_string(),
                has: subnet.secondary.iter().filter_map(|range| range.name.clone()).collect(),
            });
            why
        }
    })
}
