//! Single changes that make failing GKE ranges fit, each found by making the change and doing the arithmetic again.

mod ranges;

use super::blocks::prefix_len;
use super::claims::Draft;
use super::clusters::Cluster;
use super::draw::Draw;
use super::given::{Count, counted, product};
use super::node_pools::{Pool, Role};
use super::nodes::Limit;
use super::{Estate, Notes};
use crate::cloud::{Goal, fixes};
use crate::demand::{self, Row, Verdict};
use crate::finding::Fix;
use crate::model::{Bounds, Model, RangeId};
use std::collections::{BTreeMap, BTreeSet};

/// What comes of a change after which there is a way to place all node pools that GKE places.
const PLACED: &str = "all can be placed";

/// Pods per node worth proposing: each halves the block of the one before. 110, the default, takes a /24.
const STEPS: [u64; 4] = [64, 32, 16, 8];

/// Changes that make every failing range fit, best first: those that cost least to make, then those that give up
/// nodes.
pub(super) fn fixes(estate: &Estate, failing: &[RangeId], goal: Goal) -> Vec<Fix> {
    let ours = |range: &RangeId| estate.notes.ranges.iter().any(|known| known.id == *range);
    if failing.is_empty() || !failing.iter().all(ours) {
        return Vec::new();
    }
    let search = Search { estate: around(estate, failing), failing, goal };
    if search.fitting(|_| ()).is_some() {
        // What is too much is something else, such as the nodes of an upgrade.
        return Vec::new();
    }
    let mut fixes = Vec::from_iter(search.further_range());
    let mut smaller = search.fewer_pods();
    // Where a change in any one of several pools may do, there is room for changes of other kinds.
    smaller.truncate(2);
    fixes.extend(smaller);
    fixes.extend(search.larger_range());
    fixes.extend(search.own_range());
    fixes.extend(search.fewer_nodes());
    fixes
}

/// The part of an estate that has to do with some ranges: the arithmetic is done many times over.
fn around(estate: &Estate, failing: &[RangeId]) -> Estate {
    let groups = estate.groups();
    let mut ranges: BTreeSet<&RangeId> = failing.iter().collect();
    // What GKE places in one of them it may place in others.
    let shared = groups.iter().filter(|group| group.ranges.iter().any(|range| failing.contains(range)));
    ranges.extend(shared.flat_map(|group| &group.ranges));
    let touches = |draw: &Draw| draw.ranges.iter().any(|range| ranges.contains(range));
    let mut pools: Vec<Pool> = estate.pools.iter().filter(|pool| pool.draws().any(touches)).cloned().collect();
    let used: BTreeSet<usize> = pools.iter().filter_map(|pool| pool.cluster).collect();
    let mut places = BTreeMap::new();
    let mut clusters = Vec::new();
    for (index, cluster) in estate.clusters.iter().enumerate() {
        if used.contains(&index) || touches(&cluster.endpoint) {
            places.insert(index, clusters.len());
            // What it may make by itself is no reason for an error, and so none of those that are to go away.
            clusters.push(Cluster { provisioning: None, ..cluster.clone() });
        }
    }
    for pool in &mut pools {
        pool.cluster = pool.cluster.and_then(|index| places.get(&index).copied());
    }
    let consumers = estate.consumers.iter().filter(|draft| ranges.contains(&draft.claim.range)).cloned().collect();
    let ranges = estate.notes.ranges.iter().filter(|range| ranges.contains(&range.id)).cloned().collect();
    let notes = Notes { ranges, ..Notes::default() };
    let (only_read, used) = (estate.only_read.clone(), estate.used.clone());
    let numbering = estate.numbering.clone();
    Estate { clusters, pools, consumers, overlaps: Vec::new(), only_read, numbering, used, notes }
}

/// Blocks that are tried one by one for a change in one of them. The arithmetic of all pools is done again a dozen times
/// for each; where more of them share a range, the largest are those whose change can help.
const MOST_BLOCKS: usize = 16;

struct Search<'a> {
    estate: Estate,
    failing: &'a [RangeId],
    goal: Goal,
}

