//! AWS: subnets, EKS clusters and node groups, and the VPC CNI's arithmetic.

mod blocks;
mod carriers;
mod claims;
mod clusters;
mod cni;
mod consumers;
mod document;
mod fargate;
mod fixes;
mod groups;
mod instance_requirements;
mod instances;
mod karpenter;
mod launch;
mod lookups;
mod manifests;
mod max_pods;
mod networks;
mod nodes;
mod pods;
mod prefixes;
mod reservations;
mod self_managed;
mod settings;
mod spread;
mod subnets;
mod surge;
#[cfg(test)]
mod tests;
mod zones;

pub use instances::AS_OF;

use crate::address::Address;
use crate::cloud::{Goal, given, of_ranges};
use crate::demand::{self, Verdict};
use crate::eval::value::Value;
use crate::finding::Fix;
use crate::model::{Claim, Cloud, Decided, Fault, LoadBalancer, Model, Overlap, RangeId, Refusal, Undecided};
use crate::resource::Resource;
use carriers::Variable;
use claims::Pool;
use clusters::Cluster;
use consumers::Consumer;
use fargate::Profile;
use groups::{Group, Surroundings};
use reservations::Reservation;
use settings::{Cni, Sources};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use subnets::{Draw, Subnet};

/// The attributes of AWS resources that podroom reads.
pub const SCHEMA: &str = include_str!("schema.txt");

/// The variables of the VPC CNI that count, for settings that are told apart from any resource.
pub fn cni_variables() -> impl Iterator<Item = &'static str> {
    settings::variable_names()
}

/// What else is known of the provider's types.
pub const KNOWN: &str = include_str!("known.txt");

/// What the AWS resources say.
#[derive(Clone, Debug, Default)]
pub struct Estate {
    subnets: Vec<Subnet>,
    clusters: Vec<Cluster>,
    groups: Vec<Group>,
    node_pools: Vec<karpenter::NodePool>,
    profiles: Vec<Profile>,
    reservations: Vec<Reservation>,
    /// Blocks of each subnet that are reserved for prefixes.
    reserved: Vec<u64>,
    consumers: Vec<Consumer>,
    overlaps: Vec<Overlap>,
    /// What the settings say of ranges, here or elsewhere.
    pub(super) used: Vec<Claim>,
    /// How many pods are a node's first ones, at least 1.
    pods_per_node: u64,
    faults: Vec<Fault>,
}

impl Estate {
    #[cfg(test)]
    pub(super) fn read(resources: &[Resource], pods_per_node: u64) -> Self {
        Self::read_with(resources, pods_per_node, None)
    }

    /// Reads the resources; `cni` are variables of the VPC CNI that stand before what these say.
    pub(super) fn read_with(
        resources: &[Resource],
        pods_per_node: u64,
        cni: Option<&BTreeMap<Arc<str>, Value>>,
    ) -> Self {
        let mut faults = Vec::new();
        let (networks, mut overlaps) = networks::networks(resources, &mut faults);
        let mut subnets = subnets::subnets(resources, &networks, &mut faults);
        lookups::answer(resources, &networks, &mut subnets);
        let told = |(name, value): (&Arc<str>, &Value)| {
            let variable = Variable { value: value.clone(), by: "podroom.hcl".into(), at: value.span };
            (name.clone(), variable)
        };
        let sources = Sources {
            carriers: carriers::carriers(resources),
            told: cni.map(|cni| cni.iter().map(told).collect()),
            clusters: resources.iter().filter(|resource| resource.is("aws_eks_cluster")).count(),
        };
        let clusters = clusters::clusters(resources, &subnets, &sources);
        overlaps.extend(clusters.iter().filter_map(|cluster| services(cluster, &subnets, &networks)));
        let templates = launch::templates(resources);
        let around = Surroundings { subnets: &subnets, clusters: &clusters, templates: &templates, sources: &sources };
        let mut groups = Vec::new();
        for resource in resources {
            if resource.is("aws_eks_node_group") {
                groups.push(groups::managed(resource, &around, &mut faults));
            } else if resource.is("aws_autoscaling_group") {
                groups.extend(self_managed::group(resource, &around, &mut faults));
            }
        }
        let conflicts = groups.iter().filter_map(|group| match &group.cni {
            Cni::Vpc(vpc) => Some(vpc.conflicts.iter().cloned()),
            _ => None,
        });
        for conflict in conflicts.flatten() {
            if !faults.contains(&conflict) {
                faults.push(conflict);
            }
        }
        let node_pools = karpenter::node_pools(resources, &subnets, &clusters);
        let profiles = fargate::profiles(resources, &subnets);
        let reservations = reservations::reservations(resources, &subnets);
        let reserved = reservations::blocks(&reservations, &subnets);
        let nodes = groups.iter().map(|group| group.address.clone()).collect();
        let consumers = consumers::consumers(resources, &subnets, &nodes);
        let pods_per_node = pods_per_node.max(1);
        let used = Vec::new();
        Self {
            subnets,
            clusters,
            groups,
            node_pools,
            profiles,
            reservations,
            reserved,
            consumers,
            overlaps,
            used,
            pods_per_node,
            faults,
        }
    }

