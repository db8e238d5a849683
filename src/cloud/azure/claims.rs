//! What AKS takes from which range: addresses of the nodes' subnet, pod addresses, the API server's, and what an upgrade
//! adds for a while.

use super::Estate;
use super::clusters::Cluster;
use super::consumers;
use super::modes::{BATCH, MAX_PODS, Mode, POD_BLOCK, RESERVED, of_pod_blocks, of_pod_subnet};
use super::node_pools::{self, Pool};
use crate::cloud::draw::Draw;
use crate::cloud::given::{Count, Why, counted, product};
use crate::finding::{Label, Place};
use crate::model::{Addresses, Bounds, Claim, Moments, PerNode, RangeId, Undecided};
use crate::source::Span;
use std::collections::BTreeMap;

/// A claim with what is not yet settled about it.
pub(super) struct Draft {
    pub(super) claim: Claim,
    /// What keeps the claim from being exact.
    pub(super) unknowns: Vec<Undecided>,
}

/// The pods a node may run, and the rule that decides it.
pub(super) struct MaxPods {
    pub(super) count: Count,
    pub(super) from: String,
}

/// What the API server takes of its subnet: "at least nine", and a /28, which has 11, is enough for a cluster.
/// Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, api-server-vnet-integration.md, read 2026-11-26.
const API_SERVER: Bounds<u64> = Bounds { at_least: 9, at_most: Some(11) };

const ONE: Bounds<Addresses> = Bounds { at_least: Addresses(1), at_most: Some(Addresses(1)) };

/// What takes addresses for a while when nodes are replaced.
struct Extra<'a> {
    pool: &'a Pool,
    range: RangeId,
    /// Nodes beside those of the pool.
    nodes: Bounds<u64>,
    each: Bounds<Addresses>,
    label: Label,
}

impl Estate {
    fn cluster_of(&self, pool: &Pool) -> Option<&Cluster> {
        pool.cluster.and_then(|index| self.clusters.get(index))
    }

    pub(super) fn mode(&self, pool: &Pool) -> Result<Mode, Why> {
        node_pools::mode(pool, self.cluster_of(pool))
    }

    /// What is written, else what AKS takes in that mode.
    pub(super) fn max_pods(&self, pool: &Pool) -> MaxPods {
        if let Some(count) = &pool.max_pods {
            return MaxPods { count: count.clone(), from: "max_pods".to_owned() };
        }
        match self.mode(pool) {
            Ok(mode) => {
                let bounds = mode.default_max_pods();
                let because = "AKS takes 110 or 250 pods per node in a pod subnet: its documents differ";
                let why = bounds.exact().is_none().then(|| Why::new(because, "`max_pods`", pool.header));
                let count = Count { bounds, at: None, why };
                MaxPods { count, from: format!("AKS's default for {}", mode.words()) }
            }
            Err(why) => {
                let count = Count { bounds: Bounds::between(MAX_PODS.0, MAX_PODS.1), at: None, why: Some(why) };
                MaxPods { count, from: "a network that is not known".to_owned() }
            }
        }
    }

    /// Addresses that one node takes of its own subnet.
    pub(super) fn of_nodes(&self, pool: &Pool) -> Bounds<Addresses> {
        let pods = self.pods_bounds(pool);
        match self.mode(pool) {
            Ok(mode) => pods.map(|pods| mode.of_node_subnet(pods)),
            Err(_) => Bounds { at_least: Addresses(1), ..pods.map(|pods| Mode::NodeSubnet.of_node_subnet(pods)) },
        }
    }

    /// The most pods of a node, within what AKS accepts.
    fn pods_bounds(&self, pool: &Pool) -> Bounds<u64> {
        let bounds = self.max_pods(pool).count.bounds;
        if bounds.exact().is_some() {
            return bounds;
        }
        let (low, high) = MAX_PODS;
        Bounds::between(bounds.at_least.clamp(low, high), bounds.at_most.unwrap_or(high).min(high))
    }

    /// What one node takes for its pods, and the ranges that come into question.
    pub(super) fn of_pods(&self, pool: &Pool) -> Option<(PerNode, Draw)> {
        let each = |each| PerNode { idle: each, first_pod: each, packed: each };
        match self.mode(pool).ok()? {
            Mode::Overlay | Mode::Kubenet => {
                let range = self.cluster_of(pool)?.pods.clone()?;
                Some((each(Bounds::exactly(POD_BLOCK)), Draw::from(range)))
            }
            Mode::PodSubnet => {
                let per_node = PerNode {
                    idle: Bounds::exactly(of_pod_subnet(0)),
                    first_pod: self.pods_bounds(pool).map(|most| of_pod_subnet(self.pods_per_node.min(most))),
                    packed: self.pods_bounds(pool).map(of_pod_subnet),
                };
                Some((per_node, pool.pods.clone()?))
            }
            Mode::PodBlocks => {
                let blocks = self.pods_bounds(pool).map(of_pod_blocks);
                Some((each(blocks), pool.pods.clone()?))
            }
            Mode::NodeSubnet | Mode::NoPlugin => None,
        }
    }

