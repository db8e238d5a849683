//! NodePools of Karpenter: which types they start, in which subnets, and how far their limits let them grow.
//!
//! Source: Karpenter documentation, NodePools and NodeClasses (aws/karpenter-provider-aws@1d927085dd81,
//! `website/content/en/docs/concepts`), and `pkg/providers/subnet`; read 2026-11-26.

mod claims;
mod disruption;
mod limits;
mod read;
mod requirements;
mod selector;
#[cfg(test)]
mod tests;

pub(super) use claims::claims;
pub(super) use read::node_pools;

use super::given::Why;
use super::instances::{Limits as Rates, Type};
use super::max_pods;
use super::nodes;
use super::pods;
use super::settings::Cni;
use super::subnets::{Draw, Subnet};
use crate::address::Address;
use crate::model::{Addresses, Bounds, PerNode};
use crate::source::Span;
use limits::{Item, Limits};
use std::sync::Arc;

/// A NodePool.
#[derive(Clone, Debug)]
pub(super) struct NodePool {
    /// What Karpenter calls it.
    word: &'static str,
    /// Its address; with its name where one resource makes several.
    pub(super) title: String,
    address: Arc<Address>,
    /// Address of its cluster, when that is certain.
    pub(super) cluster: Option<String>,
    pub(super) cni: Cni,
    /// Who runs it: Karpenter, or EKS Auto Mode, which keeps to itself what a node holds.
    auto_mode: bool,
    /// The types it may start.
    types: Vec<Type>,
    kubelet: Kubelet,
    limits: Limits,
    /// Why what it may start is not known: a limit or a number of nodes that is written, or types that are not in the table.
    size_unknown: Option<Why>,
    /// How many nodes it always has, where it is static.
    replicas: Option<u64>,
    /// Most nodes beyond these, or beyond its limits, while others are replaced.
    surge: u64,
    /// Its subnets.
    pub(super) draw: Draw,
    copies: Bounds<u64>,
    /// Where the limits are written, and the requirements.
    limits_at: Option<Span>,
    types_at: Option<Span>,
    span: Option<Span>,
}

/// What the NodeClass and the controller say of pods on a node.
#[derive(Clone, Debug, Default)]
struct Kubelet {
    max_pods: Option<u64>,
    pods_per_core: Option<u64>,
    reserved_enis: u64,
}

/// What the nodes of NodePools start in.
pub(super) struct Network<'a> {
    pub(super) subnets: &'a [Subnet],
    /// How many pods are a node's first ones.
    pub(super) pods_per_node: u64,
}

/// Figures of a node that are asked for.
type Pick = fn(&PerNode) -> Bounds<Addresses>;

impl NodePool {
    /// What a node of a type holds: of its own subnet, of those where its pods have addresses, and in all.
    fn holds(&self, ty: &Type, around: &Network<'_>) -> [PerNode; 3] {
        let same = |bounds| PerNode { idle: bounds, first_pod: bounds, packed: bounds };
        let (one, some) = (same(Bounds::exactly(nodes::LEAST)), same(Bounds::from(nodes::LEAST)));
        let none = same(Bounds::exactly(Addresses(0)));
        match &self.cni {
            // How many addresses Auto Mode keeps ready is not published.
            _ if self.auto_mode => [some, none, some],
            Cni::Vpc(vpc) => {
                let Kubelet { max_pods, pods_per_core, reserved_enis } = self.kubelet;
                let max = max_pods::of_karpenter(&ty.limits, max_pods, pods_per_core, reserved_enis);
                let spills = around.subnets.iter().any(|subnet| subnet.takes_pods);
                let [own, elsewhere, total] =
                    nodes::of_type(ty.name, &ty.limits, &max, vpc, around.pods_per_node, spills);
                // A newer CNI keeps all of a node's interfaces but its first out of such a subnet.
                let refuses = |(index, _): &(usize, _)| around.subnets.get(*index).is_some_and(|one| one.refuses_pods);
                let discovers = vpc.settings.subnet_discovery && !vpc.settings.custom_networking;
                let own =
                    if discovers && self.draw.subnets.iter().any(refuses) { own.with_least(nodes::LEAST) } else { own };
                [own, elsewhere, total]
            }
            Cni::Ipv6 => [one, none, one],
            Cni::Unknown(_) => [some, none, some],
        }
    }

