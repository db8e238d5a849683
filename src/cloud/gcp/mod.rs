//! Google Cloud: subnetwork ranges, GKE clusters and node pools.

mod allowed;
mod auto_mode;
mod autopilot;
mod blocks;
mod choices;
mod claims;
mod clusters;
mod consumers;
mod fixes;
mod limits;
mod matching;
mod networks;
mod node_pools;
mod nodes;
mod numbering;
mod overlaps;
mod packing;
mod placements;
mod provisioning;
mod services;
mod subnetworks;
#[cfg(test)]
mod tests;

use crate::cloud::{Goal, cidr, draw, given, named, of_ranges, undecided};
use crate::finding::{Fix, Place};
use crate::model::{
    Addresses, Bounds, Claim, Cloud, Fault, Model, NodePool, Overlap, PerNode, Range, RangeId, Undecided,
};
use crate::resource::Resource;
use claims::Draft;
use clusters::Cluster;
use node_pools::{Pool, Role};
use numbering::Numbering;
use std::collections::BTreeSet;

/// The attributes of Google Cloud resources that podroom reads.
pub const SCHEMA: &str = include_str!("schema.txt");

/// What else is known of the provider's types.
pub const KNOWN: &str = include_str!("known.txt");

/// What the Google Cloud resources say.
#[derive(Clone, Debug, Default)]
pub struct Estate {
    clusters: Vec<Cluster>,
    pools: Vec<Pool>,
    /// What takes addresses beside nodes.
    consumers: Vec<Draft>,
    /// Blocks that share addresses, beside the ranges of one network.
    overlaps: Vec<Overlap>,
    /// The subnetworks that data sources read.
    only_read: BTreeSet<String>,
    /// What the settings say of ranges, here or elsewhere.
    pub(super) used: Vec<Claim>,
    notes: Notes,
    /// What is free, for proposals.
    numbering: Numbering,
}

/// What is found on the way: ranges of every kind, plain mistakes, and what could not be decided.
#[derive(Clone, Debug, Default)]
struct Notes {
    ranges: Vec<Range>,
    faults: Vec<Fault>,
    undecided: Vec<Undecided>,
}

impl Estate {
    /// Pods per node do not matter: GKE sets a node's whole block aside when it makes the node.
    pub(super) fn read(resources: &[Resource], _pods_per_node: u64) -> Self {
        let (mut subnetworks, mut ranges, faults) = subnetworks::read(resources);
        let (of_networks, of_them) = auto_mode::read(resources);
        subnetworks.extend(of_networks);
        ranges.extend(of_them);
        let mut notes = Notes { ranges, faults, undecided: Vec::new() };
        let clusters = clusters::read(resources, &subnetworks, &mut notes);
        notes.faults.extend(services::faults(&clusters));
        let pools = node_pools::read(resources, &clusters, &subnetworks, &mut notes);
        let consumers = consumers::read(resources, &subnetworks);
        let limits = limits::faults(&clusters, &subnetworks, &notes);
        notes.faults.extend(limits);
        notes.faults.extend(allowed::forbidden(&notes.ranges));
        notes.faults.extend(allowed::small_pod_ranges(&clusters, &notes.ranges));
        let blocks = overlaps::blocks(resources, &clusters, &mut notes);
        let overlaps = overlaps::overlaps(resources, &clusters, &notes.ranges, &blocks);
        let numbering = Numbering::read(resources, &notes.ranges.iter().chain(&blocks).collect::<Vec<_>>());
        let only_read = subnetworks.iter().filter(|subnetwork| subnetwork.address.data);
        let only_read = only_read.map(|subnetwork| subnetwork.address.to_string()).collect();
        Self { clusters, pools, consumers, overlaps, only_read, numbering, used: Vec::new(), notes }
    }

    pub(super) fn model(&self) -> Model {
        let mut drafts = self.drafts();
        let misfits = self.misfits(&mut drafts);
        self.advise_limits(&mut drafts);
        let mut model = Model {
            node_pools: self.node_pools(),
            clusters: self.control_planes(),
            overlaps: self.overlaps.clone(),
            faults: self.notes.faults.iter().cloned().chain(misfits).collect(),
            undecided: self.notes.undecided.clone(),
            ..self.sums(&drafts)
        };
        let unknowns: Vec<_> = drafts.iter().map(|draft| draft.unknowns.as_slice()).collect();
        let undecided = undecided::undecided(&model, &unknowns);
        model.undecided.extend(undecided);
        model.undecided.sort();
        model.undecided.dedup();
        model
    }

    /// The ranges, and what is asked of them.
    fn sums(&self, drafts: &[Draft]) -> Model {
        let ranges = self.notes.ranges.clone();
        let claims = drafts.iter().map(|draft| draft.claim.clone());
        let claims = claims.chain(of_ranges(&self.used, &ranges)).collect();
        Model { ranges, claims, ..Model::default() }
    }

    pub(super) fn fixes(&self, failing: &[RangeId], goal: Goal) -> Vec<Fix> {
        fixes::fixes(self, failing, goal)
    }

    fn node_pools(&self) -> Vec<NodePool> {
        let lasting = self.pools.iter().filter(|pool| pool.role != Role::RemovedDefault);
        lasting.map(|pool| self.node_pool(pool)).collect()
    }

    fn node_pool(&self, pool: &Pool) -> NodePool {
        let max_pods = self.max_pods(pool);
        let first = Bounds::exactly(Addresses(1)) + self.pod_block(pool);
        let each = pool.further.iter().fold(first, |sum, further| sum + further.each);
        NodePool {
            address: pool.address.clone(),
            cloud: Cloud::Gcp,
            word: "node pool",
            cluster: pool.cluster.and_then(|index| self.clusters.get(index)).map(|cluster| cluster.address.to_string()),
            instance_types: pool.machine_type.iter().map(|machine| machine.value.clone()).collect(),
            max_pods: max_pods.count.bounds.exact(),
            pods: None,
            pod_block: self.settable_block(pool),
            max_pods_from: max_pods.from.to_owned(),
            desired: pool.desired(),
            max: pool.max(),
            per_node: Some(PerNode { idle: each, first_pod: each, packed: each }),
            picked_at_random: Vec::new(),
            pooled: false,
            unbounded: false,
            ranges: pool.draws().flat_map(|draw| draw.ranges.iter().cloned()).collect(),
            at: Place::of(pool.machine_type.as_ref().and_then(|machine| machine.span).or(pool.header), &pool.address),
        }
    }

    /// A GKE control plane has no interfaces in the subnetwork; the one address of its endpoint is a claim.
    fn control_planes(&self) -> Vec<crate::model::Cluster> {
        let cluster = |cluster: &Cluster| crate::model::Cluster {
            address: cluster.address.to_string(),
            cloud: Cloud::Gcp,
            ranges: Vec::new(),
            services: cluster.services_size.clone(),
            at: Place::of(cluster.header, &cluster.address.to_string()),
        };
        self.clusters.iter().map(cluster).collect()
    }
}