    /// What one node of the pool takes over all ranges.
    pub(super) fn per_node(&self, pool: &Pool) -> PerNode {
        let nodes = self.of_nodes(pool);
        let pods = self.of_pods(pool).map(|(pods, _)| pods);
        let of = |pick: fn(PerNode) -> Bounds<Addresses>| nodes + pods.map(pick).unwrap_or_default();
        PerNode { idle: of(|p| p.idle), first_pod: of(|p| p.first_pod), packed: of(|p| p.packed) }
    }

    /// Every claim, on every range.
    pub(super) fn drafts(&self) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = self.pools.iter().flat_map(|pool| self.pool_drafts(pool)).collect();
        drafts.extend(self.upgrades());
        for cluster in &self.clusters {
            drafts.extend(cluster.api_server.ranges.iter().map(|range| api_server(cluster, range)));
            drafts.extend(provisioned(cluster));
        }
        drafts.extend(self.spoilt());
        drafts.extend(consumers::drafts(&self.consumers));
        drafts
    }

    /// What subnets of pods have of no use where nodes take whole blocks: the first and the last block hold Azure's own
    /// addresses, and no document read says whether nodes get them.
    fn spoilt(&self) -> Vec<Draft> {
        let takes_blocks = |pool: &&Pool| self.mode(pool) == Ok(Mode::PodBlocks);
        let pools = self.pools.iter().filter(takes_blocks);
        let drawn =
            pools.flat_map(|pool| pool.pods.iter().flat_map(move |draw| draw.ranges.iter().map(move |r| (r, pool))));
        let by_range: BTreeMap<&RangeId, &Pool> = drawn.collect();
        by_range.into_iter().map(|(range, pool)| spoilt(range, pool)).collect()
    }

    fn pool_drafts(&self, pool: &Pool) -> Vec<Draft> {
        let size = Label { at: Place::of(pool.size.at(), &pool.address), text: pool.size.words() };
        let each = self.of_nodes(pool);
        let mut labels: Vec<Label> = self.pods_label(pool, each).into_iter().collect();
        labels.push(size.clone());
        let per_node = PerNode { idle: each, first_pod: each, packed: each };
        let mut drafts: Vec<Draft> = (pool.nodes.ranges.iter())
            .map(|range| self.draft(pool, "nodes", range, &pool.nodes, per_node, labels.clone()))
            .collect();
        if let Some((per_node, draw)) = self.of_pods(pool) {
            let text = match self.mode(pool) {
                Ok(Mode::PodSubnet) => {
                    format!("a node takes {} for its first pods, in batches of 16", addresses(per_node.first_pod))
                }
                Ok(Mode::PodBlocks) => {
                    format!("a node takes {} for its pods, in blocks of 16", addresses(per_node.first_pod))
                }
                _ => "every node takes a /24 for its pods: 256 addresses".to_owned(),
            };
            let taken = Label { at: Place::of(pool.header, &pool.address), text };
            let labels = vec![taken, size];
            let of = |range| self.draft(pool, "pods", range, &draw, per_node, labels.clone());
            drafts.extend(draw.ranges.iter().map(of));
        }
        drafts
    }

    /// Why a node takes more than one address of its subnet.
    fn pods_label(&self, pool: &Pool, each: Bounds<Addresses>) -> Option<Label> {
        if each == ONE {
            return None;
        }
        let pods = self.max_pods(pool).count;
        let text = match pool.max_pods {
            Some(_) => format!("{} and the node itself: {}", counted(pods.bounds, "pod"), addresses(each)),
            None => {
                format!("{} per node by default, and the node itself: {}", counted(pods.bounds, "pod"), addresses(each))
            }
        };
        Some(Label { at: Place::of(pods.at.or(pool.header), &pool.address), text })
    }

    fn draft(
        &self,
        pool: &Pool,
        what: &'static str,
        range: &RangeId,
        draw: &Draw,
        per_node: PerNode,
        labels: Vec<Label>,
    ) -> Draft {
        let here = |nodes: Bounds<u64>| surely_here(nodes, draw.uncertain.is_none());
        let (desired, max) = (here(pool.desired()), here(pool.max()));
        let count = Moments { desired, scaled: max, rollout: max, packed: max };
        let first = per_node.first_pod;
        let claim = Claim {
            by: pool.address.clone(),
            what,
            range: range.clone(),
            count,
            per_node: Some(per_node),
            demand: Moments { packed: max.times(per_node.packed), ..count.map(|nodes| nodes.times(first)) },
            how: format!("{} × {}", counted(max, "node"), addresses(first)),
            labels,
        };
        Draft { claim, unknowns: self.unknowns(pool, what, draw) }
    }

    fn unknowns(&self, pool: &Pool, what: &str, draw: &Draw) -> Vec<Undecided> {
        let of = |subject: &str, why: &Why| {
            let at = why.at.or(pool.header);
            Why { at, ..why.clone() }.undecided(format!("{subject} of `{}`", pool.address), &pool.address)
        };
        let mut unknowns: Vec<_> = pool.size.whys().iter().map(|why| of("number of nodes", why)).collect();
        if pool.copies.exact().is_none() {
            let why = Why::new("the number of its instances is not known", "its `count` or `for_each`", pool.header);
            unknowns.push(of("number of nodes", &why));
        }
        match self.mode(pool) {
            Err(why) => unknowns.push(of("network", &why)),
            Ok(Mode::NodeSubnet | Mode::PodSubnet | Mode::PodBlocks) => {
                unknowns.extend(self.max_pods(pool).count.why.iter().map(|why| of("pods per node", why)));
            }
            Ok(_) => {}
        }
        unknowns.extend(draw.uncertain.iter().map(|why| of(&format!("range for the {what}"), why)));
        unknowns
    }

    /// What nodes that are replaced add, in the worst case of each range: an upgrade of all node pools of one cluster
    /// with the surge of each, or one pool that is made anew beside itself under a temporary name.
    /// Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, upgrade-aks-node-pools-rolling.md: the addresses that the
    /// pools' surges want are summed up; hashicorp/terraform-provider-azurerm@69697b7fe6a9,
    /// website/docs/r/kubernetes_cluster (`temporary_name_for_rotation`); read 2026-11-26.
    fn upgrades(&self) -> Vec<Draft> {
        let mut cases: BTreeMap<RangeId, Vec<Vec<Extra<'_>>>> = BTreeMap::new();
        let mut by_cluster: BTreeMap<(Option<usize>, RangeId), Vec<Extra<'_>>> = BTreeMap::new();
        for pool in &self.pools {
            for (range, each, certain) in self.draws(pool) {
                let extra = |nodes, at: Option<Span>, text| Extra {
                    pool,
                    range: range.clone(),
                    nodes,
                    each,
                    label: Label { at: Place::of(at.or(pool.header), &pool.address), text },
                };
                let nodes = surely_here(pool.surge.nodes(pool.max()), certain);
                let surge = extra(nodes, pool.surge_at, format!("an upgrade adds {}", counted(nodes, "node")));
                by_cluster.entry((pool.cluster, range.clone())).or_default().push(surge);
                if let Some(at) = pool.rotation {
                    let nodes = surely_here(pool.max(), certain);
                    let text = format!(
                        "changing its size or max pods makes {} beside the old ones first",
                        counted(nodes, "new node")
                    );
                    cases.entry(range.clone()).or_default().push(vec![extra(nodes, at, text)]);
                }
            }
        }
        for ((_, range), surges) in by_cluster {
            cases.entry(range).or_default().push(surges);
        }
        let size = |extras: &Vec<Extra<'_>>| {
            let sum = extras.iter().fold(Bounds::default(), |sum: Bounds<_>, e| sum + e.nodes.times(e.each));
            (sum.at_most.unwrap_or(Addresses(u128::MAX)), sum.at_least)
        };
        let worst = cases.into_values().filter_map(|cases| cases.into_iter().max_by_key(size)).flatten();
        worst.filter(|extra| extra.nodes.at_most != Some(0)).map(|extra| self.upgrade(extra)).collect()
    }

    /// The ranges a pool draws from, what a node takes there, and whether it surely takes it there.
    fn draws(&self, pool: &Pool) -> Vec<(RangeId, Bounds<Addresses>, bool)> {
        let of = |draw: &Draw, each| -> Vec<(RangeId, Bounds<Addresses>, bool)> {
            draw.ranges.iter().map(|range| (range.clone(), each, draw.uncertain.is_none())).collect()
        };
        let mut all = of(&pool.nodes, self.of_nodes(pool));
        if let Some((pods, draw)) = self.of_pods(pool) {
            all.extend(of(&draw, pods.first_pod));
        }
        all
    }

    fn upgrade(&self, extra: Extra<'_>) -> Draft {
        let Extra { pool, range, nodes, each, label } = extra;
        let mut unknowns = Vec::new();
        if nodes.exact().is_none() {
            let because = "AKS adds one node or a tenth of the pool during an upgrade: its documents differ";
            let why = Why::new(because, "`max_surge` in `upgrade_settings`", pool.header);
            unknowns.push(why.undecided(format!("nodes that an upgrade of `{}` adds", pool.address), &pool.address));
        }
        let claim = Claim {
            by: pool.address.clone(),
            what: "upgrade",
            range,
            count: Moments { rollout: nodes, ..Moments::default() },
            per_node: None,
            demand: Moments { rollout: nodes.times(each), ..Moments::default() },
            how: format!("{} × {} during an upgrade", counted(nodes, "node"), addresses(each)),
            labels: vec![label],
        };
        Draft { claim, unknowns }
    }
}