    pub(super) fn model(&self) -> Model {
        let pools: Vec<Pool<'_>> = self.pools().collect();
        let mut claims: Vec<_> = pools.iter().flat_map(|pool| self.claims_of(pool)).collect();
        claims.extend(self.profiles.iter().flat_map(|profile| profile.claims(&self.subnets, &self.used)));
        claims.extend(self.clusters.iter().flat_map(|cluster| claims::control_plane(cluster, &self.subnets)));
        // A subnet that is only read counts when nodes or a control plane here draw from it.
        let mut drawn: BTreeSet<RangeId> = claims.iter().map(|claim| claim.range.clone()).collect();
        drawn.extend(self.node_pools.iter().flat_map(|pool| self.ranges(&pool.draw)));
        let counts = |subnet: &&Subnet| !subnet.address.data || drawn.contains(&subnet.id());
        let ranges: Vec<_> = self.subnets.iter().filter(counts).filter_map(Subnet::range).collect();
        let (others, too_many) = consumers::claims(&self.consumers, &self.subnets);
        let counted: BTreeSet<&RangeId> = ranges.iter().map(|range| &range.id).collect();
        let mut others: Vec<_> = others.into_iter().filter(|claim| counted.contains(&claim.range)).collect();
        others.extend(of_ranges(&self.used, &ranges));
        let takers = (pools.as_slice(), self.node_pools.as_slice());
        let reserved = reservations::claims(&self.reservations, &self.subnets, takers, (&claims, &others));
        claims.extend(others);
        claims.extend(reserved.into_iter().filter(|claim| counted.contains(&claim.range)));
        claims::keep_the_largest_surge(&mut claims);
        claims.extend(karpenter::claims(&self.node_pools, &self.network(), &claims));
        let mut model = Model {
            ranges,
            node_pools: pools
                .iter()
                .map(Pool::node_pool)
                .chain(self.node_pools.iter().map(|pool| pool.node_pool(&self.network())))
                .collect(),
            clusters: self.clusters.iter().map(|cluster| self.cluster(cluster)).collect(),
            claims,
            load_balancers: self.load_balancers(),
            overlaps: self.overlaps.clone(),
            faults: self.faults.clone(),
            ..Model::default()
        };
        model.faults.extend(prefixes::faults(&model, &pools, &self.subnets, &self.reserved));
        model.undecided = self.undecided(&model, &pools);
        if too_many {
            model.undecided.push(consumers::too_many());
        }
        model
    }

    /// What takes a number of addresses that only the settings can tell.
    pub(super) fn uncounted(&self) -> impl Iterator<Item = String> {
        self.profiles.iter().map(|profile| profile.address.to_string())
    }

