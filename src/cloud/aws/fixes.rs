//! Changes that make ranges fit, each tried: the estate is changed and the arithmetic is done again.

use super::Estate;
use super::blocks::PREFIX_LENS;
use super::claims::Pool;
use super::cni::{self, Settings};
use super::given::{Count, counted};
use super::instances::{self, Limits};
use super::karpenter;
use super::max_pods::{Kubelet, Said};
use super::settings::Cni;
use super::subnets::{Draw, RESERVED};
use crate::cloud::Goal;
use crate::demand;
use crate::finding::Fix;
use crate::model::{Addresses, Bounds, RangeId};
use std::collections::BTreeSet;

/// Single changes that make all the failing ranges fit, best first.
pub(super) fn fixes(estate: &Estate, failing: &[RangeId], goal: Goal) -> Vec<Fix> {
    let (estate, beside) = &bounded(estate, failing);
    let need = Need { estate, failing, goal };
    let mut fixes = need.smaller_groups();
    fixes.extend(need.lower_limits());
    fixes.extend(need.larger_subnets());
    fixes.extend(need.other_type());
    fixes.extend(candidates(estate.pods_per_node).iter().filter_map(|candidate| need.settings(candidate)));
    fixes.extend(need.fewer_pods());
    for fix in &mut fixes {
        fix.result.push_str(beside);
    }
    fixes
}

/// The estate without what nothing that is changed here bounds, and the words for that: pods on Fargate are left out, and what
/// grows with its load has what AWS asks to keep free for it. What is found holds beside these.
fn bounded(estate: &Estate, failing: &[RangeId]) -> (Estate, String) {
    let draws = |draw: &Draw| estate.ranges(draw).iter().any(|id| failing.contains(id));
    let mut bounded = estate.clone();
    let mut words = BTreeSet::new();
    bounded.profiles.retain(|profile| {
        let told = profile.told(&estate.used).is_some();
        words.extend((!told && draws(&profile.draw)).then(|| ", pods on Fargate not counted".to_owned()));
        told
    });
    for consumer in &mut bounded.consumers {
        if let Some((advised, addresses)) = consumer.as_advised() {
            words.extend(draws(&consumer.draw).then(|| format!(", a {} at {addresses} addresses", consumer.what)));
            *consumer = advised;
        }
    }
    (bounded, words.into_iter().collect())
}