/// What may as well come from another range is not surely taken from this one.
fn surely_here(nodes: Bounds<u64>, certain: bool) -> Bounds<u64> {
    if certain { nodes } else { Bounds { at_least: 0, ..nodes } }
}

/// `256 addresses`, `1 address`.
pub(super) fn addresses(each: Bounds<Addresses>) -> String {
    counted(each.map(|each| each.0), "address")
}

fn api_server(cluster: &Cluster, range: &RangeId) -> Draft {
    let address = cluster.address.to_string();
    let taken = product(cluster.copies, surely_here(API_SERVER, cluster.api_server.uncertain.is_none()));
    let demand = taken.map(|n| Addresses(n.into()));
    let at = Place::of(cluster.header, &address);
    let because = "AKS says \"at least nine\" of the addresses of an API server";
    let why = Why::new(because, "more free addresses", cluster.header);
    let mut unknowns = vec![why.undecided(format!("addresses of the API server of `{address}`"), &address)];
    if let Some(why) = &cluster.api_server.uncertain {
        unknowns.push(why.undecided(format!("subnet of the API server of `{address}`"), &address));
    }
    let claim = Claim {
        by: address,
        what: "control plane",
        range: range.clone(),
        count: Moments::of(cluster.copies),
        per_node: None,
        demand: Moments::of(demand),
        how: addresses(demand),
        labels: vec![Label {
            at,
            text: "the API server takes 9 addresses at least; its subnet must be a /28".to_owned(),
        }],
    };
    Draft { claim, unknowns }
}