    fn network(&self) -> karpenter::Network<'_> {
        karpenter::Network { subnets: &self.subnets, pods_per_node: self.pods_per_node }
    }

    fn pools(&self) -> impl Iterator<Item = Pool<'_>> {
        self.groups.iter().map(|group| Pool::of(group, &self.subnets, self.pods_per_node))
    }

    /// What the nodes of a group take, of their own subnets and of those of their pods.
    fn claims_of(&self, pool: &Pool<'_>) -> Vec<Claim> {
        let mut claims = pool.claims();
        claims.extend(pods::claims(pool, &self.subnets));
        claims
    }

    /// Those that AWS makes interfaces of as their load grows.
    fn load_balancers(&self) -> Vec<LoadBalancer> {
        let grows = self.consumers.iter().filter(|consumer| consumer.grows);
        let of = |consumer: &Consumer| LoadBalancer {
            address: consumer.address.to_string(),
            cloud: Cloud::Aws,
            ranges: self.ranges(&consumer.draw),
            at: consumer.at(),
        };
        grows.map(of).collect()
    }

    /// The names of the subnets that have IPv4 addresses.
    fn ranges(&self, draw: &Draw) -> Vec<RangeId> {
        let subnets = draw.subnets.iter().filter_map(|(index, _)| self.subnets.get(*index));
        subnets.filter(|subnet| !subnet.ipv6_only).map(Subnet::id).collect()
    }

    fn cluster(&self, cluster: &Cluster) -> crate::model::Cluster {
        crate::model::Cluster {
            address: cluster.address.to_string(),
            cloud: Cloud::Aws,
            ranges: self.ranges(&cluster.draw),
            services: None,
            at: cluster.at.clone(),
        }
    }

    pub(super) fn fixes(&self, failing: &[RangeId], goal: Goal) -> Vec<Fix> {
        fixes::fixes(self, failing, goal)
    }

    pub(super) fn max_pods_fixes(&self, node_pool: &str) -> Vec<Fix> {
        fixes::max_pods_fixes(self, node_pool)
    }

    pub(super) fn block_fixes(&self, failing: &[RangeId]) -> Vec<Fix> {
        fixes::block_fixes(self, failing)
    }

    pub(super) fn node_fixes(&self, node_pool: &str) -> Vec<Fix> {
        fixes::node_fixes(self, node_pool)
    }

    /// What could not be decided, where it matters: on ranges that are undecided, and of what has no range.
    fn undecided(&self, model: &Model, pools: &[Pool<'_>]) -> Vec<Undecided> {
        let mut all = Vec::new();
        let mut involved: BTreeSet<&str> = BTreeSet::new();
        let mut vague: BTreeSet<&str> = BTreeSet::new();
        // Where no nodes and no control plane are, nobody asks.
        let asked = |row: &&demand::Row<'_>| row.verdict == Verdict::Undecided && row.holds_cluster();
        for row in demand::ledger(model).iter().filter(asked) {
            match &row.range.prefix_len {
                Decided::Unknown(size) => all.push(size.clone()),
                Decided::Known(_) => {
                    involved.extend(row.claims.iter().map(|claim| claim.by.as_str()));
                    vague.extend(row.claims.iter().filter(|claim| !claim.is_exact()).map(|claim| claim.by.as_str()));
                }
            }
        }
        let is_involved = |address: &Address| involved.contains(address.to_string().as_str());
        let mut doubts = Vec::new();
        for pool in pools {
            let own = &pool.group.address;
            let pods = pods::draw(pool.group, &self.subnets).filter(|draw| draw.subnets.is_empty());
            if let Some(why) = pods.and_then(|draw| draw.open) {
                all.push(why.undecided(format!("the subnets of the pods of `{own}`"), own));
            }
            if is_involved(own) {
                doubts.extend(pool.doubts());
            } else if let (true, Some(why)) = (pool.group.draw.subnets.is_empty(), &pool.group.draw.open) {
                all.push(why.undecided(format!("the subnets of `{own}`"), own));
            }
        }
        for pool in &self.node_pools {
            if pool.draw.subnets.is_empty() || vague.contains(pool.title.as_str()) {
                doubts.extend(pool.doubts(&self.network()));
            }
        }
        for profile in &self.profiles {
            if profile.draw.subnets.is_empty() || vague.contains(profile.address.to_string().as_str()) {
                doubts.push(profile.doubt(&self.used));
            }
        }
        // A few addresses matter only where nothing larger is in doubt.
        let no_nodes = doubts.is_empty();
        for cluster in &self.clusters {
            let own = &cluster.address;
            if let (true, Some(why)) = (cluster.draw.subnets.is_empty(), &cluster.draw.open) {
                all.push(why.undecided(format!("the subnets of `{own}`"), own));
            } else if no_nodes && is_involved(own) {
                doubts.push(cluster.doubt());
            }
        }
        if no_nodes {
            let is_vague = |consumer: &&Consumer| consumer.is_named(&vague);
            doubts.extend(self.consumers.iter().filter(is_vague).filter_map(Consumer::doubt));
            let reserved = self.reservations.iter().filter(|one| vague.contains(one.title().as_str()));
            doubts.extend(reserved.map(Reservation::doubt));
            let of_odd = pools.iter().filter(|pool| vague.contains(pool.group.address.to_string().as_str()));
            doubts.extend(of_odd.filter_map(Pool::odd_doubt));
        }
        all.extend(doubts);
        all
    }
}

/// A cluster whose Services have addresses of its VPC: EKS refuses that.
/// Source: hashicorp/aws provider documentation, `aws_eks_cluster`, `service_ipv4_cidr`, read 2026-11-23.
fn services(cluster: &Cluster, subnets: &[Subnet], networks: &[networks::Network]) -> Option<Overlap> {
    let (cidr, at) = cluster.services.clone().filter(|_| cluster.copies.exact() == Some(1))?;
    let of_cluster = cluster.draw.subnets.iter().find_map(|(index, _)| subnets.get(*index)?.network.as_deref())?;
    let network = networks.iter().find(|network| network.address.to_string() == of_cluster)?;
    let overlap = network.overlap(&(cluster.address.to_string(), cidr, at))?;
    Some(Overlap { refusal: Refusal::Eks, ..overlap })
}
