//! Ranges that share addresses although they must not: the pod CIDR and service CIDR of a cluster with each other and with
//! the subnets of its network, and the subnets of networks that are peered. Subnets of one network are compared with
//! those of every cloud.

use super::clusters::Cluster;
use super::networks::Network;
use super::subnets::Subnet;
use crate::cloud::draw::symbolic;
use crate::finding::Place;
use crate::model::{Overlap, Range, Refusal};
use ipnet::Ipv4Net;

type Part = (String, Ipv4Net, Place);

/// Every pair that is surely there.
pub(super) fn overlaps(
    clusters: &[Cluster],
    ranges: &[Range],
    subnets: &[Subnet],
    networks: &[Network],
    peered: &[(usize, usize)],
) -> Vec<Overlap> {
    let mut all = Vec::new();
    for cluster in clusters.iter().filter(|c| c.copies.exact() == Some(1) && !symbolic(&c.address)) {
        of_cluster(cluster, ranges, subnets, &mut all);
    }
    for (first, second) in peered {
        let (Some(first), Some(second)) = (networks.get(*first), networks.get(*second)) else { continue };
        let parts = |network: &Network| -> Vec<Part> {
            let cidrs = network.cidrs.iter().flatten().filter(|_| network.single);
            cidrs.map(|cidr| (network.address.to_string(), *cidr, network.at.clone())).collect()
        };
        let pairs = parts(first).into_iter().flat_map(|a| parts(second).into_iter().map(move |b| (a.clone(), b)));
        let network = format!("{} and {}", first.address, second.address);
        all.extend(pairs.filter_map(|(a, b)| pair(&a, &b, &network, Refusal::Peering)).take(1));
    }
    all
}

fn of_cluster(cluster: &Cluster, ranges: &[Range], subnets: &[Subnet], all: &mut Vec<Overlap>) {
    let address = cluster.address.to_string();
    let pods: Option<Part> = cluster.pods.as_ref().and_then(|id| {
        let range = ranges.iter().find(|range| range.id == *id)?;
        Some((id.to_string(), range.cidr?, range.at.clone()))
    });
    let services: Option<Part> = cluster.services.as_ref().map(|services| {
        let name = if services.assumed { "service_cidr by default" } else { "service_cidr" };
        (format!("{address}#{name}"), services.cidr, services.at.clone())
    });
    if let (Some(pods), Some(services)) = (&pods, &services) {
        all.extend(pair(pods, services, &address, Refusal::Aks));
    }
    if cluster.nodes.uncertain.is_some() {
        return;
    }
    let own = |subnet: &&Subnet| cluster.nodes.ranges.contains(&subnet.range.id);
    let Some(home) = subnets.iter().find(own) else { return };
    for other in pods.iter().chain(&services) {
        let pairs = |subnet: &Subnet, refusal| {
            let part = (subnet.range.id.to_string(), subnet.range.cidr?, subnet.range.at.clone());
            pair(other, &part, &address, refusal)
        };
        let single = || subnets.iter().filter(|subnet| subnet.single());
        let beside = |subnet: &&Subnet| {
            !subnet.address.data && subnet.network.is_some() && subnet.network == home.network && !own(subnet)
        };
        let refused = single().filter(own).find_map(|subnet| pairs(subnet, Refusal::Aks));
        // AKS looks at the subnets there are when it makes the cluster; another one may come later.
        all.extend(refused.or_else(|| single().filter(beside).find_map(|subnet| pairs(subnet, Refusal::AksPerhaps))));
    }
}

fn pair(a: &Part, b: &Part, network: &str, refusal: Refusal) -> Option<Overlap> {
    let shares = a.1.contains(&b.1) || b.1.contains(&a.1);
    shares.then(|| Overlap {
        first: (a.0.clone(), a.1),
        second: (b.0.clone(), b.1),
        network: network.to_owned(),
        refusal,
        first_at: a.2.clone(),
        second_at: b.2.clone(),
    })
}