fn spoilt(range: &RangeId, pool: &Pool) -> Draft {
    let most = BATCH.saturating_mul(2).saturating_sub(RESERVED.0);
    let demand = Bounds::between(Addresses(0), Addresses(most));
    let because = "whether nodes get the blocks at both ends, which hold Azure's own addresses, is not documented";
    let why = Why::new(because, "two more free blocks of 16", pool.header);
    let claim = Claim {
        by: pool.address.clone(),
        what: "blocks",
        range: range.clone(),
        count: Moments::of(Bounds::exactly(1)),
        per_node: None,
        demand: Moments::of(demand),
        how: format!("at most {most} addresses of blocks at the ends"),
        labels: vec![Label {
            at: Place::of(pool.header, &pool.address),
            text: format!("at most {most} addresses are in blocks that hold Azure's own"),
        }],
    };
    let unknown = why.undecided(format!("blocks of `{range}`"), &pool.address);
    Draft { claim, unknowns: vec![unknown] }
}

/// The nodes that AKS makes of its own choice: how many is written in Kubernetes.
/// Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, node-auto-provisioning-node-pools.md, read 2026-11-26.
fn provisioned(cluster: &Cluster) -> Vec<Draft> {
    if cluster.provisions == Some(false) {
        return Vec::new();
    }
    let address = cluster.address.to_string();
    let at = Place::of(cluster.header, &address);
    let because = "node auto provisioning makes as many nodes as pods need";
    let why = Why::new(because, "`usage` in podroom.hcl, with the limits of its NodePools", cluster.header);
    let unknown = why.undecided(format!("number of nodes of `{address}`"), &address);
    let any = Moments { desired: Bounds::default(), ..Moments::of(Bounds::from(0)) };
    let claim = |range: &RangeId| Claim {
        by: address.clone(),
        what: "nodes",
        range: range.clone(),
        count: any,
        per_node: None,
        demand: any.map(|nodes| nodes.map(|n| Addresses(n.into()))),
        how: "as many as pods need".to_owned(),
        labels: vec![Label { at: at.clone(), text: "node auto provisioning makes nodes as pods need them".to_owned() }],
    };
    let ranges = cluster.nodes.ranges.iter().chain(&cluster.pods);
    ranges.map(|range| Draft { claim: claim(range), unknowns: vec![unknown.clone()] }).collect()
}
