//! EKS clusters: their name, their pods' network, and the subnets of their control plane.

use super::given::{Why, given};
use super::settings::{self, Cni, Sources, Start};
use super::subnets::{self, Draw, Subnet};
use crate::address::{Address, Key};
use crate::eval::value::Value;
use crate::finding::Place;
use crate::model::{Bounds, Undecided};
use crate::resource::{self, Resource};
use ipnet::Ipv4Net;
use std::sync::Arc;

/// A cluster.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    pub(super) address: Arc<Address>,
    /// Its name.
    pub(super) name: Value,
    /// What gives its pods their addresses.
    pub(super) cni: Cni,
    /// The subnets of its control plane.
    pub(super) draw: Draw,
    /// How many it stands for.
    pub(super) copies: Bounds<u64>,
    /// The block of its Services, when it is given and known.
    pub(super) services: Option<(Ipv4Net, Place)>,
    /// Where its subnets are written.
    pub(super) at: Place,
}

/// Interfaces of a control plane, one address each: 2 to 4 over all its subnets.
/// Source: Amazon EKS User Guide, network-reqs, read 2026-11-23.
const CONTROL_PLANE_ENIS: (u64, u64) = (2, 4);

/// Reads the clusters.
pub(super) fn clusters(resources: &[Resource], subnets: &[Subnet], sources: &Sources) -> Vec<Cluster> {
    let of_type = resources.iter().filter(|r| r.is("aws_eks_cluster"));
    of_type.map(|r| cluster(r, subnets, sources)).collect()
}

fn cluster(resource: &Resource, subnets: &[Subnet], sources: &Sources) -> Cluster {
    let own = &resource.address;
    let name = name(resource);
    let family = resource.block("kubernetes_network_config").map(|block| block.get("ip_family"));
    let cni = match family.map_or(Ok(false), |family| settings::ipv6(family, own)) {
        Ok(true) => Cni::Ipv6,
        Ok(false) => {
            let start = Start::Bootstrap(resource.get("bootstrap_self_managed_addons"));
            sources.cni(|cluster| is_named(own, &name, cluster), &start)
        }
        Err(why) => Cni::Unknown(why),
    };
    let (draw, at) = match resource.block("vpc_config").map(|block| block.get("subnet_ids")) {
        Some(ids) => (subnets::named(ids, own, subnets), Place::of(ids.span.or(resource.span), &own.to_string())),
        None => {
            let why = Why::of(resource.get("vpc_config"));
            (Draw { subnets: Vec::new(), open: Some(why) }, Place::of(resource.span, &own.to_string()))
        }
    };
    let services = resource.block("kubernetes_network_config").map(|block| block.get("service_ipv4_cidr"));
    let services = services.and_then(|value| {
        let cidr: Ipv4Net = value.as_str()?.parse().ok()?;
        Some((cidr.trunc(), Place::of(value.span.or(resource.span), &own.to_string())))
    });
    Cluster {
        address: own.clone(),
        name,
        services,
        cni,
        draw,
        copies: Bounds { at_least: resource.copies.0, at_most: resource.copies.1 },
        at,
    }
}

fn name(resource: &Resource) -> Value {
    given(resource.get("name"), &resource.address).unwrap_or_else(|| resource.get("id")).clone()
}

/// Whether a `cluster_name` names the cluster at this address, of this name.
fn is_named(own: &Arc<Address>, name: &Value, cluster_name: &Value) -> bool {
    let by_reference = resource::address_of(cluster_name).filter(|address| settings::is_cluster(address));
    match by_reference {
        Some(address) => address == own || own.key == Key::Any && address.block() == own.block(),
        None => settings::same_cluster(name, cluster_name),
    }
}

/// The cluster that a `cluster_name` names.
pub(super) fn named<'a>(cluster_name: &Value, clusters: &'a [Cluster]) -> Option<&'a Cluster> {
    clusters.iter().find(|cluster| is_named(&cluster.address, &cluster.name, cluster_name))
}

impl Cluster {
    /// Why it is not known how many interfaces each subnet has.
    pub(super) fn doubt(&self) -> Undecided {
        let (least, most) = CONTROL_PLANE_ENIS;
        let because =
            format!("EKS makes {least} to {most} of them, up to 5 more in an upgrade, and places them itself");
        let what = format!("the control plane's interfaces of `{}` in each subnet", self.address);
        Undecided { what, because, at: self.at.clone(), decide: String::new() }
    }

    /// Interfaces of the control plane in each of its subnets. At least two subnets must have one, so one of a pair
    /// has 1 to 3 of the 2 to 4; one of more may have none.
    pub(super) fn interfaces(&self) -> Bounds<u64> {
        let (least, most) = CONTROL_PLANE_ENIS;
        let single = self.draw.subnets.iter().all(|(_, copies)| *copies == Bounds::exactly(1));
        match self.draw.subnets.len() {
            _ if self.draw.open.is_some() || !single => Bounds::between(0, most),
            1 => Bounds::between(least, most),
            2 => Bounds::between(1, most - 1),
            _ => Bounds::between(0, most - 1),
        }
    }
}