    /// Each shape of node once, with what it holds.
    fn shapes(&self, around: &Network<'_>) -> Vec<(Type, [PerNode; 3])> {
        let mut seen = std::collections::BTreeSet::new();
        let shape = |ty: &Type| {
            let Rates { max_enis, ipv4_per_eni, prefixes, network_cards, branch_enis, .. } = ty.limits;
            (max_enis, ipv4_per_eni, prefixes, network_cards, branch_enis, ty.vcpus, ty.memory_mib)
        };
        let each = self.types.iter().filter(|ty| seen.insert(shape(ty)));
        each.map(|ty| (*ty, self.holds(ty, around))).collect()
    }

    /// The subnets in which its pods have addresses beside its nodes' own; nothing when there are none.
    fn pods_draw(&self, subnets: &[Subnet]) -> Option<Draw> {
        let Cni::Vpc(vpc) = &self.cni else { return None };
        if vpc.settings.custom_networking {
            return Some(pods::of_eni_configs(vpc, &self.address, self.span, subnets));
        }
        let tagged = subnets.iter().enumerate().filter(|(_, subnet)| subnet.takes_pods && !subnet.ipv6_only);
        let tagged: Vec<_> = tagged.map(|(index, subnet)| (index, subnet.copies)).collect();
        let spills = vpc.settings.subnet_discovery && !tagged.is_empty();
        let why = || Why::new("further interfaces go to the subnet with the most free addresses", "a plan", self.span);
        spills.then(|| Draw { subnets: tagged, open: Some(why()) })
    }

    /// Whether its nodes, or their pods, may take prefixes of the subnet at this place.
    pub(super) fn may_take_prefixes(&self, subnet: usize) -> bool {
        let prefixes = match &self.cni {
            Cni::Vpc(vpc) => vpc.settings.prefix_delegation,
            Cni::Ipv6 => false,
            Cni::Unknown(_) => true,
        };
        // In which other subnets pods may be is not looked into.
        let custom = matches!(&self.cni, Cni::Vpc(vpc) if vpc.settings.custom_networking);
        (prefixes || self.auto_mode) && (custom || self.draw.subnets.iter().any(|(index, _)| *index == subnet))
    }

    /// Whether nothing bounds the number of its nodes.
    pub(super) fn is_unbounded(&self) -> bool {
        self.limits.is_unbounded() && self.size_unknown.is_none() && self.replicas.is_none()
    }

    /// What its nodes count together: addresses at a moment, or themselves.
    fn total(&self, shapes: &[(Type, [PerNode; 3])], count: impl Fn(&[PerNode; 3]) -> Bounds<u64>) -> Bounds<u64> {
        let items: Vec<Item> = shapes
            .iter()
            .map(|(ty, holds)| Item { vcpus: ty.vcpus, memory_mib: ty.memory_mib, counts: count(holds) })
            .collect();
        let total = match self.replicas {
            Some(nodes) => Limits { nodes: Some(nodes), ..Limits::default() }.of_full(&items),
            None if self.size_unknown.is_some() || self.limits.is_unbounded() => Bounds::from(0),
            None => self.limits.of_full(&items),
        };
        super::given::product(self.copies, total)
    }

    /// Nodes now and at its limits. Pods decide how many there are; a static one always has its replicas.
    fn sizes(&self, shapes: &[(Type, [PerNode; 3])]) -> (Bounds<u64>, Bounds<u64>) {
        let scaled = self.total(shapes, |_| Bounds::exactly(1));
        let desired = if self.replicas.is_some() { scaled } else { Bounds { at_least: 0, ..scaled } };
        (desired, scaled)
    }

    /// Nodes that come on top while they replace others.
    fn surge(&self) -> Bounds<u64> {
        super::given::product(self.copies, Bounds::between(0, self.surge))
    }

