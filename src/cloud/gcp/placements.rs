//! Which ranges a node pool may be placed in. A pool takes all its pod blocks from one range, and its nodes are in the
//! subnetwork of that range. Where a cluster has several, GKE chooses when it makes the pool, unless the pool says.
//! Source: googleapis cluster_service.proto (`NodeNetworkConfig`, `AdditionalIPRangesConfig`) and
//! hashicorp/terraform-provider-google website/docs/r/container_cluster (`additional_pod_ranges_config`,
//! `additional_ip_ranges_config`, `auto_ipam_config`), read 2026-11-23.

use super::Notes;
use super::clusters::{self, Cluster};
use super::draw::Draw;
use super::given::Why;
use super::matching::{self, Miss, Subnets};
use super::node_pools::Pool;
use super::subnetworks::Subnetwork;
use crate::address::Address;
use crate::eval::value::{Object, Value};
use crate::model::RangeId;
use crate::resource::{self, Resource};

/// One way to place a node pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placement {
    /// The primary range of its nodes.
    pub(super) nodes: RangeId,
    /// The range of its pods.
    pub(super) pods: RangeId,
}

/// Where pools that are made after their cluster draw from.
#[derive(Clone, Debug)]
pub(super) struct Later {
    pub(super) nodes: Draw,
    pub(super) pods: Draw,
    /// The ways GKE chooses among; none where there is but one, or others may be there as well.
    pub(super) placements: Vec<Placement>,
    /// The subnetworks beside the cluster's own.
    pub(super) subnets: Vec<Subnets>,
}

/// Reads what a cluster's `ip_allocation_policy` adds to its own ranges.
pub(super) fn later(
    cluster: &Resource,
    policy: Option<&Object>,
    subnets: &Subnets,
    (nodes, pods): (&Draw, &Draw),
    subnetworks: &[Subnetwork],
    notes: &mut Notes,
) -> Later {
    let placements = certain(nodes).zip(certain(pods)).map(|(nodes, pods)| vec![Placement { nodes, pods }]);
    let later = Later { nodes: nodes.clone(), pods: pods.clone(), placements: Vec::new(), subnets: Vec::new() };
    let mut reader = Reader { own: &cluster.address, subnetworks, notes, later, placements };
    if let Some(policy) = policy {
        reader.additional_pod_ranges(policy, subnets);
        reader.additional_subnets(policy);
        if clusters::is_managed(policy, reader.own) {
            reader.open(true, &clusters::managed());
        }
    }
    let Reader { mut later, placements, .. } = reader;
    later.placements = placements.filter(|placements| placements.len() > 1).unwrap_or_default();
    later
}

fn certain(draw: &Draw) -> Option<RangeId> {
    match (draw.ranges.as_slice(), &draw.uncertain) {
        ([range], None) => Some(range.clone()),
        _ => None,
    }
}

struct Reader<'a> {
    own: &'a Address,
    subnetworks: &'a [Subnetwork],
    notes: &'a mut Notes,
    later: Later,
    /// All ways so far; absent once there may be one that is not known.
    placements: Option<Vec<Placement>>,
}