/// Settings of the VPC CNI that lower what a node of a group holds with its first pods.
pub(super) fn node_fixes(estate: &Estate, node_pool: &str) -> Vec<Fix> {
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
struct Candidate {
    words: String,
    /// What goes with it.
    advice: &'static str,
    change: Box<dyn Fn(Settings) -> Option<Settings>>,
}

/// The settings worth trying for nodes that usually run so many pods, best first.
/// Source: aws/amazon-vpc-cni-k8s@b52188387f2e, README and `docs/eni-and-ip-target.md`, read 2026-11-23.
fn candidates(pods_per_node: u64) -> [Candidate; 4] {
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
fn with_settings(estate: &Estate, groups: &BTreeSet<String>, candidate: &Candidate) -> Option<Estate> {
    let asked = |group: &super::Group| groups.contains(&group.address.to_string());
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

/// What has to fit.
struct Need<'a> {
    estate: &'a Estate,
    failing: &'a [RangeId],
    goal: Goal,
}

/// How the tightest of the failing ranges ends up.
struct Outcome {
    /// Nodes in it, and the addresses they take, at the goal's moment.
    nodes: u64,
    addresses: Addresses,
    usable: Addresses,
    /// `here`, `in each subnet`, or the subnet's name.
    place: String,
}

impl Need<'_> {
    /// What the failing ranges come to, if they all hold what they are asked for.
    fn outcome(&self, changed: &Estate) -> Option<Outcome> {
        let model = changed.model();
        let rows = demand::ledger(&model);
        let mut found: Vec<(&RangeId, u64, Addresses, Addresses)> = Vec::new();
        for failing in self.failing {
            let row = rows.iter().find(|row| row.range.id == *failing)?;
            let usable = row.range.usable()?;
            let within = |demand: Bounds<Addresses>| demand.at_most.is_some_and(|most| most <= usable);
            if !within(row.demand.desired)
                || !within(row.demand.scaled)
                || self.goal == Goal::Packed && !within(row.demand.packed)
            {
                return None;
            }
            let claims = || row.claims.iter().filter(|claim| claim.per_node.is_some());
            let (count, demand): (Vec<_>, Vec<_>) = match self.goal {
                Goal::Scaled => claims().map(|claim| (claim.count.scaled, claim.demand.scaled)).unzip(),
                Goal::Packed => claims().map(|claim| (claim.count.packed, claim.demand.packed)).unzip(),
            };
            let nodes = count.into_iter().filter_map(|count| count.at_most).fold(0, u64::saturating_add);
            let addresses = demand.into_iter().filter_map(|demand| demand.at_most).sum();
            found.push((failing, nodes, addresses, usable));
        }
        let (id, nodes, addresses, usable) =
            found.iter().copied().min_by_key(|(_, _, addresses, usable)| usable.saturating_sub(*addresses))?;
        let alike = found.iter().all(|other| (other.1, other.2, other.3) == (nodes, addresses, usable));
        let place = match found.len() {
            1 => "here".to_owned(),
            _ if alike => "in each subnet".to_owned(),
            _ => format!("in `{id}`"),
        };
        Some(Outcome { nodes, addresses, usable, place })
    }

    /// Addresses of the groups that draw from the failing ranges.
    fn groups(&self) -> BTreeSet<String> {
        let claims = self.estate.pools().flat_map(|pool| self.estate.claims_of(&pool));
        let of_groups = claims.filter(|claim| self.failing.contains(&claim.range)).map(|claim| claim.by);
        of_groups.chain(self.node_pools().map(|(_, pool)| pool.title.clone())).collect()
    }

    /// The NodePools that draw from the failing ranges, with their places.
    fn node_pools(&self) -> impl Iterator<Item = (usize, &karpenter::NodePool)> {
        let draws =
            |pool: &karpenter::NodePool| self.estate.ranges(&pool.draw).iter().any(|id| self.failing.contains(id));
        self.estate.node_pools.iter().enumerate().filter(move |(_, pool)| draws(pool))
    }

    /// The largest size at which it fits, for each group whose size is written as a number of nodes.
    fn smaller_groups(&self) -> Vec<Fix> {
        let involved = self.groups();
        let of_interest = |group: &super::Group| involved.contains(&group.address.to_string()) && group.sized_in_nodes;
        let groups = self.estate.groups.iter().enumerate().filter(|(_, group)| of_interest(group));
        groups.filter_map(|(index, _)| self.smaller_group(index, involved.len() > 1)).collect()
    }

    /// The highest limit on CPUs at which it fits, for each NodePool that has one; and larger types.
    fn lower_limits(&self) -> Vec<Fix> {
        let each = self.node_pools().map(|(index, _)| [self.lower_limit(index), self.larger_types(index)]);
        each.flatten().flatten().collect()
    }

    fn with_node_pool(&self, index: usize, pool: karpenter::NodePool) -> Estate {
        let mut changed = self.estate.clone();
        if let Some(of_index) = changed.node_pools.get_mut(index) {
            *of_index = pool;
        }
        changed
    }

    /// Types with more CPUs: they come with so many, so these are the steps.
    fn larger_types(&self, index: usize) -> Option<Fix> {
        let pool = self.estate.node_pools.get(index)?;
        [1, 3, 7, 15, 31, 63].into_iter().find_map(|vcpus| {
            let Outcome { addresses, .. } = self.outcome(&self.with_node_pool(index, pool.without_small(vcpus)?))?;
            Some(Fix {
                change: format!("instance-cpu above {vcpus} for `{}`", pool.title),
                result: format!("up to {addresses} addresses in the tightest subnet"),
            })
        })
    }

    fn lower_limit(&self, index: usize) -> Option<Fix> {
        let pool = self.estate.node_pools.get(index)?;
        let with = |cpus: u64| self.with_node_pool(index, pool.limited(cpus));
        let (mut fits, mut too_many) = (0, pool.cpus()?);
        while fits + 1 < too_many {
            let middle = fits + (too_many - fits) / 2;
            match self.outcome(&with(middle)) {
                Some(_) => fits = middle,
                None => too_many = middle,
            }
        }
        let Outcome { addresses, .. } = self.outcome(&with(fits)).filter(|_| fits > 0)?;
        let nodes = pool.limited(fits).node_pool(&self.estate.network()).max.at_most;
        let nodes = nodes.filter(|nodes| *nodes > 0)?;
        Some(Fix {
            change: format!("limits.cpu = {fits} on `{}`", pool.title),
            result: format!(
                "up to {}, {addresses} addresses in the tightest subnet",
                counted(Bounds::exactly(nodes), "node")
            ),
        })
    }

    fn smaller_group(&self, index: usize, one_of_several: bool) -> Option<Fix> {
        let group = self.estate.groups.get(index)?;
        let (mut fits, mut too_many) = (0, group.max.bounds.exact()?);
        while fits + 1 < too_many {
            let middle = fits + (too_many - fits) / 2;
            match self.outcome(&self.resized(index, middle)) {
                Some(_) => fits = middle,
                None => too_many = middle,
            }
        }
        if fits == 0 {
            return None;
        }
        let Outcome { nodes, addresses, usable, place } = self.outcome(&self.resized(index, fits))?;
        let lower_too = group.desired.bounds.at_most.is_none_or(|desired| desired > fits);
        let desired = if lower_too { ", and the desired size no larger" } else { "" };
        let whose = if one_of_several { format!(" on `{}`", group.address) } else { String::new() };
        Some(Fix {
            change: format!("max_size = {fits}{whose}{desired}"),
            result: format!("{} {place}, {addresses} of {usable}", counted(Bounds::exactly(nodes), "node")),
        })
    }

    fn resized(&self, index: usize, size: u64) -> Estate {
        let mut changed = self.estate.clone();
        if let Some(group) = changed.groups.get_mut(index) {
            group.max = Count::exactly(size, group.max.at);
            let desired = group.desired.bounds;
            group.desired.bounds = Bounds {
                at_least: desired.at_least.min(size),
                at_most: Some(desired.at_most.map_or(size, |most| most.min(size))),
            };
        }
        changed
    }

    /// The smallest blocks that hold it.
    fn larger_subnets(&self) -> Option<Fix> {
        let len = |estate: &Estate| {
            let failing = estate.subnets.iter().filter(|subnet| self.failing.contains(&subnet.id()));
            failing.filter_map(|subnet| subnet.block.prefix_len.as_ref().ok().copied()).min()
        };
        let longest = len(self.estate)?.checked_sub(1)?;
        (*PREFIX_LENS.start()..=longest).rev().find_map(|prefix_len| {
            let changed = self.with_prefix_len(prefix_len);
            let Outcome { addresses, .. } = self.outcome(&changed)?;
            let usable = Addresses::of_prefix(prefix_len).saturating_sub(RESERVED);
            let blocks = match self.failing.len() {
                1 => format!("a /{prefix_len} subnet"),
                _ => format!("a /{prefix_len} for each subnet"),
            };
            let room = if self.network_is_too_small(&changed) { ", and a further block for the VPC" } else { "" };
            Some(Fix { change: format!("{blocks}{room}"), result: format!("{usable} usable, {addresses} reserved") })
        })
    }

    fn with_prefix_len(&self, prefix_len: u8) -> Estate {
        let mut changed = self.estate.clone();
        for subnet in changed.subnets.iter_mut().filter(|subnet| self.failing.contains(&subnet.id())) {
            subnet.block.cidr = None;
            subnet.block.prefix_len = subnet.block.prefix_len.clone().map(|len| len.min(prefix_len));
        }
        changed
    }

    /// Whether the VPC of a failing subnet has fewer addresses than its subnets, as far as both are known.
    fn network_is_too_small(&self, changed: &Estate) -> bool {
        let failing = changed.subnets.iter().filter(|subnet| self.failing.contains(&subnet.id()));
        failing.filter_map(|subnet| subnet.network.as_ref().zip(subnet.network_cidrs.as_ref())).any(|(name, cidrs)| {
            let inside = changed.subnets.iter().filter(|subnet| subnet.network.as_ref() == Some(name));
            let lengths = inside.filter_map(|subnet| subnet.block.prefix_len.as_ref().ok());
            let subnets: Addresses = lengths.map(|len| Addresses::of_prefix(*len)).sum();
            subnets > cidrs.iter().map(|cidr| Addresses::of(*cidr)).sum()
        })
    }

    /// Other settings of the VPC CNI.
    fn settings(&self, candidate: &Candidate) -> Option<Fix> {
        let changed = with_settings(self.estate, &self.groups(), candidate)?;
        self.holding_less(&changed, candidate.words.clone(), candidate.advice)
    }

    /// Another instance type of the same size whose nodes hold less: newer families may have twice the addresses on an
    /// interface. For the one group that is involved, if it has one type.
    fn other_type(&self) -> Option<Fix> {
        let involved = self.groups();
        let mut groups =
            self.estate.groups.iter().enumerate().filter(|(_, g)| involved.contains(&g.address.to_string()));
        let (Some((index, group)), None) = (groups.next(), groups.next()) else { return None };
        let Ok([(name, limits)]) = group.shape.types.as_deref() else { return None };
        let smaller = |other: &Limits| other.ipv4_per_eni < limits.ipv4_per_eni || other.max_enis < limits.max_enis;
        let others = instances::alike(name).into_iter().filter(|(_, other)| smaller(other));
        others.into_iter().find_map(|(other, limits)| {
            let mut changed = self.estate.clone();
            changed.groups.get_mut(index)?.shape.types = Ok(vec![(other.to_owned(), limits)]);
            self.holding_less(&changed, format!("{other} instead of {name}"), "")
        })
    }

    /// No more pods on a node than one interface has addresses for: then it keeps one. The only lever for one group alone.
    /// Source: aws/amazon-vpc-cni-k8s, pull request 2745 (v1.16.3), read 2026-11-23.
    fn fewer_pods(&self) -> Option<Fix> {
        let involved = self.groups();
        let mut groups =
            self.estate.groups.iter().enumerate().filter(|(_, g)| involved.contains(&g.address.to_string()));
        let (Some((index, group)), None) = (groups.next(), groups.next()) else { return None };
        let Cni::Vpc(vpc) = &group.cni else { return None };
        let whole = !vpc.settings.prefix_delegation && !vpc.settings.counts_addresses();
        let types = group.shape.types.as_ref().ok().filter(|_| whole)?;
        let pods = types.iter().map(|(_, limits)| limits.ipv4_per_eni.saturating_sub(1)).min()?;
        // Fewer than these are hardly a node.
        if pods < 10 || self.estate.pods_per_node > pods {
            return None;
        }
        let mut changed = self.estate.clone();
        changed.groups.get_mut(index)?.shape.kubelet = Kubelet::Given(Said::Pods(Bounds::exactly(pods)));
        let words =
            format!("max pods of {pods} on `{}`, in user data of Bottlerocket or of your own AMI", group.address);
        self.holding_less(&changed, words, "")
    }

    /// A change after which nodes hold fewer addresses, if that makes it fit.
    fn holding_less(&self, changed: &Estate, change: String, advice: &str) -> Option<Fix> {
        let Outcome { addresses, place, .. } = self.outcome(changed)?;
        if !self.prefixes_fit(changed) {
            return None;
        }
        // What a node takes of the failing ranges.
        let pools = changed.pools().flat_map(|pool| changed.claims_of(&pool));
        let claims: Vec<_> = pools.filter(|claim| self.failing.contains(&claim.range)).collect();
        let by: BTreeSet<&str> = claims.iter().map(|claim| claim.by.as_str()).collect();
        let each = claims.iter().map(|claim| {
            let holds = claim.per_node?;
            match self.goal {
                Goal::Scaled => holds.first_pod,
                Goal::Packed => holds.packed,
            }
            .at_most
        });
        let each = each.collect::<Option<Vec<_>>>()?;
        if self.node_pools().next().is_some() {
            // The nodes of a NodePool may be of many types.
            return Some(Fix { change, result: format!("up to {addresses} addresses {place}{advice}") });
        }
        let (least, each) = (*each.iter().min()?, *each.iter().max()?);
        let up_to = if by.len() > 1 && least < each { "up to " } else { "" };
        let full = if self.goal == Goal::Packed { "full " } else { "" };
        Some(Fix {
            change,
            result: format!(
                "{up_to}{} per {full}node, {addresses} {place}{advice}",
                counted(Bounds::exactly(each.0), "address"),
            ),
        })
    }

    /// Whether the failing subnets have the blocks for the nodes that take prefixes.
    fn prefixes_fit(&self, changed: &Estate) -> bool {
        let pools: Vec<Pool<'_>> = changed.pools().collect();
        self.failing.iter().all(|failing| {
            let subnet = changed.subnets.iter().find(|subnet| subnet.id() == *failing);
            let Some(Ok(prefix_len)) = subnet.map(|subnet| &subnet.block.prefix_len) else { return false };
            let (mut prefixes, mut enis) = (0_u64, 0_u64);
            for pool in &pools {
                let what = |held: &cni::Held| if held.own > 0 { "pods" } else { "nodes" };
                let of_prefixes = pool.node.as_ref().ok().and_then(|node| node.prefixes.as_ref().map(what));
                let found = changed
                    .claims_of(pool)
                    .into_iter()
                    .find(|claim| claim.range == *failing && of_prefixes.is_none_or(|what| claim.what == what));
                let Some(claim) = found else { continue };
                let Ok(node) = &pool.node else { return false };
                let (count, most) = match self.goal {
                    Goal::Scaled => (claim.count.scaled, node.prefixes),
                    Goal::Packed => (claim.count.packed, node.prefixes_packed),
                };
                let Some(nodes) = count.at_most else { return false };
                if let Some(held) = most {
                    prefixes = prefixes.saturating_add(nodes.saturating_mul(held.units));
                    enis = enis.saturating_add(nodes.saturating_mul(held.enis));
                }
            }
            prefixes == 0 || cni::blocks_packed(prefixes, enis) <= cni::blocks(*prefix_len)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{M6A, addon, block, cluster, computed, group, incident, model, own, resource, subnet};
    use super::*;
    use crate::eval::value::Value;
    use crate::resource::Resource;

    #[test]
    fn fixes_of_the_incident() {
        let estate = Estate::read(&incident(), 1);
        let failing: Vec<_> = estate.model().ranges.iter().map(|range| range.id.clone()).collect();
        let text = |fixes: Vec<Fix>| -> Vec<String> {
            fixes.into_iter().map(|fix| format!("{}: {}", fix.change, fix.result)).collect()
        };
        assert_eq!(
            text(estate.fixes(&failing, Goal::Scaled)),
            [
                "max_size = 120: 40 nodes in each subnet, 4,000 of 4,091",
                "a /19 for each subnet, and a further block for the VPC: 8,187 usable, 5,400 reserved",
                "WARM_IP_TARGET=2, MINIMUM_IP_TARGET=10 on the VPC CNI: 11 addresses per node, 594 in each subnet",
                "prefix delegation with WARM_IP_TARGET=5, MINIMUM_IP_TARGET=10: 17 addresses per node, 918 in each subnet \
                 (reserve the blocks)",
                "WARM_ENI_TARGET=0 on the VPC CNI: 50 addresses per node, 2,700 in each subnet",
                "custom networking with pods in 100.64.0.0/10: 1 address per node, 54 in each subnet, and the rest in the \
                 subnets for pods",
                "max pods of 49 on `aws_eks_node_group.batch`, in user data of Bottlerocket or of your own AMI: 50 addresses per \
                 node, 2,700 in each subnet",
            ]
        );
        assert_eq!(
            text(estate.fixes(&failing[..1], Goal::Scaled)),
            [
                "max_size = 120: 40 nodes here, 4,000 of 4,091",
                "a /19 subnet: 8,187 usable, 5,400 reserved",
                "WARM_IP_TARGET=2, MINIMUM_IP_TARGET=10 on the VPC CNI: 11 addresses per node, 594 here",
                "prefix delegation with WARM_IP_TARGET=5, MINIMUM_IP_TARGET=10: 17 addresses per node, 918 here (reserve \
                 the blocks)",
                "WARM_ENI_TARGET=0 on the VPC CNI: 50 addresses per node, 2,700 here",
                "custom networking with pods in 100.64.0.0/10: 1 address per node, 54 here, and the rest in the subnets \
                 for pods",
                "max pods of 49 on `aws_eks_node_group.batch`, in user data of Bottlerocket or of your own AMI: 50 addresses per \
                 node, 2,700 here",
            ]
        );
        // Full of 248 pods: 13 nodes of 300 in 4,091, and 54 × 300 = 16,200 in a /18. 248 pods take as many addresses
        // whatever is kept warm.
        assert_eq!(
            text(estate.fixes(&failing, Goal::Packed)),
            [
                "max_size = 39: 13 nodes in each subnet, 3,900 of 4,091",
                "a /18 for each subnet, and a further block for the VPC: 16,379 usable, 16,200 reserved",
                "custom networking with pods in 100.64.0.0/10: 1 address per full node, 54 in each subnet, and the rest in \
                 the subnets for pods",
                "max pods of 49 on `aws_eks_node_group.batch`, in user data of Bottlerocket or of your own AMI: 50 addresses per \
                 full node, 2,700 in each subnet",
            ]
        );
        assert_eq!(
            text(estate.node_fixes("aws_eks_node_group.batch")),
            [
                "WARM_IP_TARGET=2, MINIMUM_IP_TARGET=10 on the VPC CNI: 11 addresses per node with the first pods, 256 when \
                 full",
                "prefix delegation with WARM_IP_TARGET=5, MINIMUM_IP_TARGET=10: 17 addresses per node with the first pods, \
                 257 when full (reserve the blocks)",
                "WARM_ENI_TARGET=0 on the VPC CNI: 50 addresses per node with the first pods, 300 when full",
            ]
        );
        assert!(estate.node_fixes("aws_eks_node_group.other").is_empty());
    }

    /// One group in one subnet, with an add-on.
    fn one_subnet(ty: &str, max: u64, cidr: &str, configuration: &str) -> Vec<Resource> {
        vec![
            subnet("aws_subnet.a", cidr, 0),
            cluster(&[]),
            group("aws_eks_node_group.g", &[ty], max, &["aws_subnet.a"], vec![]),
            addon(configuration),
        ]
    }

    /// The same, started from a template whose user data sets max pods.
    fn with_max_pods(ty: &str, max: u64, cidr: &str, pods: u64) -> Vec<Resource> {
        let id = || computed(&own("aws_launch_template.t"), "id");
        let data = format!("/etc/eks/bootstrap.sh main --kubelet-extra-args --max-pods={pods}");
        let template = vec![("id", id()), ("image_id", Value::string("ami-1")), ("user_data", Value::string(data))];
        let of_template = vec![("launch_template", block(vec![("id", id())]))];
        let mut resources = one_subnet(ty, max, cidr, "{}");
        resources[2] = group("aws_eks_node_group.g", &[ty], max, &["aws_subnet.a"], of_template);
        resources.push(resource("aws_launch_template.t", template));
        resources
    }

    #[test]
    fn the_minimum_follows_the_pods_that_a_node_runs() {
        let fixes = Estate::read(&incident(), 30).node_fixes("aws_eks_node_group.batch");
        assert_eq!(fixes[0].change, "WARM_IP_TARGET=2, MINIMUM_IP_TARGET=32 on the VPC CNI");
        assert_eq!(fixes[0].result, "33 addresses per node with the first pods, 256 when full");
    }

    #[test]
    fn every_fix_holds_when_it_is_written_down() {
        let scaled = |resources: &[Resource]| {
            let model = model(resources);
            let row = &demand::ledger(&model)[0];
            row.demand.scaled.at_most <= row.range.usable()
        };
        let mut tried = BTreeSet::new();
        for (ty, max, network, len) in [
            ("m5.large", 900, "10.0.0.0", 23),
            ("m5.large", 3, "10.0.0.0", 27),
            (M6A, 30, "10.0.0.0", 22),
            (M6A, 14, "10.0.0.0", 22),
            ("t3.medium", 30, "10.0.0.0", 24),
            ("m8i.large", 10, "10.0.0.0", 24),
        ] {
            let cidr = format!("{network}/{len}");
            let resources = one_subnet(ty, max, &cidr, "{}");
            assert!(!scaled(&resources), "{ty} {max} {cidr}");
            let estate = Estate::read(&resources, 1);
            let failing = estate.model().ranges[0].id.clone();
            for fix in estate.fixes(&[failing], Goal::Scaled) {
                let figure = |prefix: &str| -> Option<u64> {
                    let rest = fix.change.strip_prefix(prefix)?;
                    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
                };
                let env = |env: &str| one_subnet(ty, max, &cidr, &format!("{{\"env\":{{{env}}}}}"));
                if let Some(size) = figure("max_size = ") {
                    assert!(scaled(&one_subnet(ty, size, &cidr, "{}")), "{fix:?}");
                    assert!(!scaled(&one_subnet(ty, size + 1, &cidr, "{}")), "not the largest: {fix:?}");
                } else if let Some(len) = figure("a /") {
                    assert!(scaled(&one_subnet(ty, max, &format!("{network}/{len}"), "{}")), "{fix:?}");
                    assert!(
                        !scaled(&one_subnet(ty, max, &format!("{network}/{}", len + 1), "{}")),
                        "not the smallest: {fix:?}"
                    );
                } else if fix.change.starts_with("WARM_IP_TARGET") {
                    assert!(scaled(&env(r#""WARM_IP_TARGET":"2","MINIMUM_IP_TARGET":"10""#)), "{fix:?}");
                } else if fix.change.starts_with("prefix") {
                    let env = env(r#""ENABLE_PREFIX_DELEGATION":"true","WARM_IP_TARGET":"5","MINIMUM_IP_TARGET":"10""#);
                    assert!(scaled(&env), "{fix:?}");
                } else if let Some((other, _)) = fix.change.split_once(" instead of ") {
                    assert!(scaled(&one_subnet(other, max, &cidr, "{}")), "{fix:?}");
                } else if fix.change.starts_with("custom") {
                    assert!(scaled(&env(r#""AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG":"true""#)), "{fix:?}");
                } else if let Some(pods) = figure("max pods of ") {
                    assert!(scaled(&with_max_pods(ty, max, &cidr, pods)), "{fix:?}");
                } else {
                    assert!(scaled(&env(r#""WARM_ENI_TARGET":"0""#)), "{fix:?}");
                }
                tried.insert(fix.change.split([' ', '=']).next().map(str::to_owned));
            }
        }
        assert_eq!(tried.len(), 8, "every kind of fix is tried: {tried:?}");
    }
}
