//! Azure: subnets of virtual networks, AKS clusters and their node pools.

mod azapi;
mod claims;
mod clusters;
mod consumers;
mod dialect;
mod fixes;
mod matching;
mod modes;
mod networks;
mod node_pools;
mod nodes;
mod overlaps;
mod subnets;
#[cfg(test)]
mod tests;

use crate::cloud::{Goal, of_ranges, undecided};
use crate::finding::{Fix, Place};
use crate::model::{Claim, Cloud, Fault, Model, NodePool, Overlap, Range, RangeId, Undecided};
use crate::resource::Resource;
use clusters::Cluster;
use consumers::Consumer;
use matching::Known;
use node_pools::Pool;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The attributes of Azure resources that podroom reads.
pub const SCHEMA: &str = include_str!("schema.txt");

/// What else is known of the provider's types.
pub const KNOWN: &str = include_str!("known.txt");

/// What the Azure resources say.
#[derive(Clone, Debug, Default)]
pub struct Estate {
    clusters: Vec<Cluster>,
    pools: Vec<Pool>,
    /// What takes addresses beside nodes.
    consumers: Vec<Consumer>,
    overlaps: Vec<Overlap>,
    /// The subnets that data sources read.
    only_read: BTreeSet<RangeId>,
    /// What the settings say of ranges, here or elsewhere.
    pub(super) used: Vec<Claim>,
    /// How many pods a node runs before it is full.
    pods_per_node: u64,
    notes: Notes,
}

/// What is found on the way: ranges of every kind, plain mistakes, and what could not be decided.
#[derive(Clone, Debug, Default)]
struct Notes {
    ranges: Vec<Range>,
    faults: Vec<Fault>,
    undecided: Vec<Undecided>,
}

impl Estate {
    pub(super) fn read(resources: &[Resource], pods_per_node: u64) -> Self {
        let of_azapi = azapi::translated(resources);
        let all: Cow<'_, [Resource]> = match of_azapi.is_empty() {
            true => resources.into(),
            false => resources.iter().cloned().chain(of_azapi).collect(),
        };
        let resources: &[Resource] = &all;
        let networks = networks::read(resources);
        let mut notes = Notes::default();
        let subnets = subnets::read(resources, &networks, &mut notes.faults);
        notes.ranges.extend(subnets.iter().map(|subnet| subnet.range.clone()));
        let known = Known { networks: &networks, subnets: &subnets };
        let clusters = clusters::read(resources, known, &mut notes);
        let pools = node_pools::read(resources, &clusters, known, &mut notes);
        let peered = networks::peered(resources, &networks);
        let overlaps = overlaps::overlaps(&clusters, &notes.ranges, &subnets, &networks, &peered);
        let only_read = subnets.iter().filter(|subnet| subnet.address.data);
        let only_read = only_read.map(|subnet| subnet.range.id.clone()).collect();
        let consumers = consumers::read(resources, known);
        Self {
            clusters,
            pools,
            consumers,
            overlaps,
            only_read,
            used: Vec::new(),
            pods_per_node: pods_per_node.max(1),
            notes,
        }
    }

    pub(super) fn model(&self) -> Model {
        let drafts = self.drafts();
        // A subnet that is only read counts when nodes or an API server here draw from it.
        let of_cluster = drafts.iter().filter(|draft| draft.claim.is_of_cluster());
        let drawn: BTreeSet<&RangeId> = of_cluster.map(|draft| &draft.claim.range).collect();
        let counts = |range: &&Range| !self.only_read.contains(&range.id) || drawn.contains(&range.id);
        let mut model = Model {
            ranges: self.notes.ranges.iter().filter(counts).cloned().collect(),
            node_pools: self.pools.iter().map(|pool| self.node_pool(pool)).collect(),
            clusters: self.clusters.iter().map(control_plane).collect(),
            claims: drafts.iter().map(|draft| draft.claim.clone()).collect(),
            load_balancers: Vec::new(),
            overlaps: self.overlaps.clone(),
            faults: self.notes.faults.clone(),
            undecided: self.notes.undecided.clone(),
        };
        model.claims.extend(of_ranges(&self.used, &model.ranges));
        let unknowns: Vec<_> = drafts.iter().map(|draft| draft.unknowns.as_slice()).collect();
        model.undecided.extend(undecided::undecided(&model, &unknowns));
        model.undecided.sort();
        model.undecided.dedup();
        model
    }

    pub(super) fn fixes(&self, failing: &[RangeId], goal: Goal) -> Vec<Fix> {
        fixes::fixes(self, failing, goal)
    }

    fn node_pool(&self, pool: &Pool) -> NodePool {
        let max_pods = self.max_pods(pool);
        let pods = self.of_pods(pool).map(|(_, draw)| draw.ranges).unwrap_or_default();
        let cluster = pool.cluster.and_then(|index| self.clusters.get(index));
        NodePool {
            address: pool.address.clone(),
            cloud: Cloud::Azure,
            word: "node pool",
            cluster: cluster.map(|cluster| cluster.address.to_string()),
            instance_types: pool.vm_size.iter().map(|size| size.value.clone()).collect(),
            max_pods: max_pods.count.bounds.exact(),
            pods: None,
            pod_block: None,
            max_pods_from: max_pods.from,
            desired: pool.desired(),
            max: pool.max(),
            per_node: Some(self.per_node(pool)),
            picked_at_random: Vec::new(),
            pooled: false,
            unbounded: false,
            ranges: pool.nodes.ranges.iter().cloned().chain(pods).collect(),
            at: Place::of(pool.vm_size.as_ref().and_then(|size| size.span).or(pool.header), &pool.address),
        }
    }
}

fn control_plane(cluster: &Cluster) -> crate::model::Cluster {
    crate::model::Cluster {
        address: cluster.address.to_string(),
        cloud: Cloud::Azure,
        ranges: cluster.api_server.ranges.clone(),
        services: None,
        at: Place::of(cluster.header, &cluster.address.to_string()),
    }
}
