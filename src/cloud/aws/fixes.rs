//! Changes that make ranges fit, each tried: the estate is changed and the arithmetic is done again.

mod blocks;
mod max_pods;
mod settings;

pub(super) use blocks::block_fixes;
pub(super) use max_pods::max_pods_fixes;
pub(super) use settings::node_fixes;

use super::Estate;
use super::blocks::PREFIX_LENS;
use super::claims::Pool;
use super::cni;
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
use settings::{Candidate, candidates, with_settings};
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
mod tests;
