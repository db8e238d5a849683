//! Other settings of the VPC CNI.

use super::super::Estate;
use super::super::cni::Settings;
use super::super::groups::Group;
use super::super::settings::Cni;
use crate::finding::Fix;
use std::collections::BTreeSet;

/// Settings of the VPC CNI that lower what a node of a group holds with its first pods.
pub(in super::super) fn node_fixes(estate: &Estate, node_pool: &str) -> Vec<Fix> {
    let most = |estate: &Estate| {
        let of_group = estate.pools().find(|pool| pool.group.address.to_string() == node_pool);
        let total = match of_group {
            Some(pool) => pool.node.ok()?.total,
            None => {
                let pool = estate.node_pools.iter().find(|pool| pool.title == node_pool)?;
                pool.node_pool(&estate.network()).per_node?
            }
        };
        total.first_pod.at_most.zip(total.packed.at_most)
    };
    let Some((now, _)) = most(estate) else { return Vec::new() };
    let lower = |candidate: &Candidate| {
        let changed = with_settings(estate, &BTreeSet::from([node_pool.to_owned()]), candidate)?;
        let (then, full) = most(&changed).filter(|(then, _)| *then < now)?;
        let result = format!("{then} addresses per node with the first pods, {full} when full{}", candidate.advice);
        Some(Fix { change: candidate.words.clone(), result })
    };
    candidates(estate.pods_per_node).iter().filter_map(lower).collect()
}

/// A change of the CNI's settings.
pub(super) struct Candidate {
    pub(super) words: String,
    /// What goes with it.
    pub(super) advice: &'static str,
    pub(super) change: Box<dyn Fn(Settings) -> Option<Settings>>,
}

/// The settings worth trying for nodes that usually run so many pods, best first.
/// Source: aws/amazon-vpc-cni-k8s@b52188387f2e, README and `docs/eni-and-ip-target.md`, read 2026-11-23.
pub(super) fn candidates(pods_per_node: u64) -> [Candidate; 4] {
    // Two more may start before the CNI has to ask for addresses.
    let minimum = pods_per_node.saturating_add(2).max(10);
    let blocks = pods_per_node.max(10);
    [
        Candidate {
            words: format!("WARM_IP_TARGET=2, MINIMUM_IP_TARGET={minimum} on the VPC CNI"),
            advice: "",
            change: Box::new(move |s| {
                (!s.prefix_delegation).then_some(Settings { warm_ip_target: 2, minimum_ip_target: minimum, ..s })
            }),
        },
        Candidate {
            words: format!("prefix delegation with WARM_IP_TARGET=5, MINIMUM_IP_TARGET={blocks}"),
            advice: " (reserve the blocks)",
            change: Box::new(move |s| {
                Some(Settings { prefix_delegation: true, warm_ip_target: 5, minimum_ip_target: blocks, ..s })
            }),
        },
        Candidate {
            words: "WARM_ENI_TARGET=0 on the VPC CNI".to_owned(),
            advice: "",
            change: Box::new(|s| {
                let in_force = !s.prefix_delegation && !s.counts_addresses();
                (in_force && s.warm_eni_target > 0).then_some(Settings { warm_eni_target: 0, ..s })
            }),
        },
        Candidate {
            words: "custom networking with pods in 100.64.0.0/10".to_owned(),
            advice: ", and the rest in the subnets for pods",
            change: Box::new(|s| (!s.custom_networking).then_some(Settings { custom_networking: true, ..s })),
        },
    ]
}

/// The estate with changed settings on the clusters of these groups; nothing where they cannot be changed, are as they
/// were, or ask for prefixes on a type that cannot take them.
pub(super) fn with_settings(estate: &Estate, groups: &BTreeSet<String>, candidate: &Candidate) -> Option<Estate> {
    let asked = |group: &Group| groups.contains(&group.address.to_string());
    let mut clusters: BTreeSet<_> =
        estate.groups.iter().filter(|g| asked(g)).filter_map(|g| g.cluster.clone()).collect();
    let node_pools = estate.node_pools.iter().filter(|pool| groups.contains(&pool.title));
    clusters.extend(node_pools.filter_map(|pool| pool.cluster.clone()));
    let mut changed = estate.clone();
    let mut any = false;
    for group in &mut changed.groups {
        let same_cluster = group.cluster.as_ref().is_some_and(|cluster| clusters.contains(cluster));
        if !asked(group) && !same_cluster {
            continue;
        }
        let Cni::Vpc(vpc) = &mut group.cni else { return None };
        let settings = vpc.settings;
        let new = (candidate.change)(settings)?;
        let takes_prefixes = group.shape.types.as_ref().is_ok_and(|types| types.iter().all(|(_, l)| l.prefixes));
        if new.prefix_delegation && !takes_prefixes {
            return None;
        }
        any |= new != settings;
        vpc.settings = new;
    }
    for pool in &mut changed.node_pools {
        let same_cluster = pool.cluster.as_ref().is_some_and(|of| clusters.contains(of));
        if let (true, Cni::Vpc(vpc)) = (same_cluster, &mut pool.cni) {
            let new = (candidate.change)(vpc.settings)?;
            any |= new != vpc.settings;
            vpc.settings = new;
        }
    }
    any.then_some(changed)
}