    /// The pool in the words of the model.
    pub(super) fn node_pool(&self, around: &Network<'_>) -> crate::model::NodePool {
        let shapes = self.shapes(around);
        let (desired, max) = self.sizes(&shapes);
        let all = shapes.iter().map(|(_, [_, _, total])| *total).reduce(PerNode::or);
        crate::model::NodePool {
            address: self.title.clone(),
            cloud: crate::model::Cloud::Aws,
            word: self.word,
            cluster: self.cluster.clone(),
            instance_types: super::claims::named(self.types.iter().map(|ty| ty.name)),
            max_pods: None,
            pod_block: None,
            max_pods_from: String::new(),
            pods: None,
            desired,
            max,
            per_node: all,
            ranges: self.draw.subnets.iter().filter_map(|(at, _)| around.subnets.get(*at)).map(Subnet::id).collect(),
            picked_at_random: Vec::new(),
            pooled: true,
            unbounded: self.is_unbounded(),
            at: crate::finding::Place::of(self.limits_at.or(self.types_at).or(self.span), &self.title),
        }
    }

    /// The same pool with other limits on CPUs.
    pub(super) fn limited(&self, cpus: u64) -> Self {
        Self { limits: Limits { cpus: Some(cpus), ..self.limits }, ..self.clone() }
    }

    /// The same pool without types that have so few CPUs or fewer; nothing when none would be left, or none left out.
    pub(super) fn without_small(&self, vcpus: u64) -> Option<Self> {
        let types: Vec<Type> = self.types.iter().filter(|ty| ty.vcpus > vcpus).copied().collect();
        (!types.is_empty() && types.len() < self.types.len()).then(|| Self { types, ..self.clone() })
    }

    /// Its limit on CPUs.
    pub(super) fn cpus(&self) -> Option<u64> {
        self.limits.cpus
    }

    /// Everything about it that is not exactly known.
    pub(super) fn doubts(&self, around: &Network<'_>) -> Vec<crate::model::Undecided> {
        let title = &self.title;
        let about = |what: &str, why: &Why| why.undecided(format!("{what} of `{title}`"), title);
        if self.is_unbounded() {
            let why = match self.limits_at {
                // Of what AWS brings along nothing can be set.
                Some(at) => Why::new("EKS Auto Mode sets it no limit", "a NodePool of your own in its place", Some(at)),
                None => Why::new(format!("its {} has no `spec.limits`", self.word), "`spec.limits`", self.span),
            };
            return vec![about("the maximum size", &why)];
        }
        let mut doubts = Vec::new();
        doubts.extend(self.size_unknown.as_ref().map(|why| about("the maximum size", why)));
        doubts.extend(self.draw.open.as_ref().map(|why| about("the subnets", why)));
        if let Cni::Unknown(why) = &self.cni {
            doubts.push(about("the addresses per node", why));
        } else if self.auto_mode {
            let why = "how many addresses EKS Auto Mode keeps ready on a node is not published";
            doubts.push(about("the addresses per node", &Why::new(why, "", self.span)));
        }
        if doubts.is_empty() {
            let shapes = self.shapes(around);
            let total = |pick: Pick| self.total(&shapes, |[own, ..]| claims::plain(pick(own)));
            let (first, full) = (total(|holds| holds.first_pod), total(|holds| holds.packed));
            let exact = first.exact().and(full.exact()).is_some();
            if exact && self.surge > 0 && self.draw.subnets.len() == 1 {
                let nodes = super::given::counted(Bounds::exactly(self.surge), "node");
                let because = format!("up to {nodes} may start before those go that are replaced");
                let why = Why::new(because, "a disruption budget of 0 nodes", self.types_at.or(self.span));
                return vec![about("the largest size", &why)];
            }
            let why = if exact {
                "Karpenter starts its nodes where most addresses are free, in subnets that others share".to_owned()
            } else {
                format!(
                    "its limits allow nodes of {} addresses in all with their first pods, {} when full, and which types start Karpenter decides",
                    super::given::figure(first),
                    super::given::figure(full)
                )
            };
            let why = Why::new(why, "requirements that fewer types meet", self.types_at.or(self.span));
            doubts.push(about("the addresses", &why));
        }
        doubts
    }
}