impl Search<'_> {
    /// The model after a change, if every failing range then holds what is asked of it.
    fn fitting(&self, change: impl FnOnce(&mut Estate)) -> Option<Model> {
        let mut estate = self.estate.clone();
        change(&mut estate);
        let drafts = estate.drafts();
        let model = estate.sums(&drafts);
        self.holds(&estate, &drafts, &model).then_some(model)
    }

    /// Whether every failing range holds what is asked of it. Where GKE places node pools, it is enough that there is a
    /// way to place them.
    fn holds(&self, estate: &Estate, drafts: &[Draft], model: &Model) -> bool {
        let groups = estate.groups();
        let in_group = |range: &RangeId| groups.iter().find(|group| group.ranges.contains(range));
        let (open, alone): (Vec<_>, Vec<_>) = self.failing.iter().cloned().partition(|range| in_group(range).is_some());
        let mut of_failing = groups.iter().filter(|group| group.ranges.iter().any(|range| open.contains(range)));
        let exhausted = |row: &Row<'_>| row.verdict == Verdict::Exhausted && open.contains(&row.range.id);
        fixes::fit(model, &alone, self.goal)
            && !demand::ledger(model).iter().any(exhausted)
            && of_failing.all(|group| estate.can_fit(group, drafts))
    }

    /// Whether several pools that last draw pods from the failing ranges: then a change in one of them may do.
    fn several(&self) -> bool {
        let blocks: BTreeSet<&str> = self.lasting().iter().map(|pool| pool.block.as_str()).collect();
        blocks.len() > 1
    }

    /// Pools that draw pods from the failing ranges, without default pools that are removed.
    fn lasting(&self) -> Vec<&Pool> {
        let mut pools = self.drawing(true);
        pools.retain(|pool| pool.role != Role::RemovedDefault);
        pools
    }

    /// What comes of a change, in words.
    fn result(&self, model: &Model) -> String {
        match self.places() {
            true => PLACED.to_owned(),
            false => fixes::result(model, self.failing),
        }
    }

    /// Whether GKE places node pools in the failing ranges.
    fn places(&self) -> bool {
        self.estate.pools.iter().any(|pool| !pool.placements.is_empty())
    }

    /// Pools that draw from a failing range, and what they draw there.
    fn drawing(&self, pods_only: bool) -> Vec<&Pool> {
        let fails = |draw: &Draw| draw.ranges.iter().any(|range| self.failing.contains(range));
        let draws = |pool: &&Pool| fails(&pool.pods) || !pods_only && pool.draws().any(fails);
        self.estate.pools.iter().filter(draws).collect()
    }

    /// Smaller blocks: the most pods that fit and the next step, which leaves room to grow. First on the pool, and
    /// where that is not enough as the cluster's default.
    fn fewer_pods(&self) -> Vec<Fix> {
        let drawing = self.drawing(true);
        let settable = drawing
            .iter()
            .filter(|pool| matches!(pool.role, Role::Separate | Role::Inline) && !self.routes(pool))
            .copied();
        let blocks = largest(settable);
        let fixes = fixes::named_if_several(blocks.into_iter().map(|block| {
            let current = drawing.iter().filter(|pool| pool.block == block).map(|pool| self.max_pods(pool)).min();
            let fixes = self.smaller_blocks(current, "max_pods_per_node = {}", |estate, pods| {
                set(estate, block, |pool| pool.max_pods = Some(Count::exactly(pods, None)));
            });
            (block, fixes)
        }));
        if !fixes.is_empty() {
            return fixes;
        }
        let clusters: BTreeSet<usize> =
            drawing.iter().filter(|pool| pool.max_pods.is_none()).filter_map(|pool| pool.cluster).collect();
        let current = drawing.iter().filter(|pool| pool.max_pods.is_none()).map(|pool| self.max_pods(pool)).min();
        self.smaller_blocks(current, "default_max_pods_per_node = {} on the cluster", |estate, pods| {
            for index in &clusters {
                if let Some(cluster) = estate.clusters.get_mut(*index) {
                    cluster.default_max_pods = Some(Count::exactly(pods, None));
                }
            }
        })
    }

    fn routes(&self, pool: &Pool) -> bool {
        pool.cluster.and_then(|index| self.estate.clusters.get(index)).is_some_and(|cluster| cluster.routes)
    }

    fn max_pods(&self, pool: &Pool) -> u64 {
        self.estate.max_pods(pool).count.bounds.at_most.unwrap_or(u64::MAX)
    }

    fn smaller_blocks(&self, current: Option<u64>, words: &str, set: impl Fn(&mut Estate, u64)) -> Vec<Fix> {
        let fix = |pods: u64| {
            let model = self.fitting(|estate| set(estate, pods))?;
            Some(Fix {
                change: words.replace("{}", &pods.to_string()),
                result: format!("a /{} each, {}", self.block(|estate| set(estate, pods), pods)?, self.result(&model)),
            })
        };
        let lower = STEPS.into_iter().filter(|pods| current.is_some_and(|current| *pods < current));
        lower.filter_map(fix).take(if self.several() { 1 } else { 2 }).collect()
    }

    /// Prefix length of the block of a pool that has that many pods per node after a change.
    fn block(&self, change: impl FnOnce(&mut Estate), pods: u64) -> Option<u8> {
        let mut estate = self.estate.clone();
        change(&mut estate);
        let pool = estate.pools.iter().find(|pool| estate.max_pods(pool).count.bounds.exact() == Some(pods))?;
        prefix_len(estate.pod_block(pool).exact()?)
    }

    /// Smaller maximum sizes, one block at a time.
    fn fewer_nodes(&self) -> Vec<Fix> {
        let drawing = self.drawing(false);
        let blocks = largest(drawing.iter().copied());
        fixes::named_if_several(blocks.into_iter().map(|block| {
            let pools: Vec<&Pool> = drawing.iter().filter(|pool| pool.block == block).copied().collect();
            // One figure in the block is one change; instances with figures of their own are several.
            let alike = |pool: &&&Pool| {
                pools.iter().all(|other| per_zone(other) == per_zone(pool) && other.max() == pool.max())
            };
            let fixes = pools.first().filter(alike).map(|pool| self.smaller_pool(pool)).unwrap_or_default();
            (block, fixes)
        }))
    }

    fn smaller_pool(&self, pool: &Pool) -> Vec<Fix> {
        let start = pool.size.desired(&pool.zones).at_least;
        let mut fixes = Vec::new();
        let mut reached = 0;
        if let Some((name, current)) = per_zone(pool)
            && let Some(nodes) = fixes::most(current, |nodes| {
                let change = |estate: &mut Estate| set(estate, &pool.block, |pool| set_per_zone(pool, nodes));
                self.fitting(change).is_some()
            })
        {
            let total = product(Bounds::exactly(nodes), pool.zones.count);
            reached = total.at_least;
            // A limit below the nodes the pool starts with is none.
            if name != "max_node_count" || total.at_least >= start {
                let result = match pool.zones.count.exact() {
                    Some(1) => counted(total, "node"),
                    _ => format!("× {}: {}", counted(pool.zones.count, "zone"), counted(total, "node")),
                };
                fixes.push(Fix { change: format!("{name} = {nodes}"), result });
            }
        }
        if pool.size.limit.is_some()
            && let Some(current) = pool.size.max(&pool.zones).at_most
            && let Some(nodes) = fixes::most(current, |nodes| {
                let limit = Some(Limit::Total(Count::exactly(nodes, None)));
                self.fitting(|estate| set(estate, &pool.block, |pool| pool.size.limit.clone_from(&limit))).is_some()
            })
            && nodes >= start.max(reached.saturating_add(1))
        {
            let result = format!("{} over all zones", counted(Bounds::exactly(nodes), "node"));
            fixes.push(Fix { change: format!("total_max_node_count = {nodes}"), result });
        }
        fixes
    }
}

