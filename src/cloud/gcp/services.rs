//! What else is in the ranges of Services.
//!
//! Each cluster needs a range of its own for its Services: pods of the cluster must not be in it, nor another cluster's
//! Services. Source: a copy of GKE, "VPC-native clusters" (alias-ips), and GoogleCloudPlatform/gcpdiag
//! warn_2021_003_pod_cidr_cluster_size, read 2026-11-23; gruntwork-io/terraform-google-gke issues 52 and 62.

use super::clusters::Cluster;
use crate::finding::Place;
use crate::model::{Bounds, Fault, RangeId};
use std::collections::BTreeMap;

/// Mistakes with these ranges, as far as it is certain which they are.
pub(super) fn faults(clusters: &[Cluster]) -> Vec<Fault> {
    let mut taken: BTreeMap<&RangeId, (String, &Place)> = BTreeMap::new();
    let mut faults = Vec::new();
    for cluster in clusters.iter().filter(|cluster| cluster.copies == Bounds::exactly(1)) {
        let Some((range, at)) = &cluster.services else { continue };
        let pods = match (cluster.pods.ranges.as_slice(), &cluster.pods.uncertain) {
            ([pods], None) => Some(pods),
            _ => None,
        };
        let address = cluster.address.to_string();
        let pods_too = pods == Some(range);
        let swapped_with = pods.filter(|pods| !pods_too && are_swapped(pods, range)).cloned();
        let other = taken.get(range).map(|(other, at)| (other.clone(), (*at).clone()));
        taken.entry(range).or_insert((address.clone(), at));
        if pods_too || swapped_with.is_some() || other.is_some() {
            let (range, at) = (range.clone(), at.clone());
            faults.push(Fault::ServicesRange { address, range, pods_too, swapped_with, other, at });
        }
    }
    faults
}

/// Whether the names of both say that each is meant for what the other has.
fn are_swapped(pods: &RangeId, services: &RangeId) -> bool {
    let says = |range: &RangeId, words: &[&str]| {
        let name = range.name.as_deref().unwrap_or_default().to_ascii_lowercase();
        words.iter().any(|word| name.contains(word))
    };
    let (of_pods, of_services) = (["pod"].as_slice(), ["service", "svc"].as_slice());
    says(pods, of_services) && !says(pods, of_pods) && says(services, of_pods) && !says(services, of_services)
}
