//! Changes after which every pod that the kubelet of a node may run gets an address.

use super::super::Estate;
use super::super::cni::Settings;
use super::super::max_pods::{Kubelet, Said};
use super::super::settings::Cni;
use super::settings::{Candidate, candidates, with_settings};
use crate::finding::Fix;
use crate::model::Bounds;
use std::collections::BTreeSet;

/// Single changes for a group, best first. What the kubelets of NodePools may run is not held against addresses.
pub(in super::super) fn max_pods_fixes(estate: &Estate, node_pool: &str) -> Vec<Fix> {
    let Some(index) = estate.groups.iter().position(|group| group.address.to_string() == node_pool) else {
        return Vec::new();
    };
    let mut fixes = Vec::new();
    fixes.extend(fewer_pods(estate, index));
    let group = BTreeSet::from([node_pool.to_owned()]);
    let limited = match &estate.groups[index].cni {
        Cni::Vpc(vpc) => vpc.settings.max_eni.is_some(),
        _ => false,
    };
    let unlimited = limited.then(|| Candidate {
        words: "no MAX_ENI on the VPC CNI".to_owned(),
        advice: "",
        change: Box::new(|settings| Some(Settings { max_eni: None, ..settings })),
    });
    let tried = unlimited.into_iter().chain(candidates(estate.pods_per_node));
    fixes.extend(tried.filter_map(|candidate| {
        let changed = with_settings(estate, &group, &candidate)?;
        let (pods, addresses) = room(&changed, index)?;
        let result = format!("an address for each of {pods} pods, {addresses} per full node{}", candidate.advice);
        Some(Fix { change: candidate.words.clone(), result })
    }));
    fixes
}

/// No more pods than there are addresses for.
fn fewer_pods(estate: &Estate, index: usize) -> Option<Fix> {
    let pool = estate.pools().nth(index)?;
    let (_, _, pods) = pool.node.as_ref().ok()?.pods.as_ref()?.short.clone()?;
    let address = pool.group.address.clone();
    let mut changed = estate.clone();
    changed.groups.get_mut(index)?.shape.kubelet = Kubelet::Given(Said::Pods(Bounds::exactly(pods)));
    let (_, addresses) = room(&changed, index)?;
    Some(Fix {
        change: format!("max pods of {pods} on `{address}`, in user data of Bottlerocket or of your own AMI"),
        result: format!("further pods go to other nodes, {addresses} addresses per full node"),
    })
}

/// The pods that a node of the group may run, and its addresses when it is full; nothing if some of them get none.
fn room(estate: &Estate, index: usize) -> Option<(u64, crate::model::Addresses)> {
    let pool = estate.pools().nth(index)?;
    let node = pool.node.as_ref().ok()?;
    let none_short = node.pods.as_ref().is_some_and(|pods| pods.short.is_none() && pods.minimum_alone.is_none());
    let most = node.total.packed.at_most?;
    none_short.then_some((node.max_pods?, most))
}
