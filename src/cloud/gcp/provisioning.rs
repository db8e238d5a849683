//! Node pools that GKE makes by itself: node auto-provisioning. Nothing says how many nodes these get, and the limit on
//! the cluster's CPUs says how many they may get. That is the upper end of what they take, and never more than that.

use super::claims::{Draft, PER_NODE, addresses};
use super::clusters::Cluster;
use super::given::{Count, Why, counted, given, product, switch};
use super::node_pools;
use super::nodes::Surge;
use super::{Estate, blocks};
use crate::address::Address;
use crate::finding::{Label, Place};
use crate::model::{Addresses, Bounds, Claim, Moments, PerNode, RangeId};
use crate::resource::{self, Resource};
use crate::source::Span;

/// CPUs of the smallest node that is counted with: an assumption. Machines of series E2 have 2 or more; series N1 has one
/// with a single CPU, which a workload would have to ask for. No document that was read says how small a node GKE makes.
const LEAST_CPUS: u64 = 2;

/// What a cluster may make by itself.
#[derive(Clone, Debug)]
pub(super) struct Provisioning {
    /// CPUs that all nodes of the cluster may have together; absent without a limit that is known.
    cpus: Option<u64>,
    /// Where the limit is written.
    at: Option<Span>,
    /// Why nothing bounds them, where nothing does.
    why: Option<Why>,
    surge: Surge,
}

/// Reads a cluster's `cluster_autoscaling`. Memory bounds the nodes as well; how little of it a node may have is in no
/// document that was read.
/// Source: hashicorp/terraform-provider-google website/docs/r/container_cluster (`cluster_autoscaling`: the limits are of
/// the whole cluster), read 2026-11-23; GKE, "Configure node pool auto-creation" (they are of pools for ComputeClasses as
/// well), read 2026-11-26.
pub(super) fn read(cluster: &Resource) -> Option<Provisioning> {
    let own: &Address = &cluster.address;
    let value = given(cluster.get("cluster_autoscaling"), own)?;
    let unbounded = |why: Why| Provisioning { cpus: None, at: why.at, why: Some(why), surge: Surge::DEFAULT };
    let Some(object) = resource::blocks(value).first().copied()? else { return Some(unbounded(Why::of(value))) };
    let enabled = switch(object.get("enabled"), own);
    let classes = switch(object.get("default_compute_class_enabled"), own);
    if enabled == Some(false) && classes == Some(false) {
        return None;
    }
    let limits = object.get("resource_limits");
    let mut cpus = None;
    for limit in resource::blocks(limits) {
        let Some(limit) = limit else { return Some(unbounded(Why::of(limits))) };
        match limit.get("resource_type").as_str() {
            Some("cpu") => cpus = Count::given(limit.get("maximum"), own),
            Some(_) => {}
            None => return Some(unbounded(Why::of(limit.get("resource_type")))),
        }
    }
    let defaults = resource::blocks(object.get("auto_provisioning_defaults")).first().copied().flatten();
    let settings = defaults.and_then(|defaults| resource::blocks(defaults.get("upgrade_settings")).first().copied());
    let without = || Why::new("no limit on its CPUs is written", "`resource_limits` for `cpu`", cluster.span);
    let most = cpus.as_ref().and_then(|count| count.bounds.at_most);
    Some(Provisioning {
        cpus: most,
        at: cpus.as_ref().and_then(|count| count.at),
        why: most.is_none().then(|| cpus.and_then(|count| count.why).unwrap_or_else(without)),
        surge: node_pools::surge(settings, own),
    })
}

impl Provisioning {
    /// Nodes that it may make.
    fn nodes(&self) -> Bounds<u64> {
        Bounds { at_least: 0, at_most: self.cpus.map(|cpus| cpus / LEAST_CPUS) }
    }
}

/// How what is said of their number begins.
const ADDED: &str = "how many nodes GKE adds by itself to";

