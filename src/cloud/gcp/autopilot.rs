//! What the ranges of an Autopilot cluster hold. Google makes its nodes as pods ask for them, so no number is written and
//! nothing counts as asked for; how many nodes there is room for is said all the same.

use super::Estate;
use super::blocks::{pod_block, prefix_len};
use super::claims::{Draft, PER_NODE};
use super::clusters::Cluster;
use crate::finding::{Label, Place};
use crate::model::{Addresses, Bounds, Claim, Moments, PerNode, Range, RangeKind};

/// Pods per node of an Autopilot cluster on older pages of GKE, where they cannot be set, and the most that GKE is
/// reported to choose by itself since. Source: GKE, "Configure maximum Pods per node" (flexible-pod-cidr), editions of
/// 2021 to 2025: 32; third-party documents on the page of 2026: 8 to 256; read 2026-11-23.
const PODS_PER_NODE: [u64; 2] = [32, 256];

impl Estate {
    /// For every range of an Autopilot cluster, the nodes that fit.
    pub(super) fn autopilot(&self) -> Vec<Draft> {
        let of = |cluster: &Cluster| {
            let ranges = cluster.later.nodes.ranges.iter().chain(&cluster.later.pods.ranges);
            let known = ranges.filter_map(|id| self.notes.ranges.iter().find(|range| range.id == *id));
            known.filter_map(|range| room(cluster, range)).collect::<Vec<_>>()
        };
        self.clusters.iter().filter(|cluster| cluster.autopilot).flat_map(of).collect()
    }
}

fn room(cluster: &Cluster, range: &Range) -> Option<Draft> {
    let usable = range.usable()?;
    let primary = range.kind == RangeKind::Subnet;
    let how = if primary {
        let beside = usable.saturating_sub(Addresses(1));
        format!("{usable} nodes of Autopilot fit, {beside} beside an endpoint of the control plane")
    } else {
        let fit = PODS_PER_NODE.map(|pods| {
            let block = pod_block(pods, false);
            (Addresses(usable.0 / block.0), prefix_len(block).unwrap_or_default())
        });
        let [(typical, len), (least, shortest)] = fit;
        format!("{typical} nodes of Autopilot fit at a /{len} each, {least} at a /{shortest}")
    };
    let address = cluster.address.to_string();
    let nothing = Moments::of(Bounds::exactly(0));
    let per_node = primary.then_some(PerNode { idle: PER_NODE, first_pod: PER_NODE, packed: PER_NODE });
    let claim = Claim {
        labels: vec![Label { at: Place::of(cluster.header, &address), text: how.clone() }],
        by: address,
        what: if primary { "nodes" } else { "pods" },
        range: range.id.clone(),
        count: nothing,
        per_node,
        demand: nothing.map(|nodes| nodes.times(PER_NODE)),
        how,
    };
    Some(Draft::of_other(claim, Vec::new()))
}