/// The blocks of these pools in the order of their names; of very many, those with the most nodes.
fn largest<'a>(pools: impl Iterator<Item = &'a Pool>) -> BTreeSet<&'a str> {
    let mut nodes: BTreeMap<&str, u64> = BTreeMap::new();
    for pool in pools {
        let sum = nodes.entry(&pool.block).or_default();
        *sum = sum.saturating_add(pool.max().at_most.unwrap_or(u64::MAX));
    }
    let mut blocks: Vec<(&str, u64)> = nodes.into_iter().collect();
    blocks.sort_by_key(|(_, nodes)| std::cmp::Reverse(*nodes));
    blocks.into_iter().take(MOST_BLOCKS).map(|(block, _)| block).collect()
}

/// The attribute that holds the pool's size per zone, and its exact value.
fn per_zone(pool: &Pool) -> Option<(&'static str, u64)> {
    let exact = |count: &Count| count.bounds.exact();
    match (&pool.size.limit, &pool.size.node_count, &pool.size.initial) {
        (Some(Limit::PerZone(count)), ..) => Some(("max_node_count", exact(count)?)),
        (Some(_), ..) => None,
        (None, Some(count), _) if exact(count) != Some(0) => Some(("node_count", exact(count)?)),
        (None, _, Some(count)) => Some(("initial_node_count", exact(count)?)),
        _ => None,
    }
}

fn set_per_zone(pool: &mut Pool, nodes: u64) {
    let count = Count::exactly(nodes, None);
    match (&mut pool.size.limit, &mut pool.size.node_count, &mut pool.size.initial) {
        (Some(limit), ..) => *limit = Limit::PerZone(count),
        (None, Some(node_count), _) if node_count.bounds.exact() != Some(0) => *node_count = count,
        (None, _, initial) => *initial = Some(count),
    }
}

fn set(estate: &mut Estate, block: &str, change: impl Fn(&mut Pool)) {
    estate.pools.iter_mut().filter(|pool| pool.block == block).for_each(change);
}