impl Estate {
    /// Says which limit the ranges have room for beside everything else, where the one that is written is too high.
    pub(super) fn advise_limits(&self, drafts: &mut [Draft]) {
        for cluster in self.clusters.iter().filter(|cluster| cluster.provisioning.is_some()) {
            let what = format!("{ADDED} `{}`", cluster.address);
            let own = |draft: &Draft| draft.unknowns.iter().any(|unknown| unknown.what == what);
            let room = |own_draft: &Draft| {
                let range = self.notes.ranges.iter().find(|range| range.id == own_draft.claim.range)?;
                let others = drafts.iter().filter(|draft| !own(draft)).map(|draft| &draft.claim).chain(&self.used);
                let taken: Option<Addresses> =
                    others.filter(|other| other.range == range.id).map(|other| other.demand.scaled.at_most).sum();
                let here = drafts.iter().filter(|draft| draft.claim.range == range.id);
                let surges: Option<Vec<Addresses>> = here.map(|draft| draft.surge.at_most).collect();
                let surge = surges?.into_iter().max()?;
                let free = range.usable()?.saturating_sub(taken?).saturating_sub(surge);
                u64::try_from(free.0 / own_draft.claim.per_node?.packed.at_most?.0.max(1)).ok()
            };
            let rooms: Option<Vec<u64>> = drafts.iter().filter(|draft| own(draft)).map(room).collect();
            let Some(nodes @ 1..) = rooms.and_then(|rooms| rooms.into_iter().min()) else { continue };
            let decide = format!(
                "`maximum = {}` for `cpu` in `resource_limits`: {} fit beside all others",
                nodes.saturating_mul(LEAST_CPUS),
                counted(Bounds::exactly(nodes), "node")
            );
            let told = drafts.iter_mut().flat_map(|draft| &mut draft.unknowns);
            told.filter(|unknown| unknown.what == what).for_each(|unknown| unknown.decide.clone_from(&decide));
        }
    }

    /// What the node pools take that a cluster makes by itself, of every range in which they may be.
    pub(super) fn provisioned(&self) -> Vec<Draft> {
        let of = |cluster: &Cluster| {
            let Some(provisioning) = cluster.provisioning.as_ref().filter(|_| !cluster.autopilot) else {
                return Vec::new();
            };
            // They have the cluster's max pods; no document that was read promises it.
            let max_pods =
                cluster.default_max_pods.as_ref().map_or(Bounds::exactly(blocks::DEFAULT_MAX_PODS), |c| c.bounds);
            let block = blocks::pod_block_bounds(max_pods, cluster.overprovision_disabled);
            let nodes = cluster.later.nodes.ranges.iter().map(|range| ("nodes", range, PER_NODE));
            let pods = cluster.later.pods.ranges.iter().map(|range| ("pods", range, block));
            nodes.chain(pods).map(|(what, range, each)| provisioned(cluster, provisioning, what, range, each)).collect()
        };
        self.clusters.iter().flat_map(of).collect()
    }
}

fn provisioned(
    cluster: &Cluster,
    provisioning: &Provisioning,
    what: &'static str,
    range: &RangeId,
    each: Bounds<Addresses>,
) -> Draft {
    let address = cluster.address.to_string();
    let nodes = product(Bounds { at_least: 0, ..cluster.copies }, provisioning.nodes());
    let surge = Bounds { at_least: 0, ..provisioning.surge.nodes(nodes) };
    let count = Moments { desired: Bounds::default(), scaled: nodes, rollout: nodes, packed: nodes };
    let at = Place::of(provisioning.at.or(cluster.header), &address);
    let limit = match (provisioning.cpus, provisioning.nodes().at_most) {
        (Some(cpus), Some(most)) => {
            let (cpus, most) = (Bounds::exactly(cpus), Bounds::exactly(most));
            format!("{} allow {} of {LEAST_CPUS} CPUs", counted(cpus, "CPU"), counted(most, "node"))
        }
        _ => "any number of nodes may be added by GKE".to_owned(),
    };
    let why = provisioning.why.clone().unwrap_or_else(|| {
        let takes = nodes.times(each).at_most.map_or_else(String::new, |most| format!(", which take {most} addresses"));
        Why::new(format!("{limit}{takes}"), "a lower `maximum` of `cpu` in `resource_limits`", provisioning.at)
    });
    let unknown = Why { at: why.at.or(cluster.header), ..why }.undecided(format!("{ADDED} `{address}`"), &address);
    let claim = Claim {
        by: address,
        what,
        range: range.clone(),
        count,
        per_node: Some(PerNode { idle: each, first_pod: each, packed: each }),
        demand: count.map(|nodes| nodes.times(each)),
        how: format!("{} × {}: {limit}", counted(nodes, "node"), addresses(each)),
        labels: vec![Label { at, text: limit }],
    };
    Draft::of_other(claim, vec![unknown]).with_surge(surge, surge.times(each))
}