impl Reader<'_> {
    /// There may be other ranges for pods, and for nodes as well.
    fn open(&mut self, nodes_too: bool, why: &Why) {
        self.placements = None;
        let Later { nodes, pods, .. } = &mut self.later;
        pods.uncertain = pods.uncertain.take().or_else(|| Some(why.clone()));
        if nodes_too {
            nodes.uncertain = nodes.uncertain.take().or_else(|| Some(why.clone()));
        }
    }

    /// More pod ranges on the cluster's own subnetwork.
    fn additional_pod_ranges(&mut self, policy: &Object, subnets: &Subnets) {
        let value = policy.get("additional_pod_ranges_config");
        for object in resource::blocks(value) {
            match object.map(|object| object.get("pod_range_names")) {
                Some(names) if names.as_sequence().is_some() => {
                    self.pod_ranges(names, subnets, false);
                }
                Some(names) if names.is_null() => {}
                names => self.open(false, &Why::of(names.unwrap_or(value))),
            }
        }
    }

    /// More subnetworks, each with pod ranges of its own. One that drains gets no new pools.
    fn additional_subnets(&mut self, policy: &Object) {
        let value = policy.get("additional_ip_ranges_config");
        for object in resource::blocks(value) {
            let Some(object) = object else {
                self.open(true, &Why::of(value));
                continue;
            };
            let status = object.get("status");
            if status.as_str() == Some("DRAINING") {
                continue;
            }
            let written = object.get("subnetwork");
            let subnets = matching::subnetwork(written, None, self.subnetworks);
            let primary = subnets.primary(self.subnetworks);
            self.later.nodes = std::mem::take(&mut self.later.nodes).or(&primary.ranges, chooses(written));
            if let Some(why) = primary.uncertain.or_else(|| (!status.is_known()).then(|| Why::of(status))) {
                self.open(true, &why);
            }
            let names = object.get("pod_ipv4_range_names");
            match names.as_sequence() {
                Some([]) | None => self.open(true, &chooses(written)),
                Some(_) => self.pod_ranges(names, &subnets, true),
            }
            self.later.subnets.push(subnets);
        }
    }

    fn pod_ranges(&mut self, names: &Value, subnets: &Subnets, nodes_too: bool) {
        for name in names.as_sequence().unwrap_or_default() {
            let found = match clusters::secondary(self.own, name, subnets, self.subnetworks, self.notes) {
                Ok(found) => found,
                Err(why) => {
                    self.open(nodes_too, &why);
                    continue;
                }
            };
            self.later.pods = std::mem::take(&mut self.later.pods).or(&found.ranges, chooses(name));
            let nodes = certain(&subnets.primary(self.subnetworks));
            match (nodes, certain(&found), &mut self.placements) {
                (Some(nodes), Some(pods), Some(placements)) => {
                    let placement = Placement { nodes, pods };
                    if !placements.contains(&placement) {
                        placements.push(placement);
                    }
                }
                _ => self.open(nodes_too, &found.uncertain.unwrap_or_else(|| chooses(name))),
            }
        }
    }
}

fn chooses(at: &Value) -> Why {
    Why::new("GKE chooses among several ranges", "`network_config` on the node pool", at.span)
}

/// Puts the nodes of a pool in a subnetwork, and so its pods in one of that subnetwork's ranges.
pub(super) fn pin(pool: &mut Pool, nodes: Draw) {
    if let Some(primary) = certain(&nodes) {
        pool.placements.retain(|placement| placement.nodes == primary);
        let why = pool.pods.uncertain.clone();
        if let [first, others @ ..] = pool.placements.as_slice() {
            let others: Vec<RangeId> = others.iter().map(|other| other.pods.clone()).collect();
            let pods = Draw::from(first.pods.clone());
            pool.pods = match why {
                Some(why) => pods.or(&others, why),
                None => pods,
            };
        }
        if pool.placements.len() < 2 {
            pool.placements.clear();
        }
    } else {
        pool.placements.clear();
    }
    pool.nodes = nodes;
}

/// The range for pods that a pool names in the subnetworks of its cluster, and with it the subnetwork of its nodes.
pub(super) fn named(
    pool: &mut Pool,
    own: &Address,
    name: &Value,
    cluster: &Cluster,
    subnetworks: &[Subnetwork],
    notes: &mut Notes,
) -> Result<Draw, Why> {
    let more = &cluster.later.subnets;
    if more.is_empty() {
        return clusters::secondary(own, name, &cluster.subnets, subnetworks, notes);
    }
    let mut found = Draw::default();
    let mut open = None;
    for subnets in std::iter::once(&cluster.subnets).chain(more) {
        match matching::secondary(name, subnets, subnetworks) {
            Ok(draw) => {
                open = open.or(draw.uncertain);
                let why = || {
                    Why::new(
                        "several subnetworks of the cluster have a range of that name",
                        "`subnetwork` in its `network_config`",
                        name.span,
                    )
                };
                found = found.or(&draw.ranges, why());
            }
            Err(Miss::Unknown(why)) => open = open.or(Some(why)),
            Err(Miss::Surely(..)) => {}
        }
    }
    if found.ranges.is_empty() && open.is_none() {
        // None of them has it: said of the cluster's own.
        return clusters::secondary(own, name, &cluster.subnets, subnetworks, notes);
    }
    found.uncertain = found.uncertain.or(open);
    match certain(&found) {
        Some(range) => {
            let primary = RangeId { name: None, ..range };
            if subnetworks.iter().any(|subnet| subnet.id == primary) {
                pool.nodes = Draw::from(primary);
            }
            Ok(found)
        }
        None if found.ranges.is_empty() => Err(found.uncertain.unwrap_or_else(|| Why::of(name))),
        None => Ok(found),
    }
}
