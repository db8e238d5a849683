//! GKE node pools: those with a resource of their own, those inside a cluster, and the default pool.

use super::Notes;
use super::clusters::{self, Cluster, region};
use super::draw::Draw;
use super::given::{Count, Why, given, given_text, product, switch, text};
use super::matching;
use super::named::{self, Named};
use super::networks::{self, Further};
use super::nodes::{self, Limit, Size, Surge, Zones};
use super::placements::{self, Placement};
use super::subnetworks::Subnetwork;
use crate::address::Address;
use crate::eval::value::{Object, Value};
use crate::model::{Bounds, Range, RangeId};
use crate::resource::{self, Resource};
use crate::source::{Span, Spanned};

/// How a pool comes to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A resource of its own, made after the cluster.
    Separate,
    /// A `node_pool` block of the cluster.
    Inline,
    /// The default pool, which stays.
    Default,
    /// The default pool, written as a block or not, removed once the cluster is made.
    RemovedDefault,
}

/// A node pool.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    /// What takes the addresses, by its Terraform address.
    pub(super) address: String,
    /// The block to edit: every instance of it.
    pub(super) block: String,
    pub(super) role: Role,
    /// Its cluster's place in the list.
    pub(super) cluster: Option<usize>,
    /// How many instances it stands for.
    pub(super) copies: Bounds<u64>,
    /// The block's header.
    pub(super) header: Option<Span>,
    pub(super) machine_type: Option<Spanned<String>>,
    pub(super) zones: Zones,
    pub(super) size: Size,
    pub(super) max_pods: Option<Count>,
    /// Absent when the pool does not say; `Some(None)` when it is not known.
    pub(super) overprovision_disabled: Option<Option<bool>>,
    pub(super) surge: Surge,
    pub(super) nodes: Draw,
    pub(super) pods: Draw,
    /// The ways to place it that GKE chooses among, where it does and all of them are known; else none.
    pub(super) placements: Vec<Placement>,
    /// What its nodes take of further networks.
    pub(super) further: Vec<Further>,
}

/// Reads the pools of all kinds.
pub(super) fn read(
    resources: &[Resource],
    clusters: &[Cluster],
    subnetworks: &[Subnetwork],
    notes: &mut Notes,
) -> Vec<Pool> {
    let mut pools = Vec::new();
    let mut names = vec![Vec::new(); clusters.len()];
    let named: Vec<Named> = clusters.iter().map(named).collect();
    let made: Vec<String> = resources.iter().filter_map(made_range).collect();
    for resource in resources.iter().filter(|resource| resource.is("google_container_node_pool")) {
        let pool = separate(resource, clusters, &named, subnetworks, &made, notes);
        if let (Some(cluster), Some(name)) = (pool.cluster, text(resource.get("name"))) {
            names[cluster].push(name);
        }
        if !pool.cluster.and_then(|cluster| clusters.get(cluster)).is_some_and(|cluster| cluster.autopilot) {
            pools.push(pool);
        }
    }
    // One for one: the clusters were read from these resources, in this order.
    let resources = resources.iter().filter(|resource| resource.is("google_container_cluster"));
    for (index, (cluster, resource)) in clusters.iter().zip(resources).enumerate().filter(|(_, (c, _))| !c.autopilot) {
        pools.extend(of_cluster(resource, (index, cluster), &names[index], (subnetworks, &made), notes));
    }
    pools
}

fn named(cluster: &Cluster) -> Named {
    Named {
        address: cluster.address.clone(),
        copies: cluster.copies,
        name: cluster.name.clone(),
        location: cluster.location.clone(),
    }
}

/// The name of a range that a pool makes on its subnetwork.
fn made_range(resource: &Resource) -> Option<String> {
    let config = resource.is("google_container_node_pool").then(|| resource.block("network_config"))??;
    let makes = switch(config.get("create_pod_range"), &resource.address) != Some(false);
    makes.then(|| text(config.get("pod_range")))?
}

fn separate(
    resource: &Resource,
    clusters: &[Cluster],
    named: &[Named],
    subnetworks: &[Subnetwork],
    made: &[String],
    notes: &mut Notes,
) -> Pool {
    let own = &resource.address;
    let address = own.to_string();
    let location = text(resource.get("location"));
    let found = named::cluster("google_container_cluster", resource.get("cluster"), location.as_deref(), named);
    let (cluster, uncertain) = match found {
        Ok((index, uncertain)) => (Some(index), uncertain),
        Err(why) => {
            let at = why.at.or(resource.span);
            notes.undecided.push(Why { at, ..why }.undecided(format!("cluster of `{address}`"), &address));
            (None, None)
        }
    };
    let of = cluster.and_then(|index| clusters.get(index));
    let mut pool = Pool {
        role: Role::Separate,
        block: own.block().to_string(),
        cluster,
        copies: Bounds { at_least: resource.copies.0, at_most: resource.copies.1 },
        nodes: of.map(|cluster| cluster.later.nodes.clone()).unwrap_or_default(),
        pods: of.map(|cluster| cluster.later.pods.clone()).unwrap_or_default(),
        placements: of.map(|cluster| cluster.later.placements.clone()).unwrap_or_default(),
        ..shape(address, own, resource.span, &|name| resource.get(name), of.map(|cluster| &cluster.zones))
    };
    if let Some(config) = resource.block("network_config") {
        draw_from(&mut pool, config, own, of, location.as_deref(), (subnetworks, made), notes);
    }
    if let Some(why) = uncertain {
        pool.may_be_elsewhere(&why);
    }
    pool
}

/// What a pool's `network_config` says of its ranges.
/// Source: googleapis cluster_service.proto (`NodeNetworkConfig`), read 2026-11-23.
fn draw_from(
    pool: &mut Pool,
    config: &Object,
    own: &Address,
    cluster: Option<&Cluster>,
    location: Option<&str>,
    (subnetworks, made): (&[Subnetwork], &[String]),
    notes: &mut Notes,
) {
    let mut subnets = cluster.map(|cluster| cluster.subnets.clone()).unwrap_or_default();
    let pinned = given_text(config.get("subnetwork"), own);
    if let Some(pinned) = pinned {
        subnets = matching::subnetwork(pinned, location.map(region), subnetworks);
        placements::pin(pool, subnets.primary(subnetworks));
        if let Some(why) = subnets.uncertain.clone().filter(|_| subnets.indices.is_empty()) {
            notes.undecided.push(why.undecided(format!("subnetwork of `{}`", pool.address), &pool.address));
        }
    }
    pool.further = networks::read(config, own, &pool.address, location.map(region), subnetworks, notes);
    let creates = switch(config.get("create_pod_range"), own);
    let name = given_text(config.get("pod_range"), own);
    if creates != Some(false) || name.is_some() {
        pool.placements.clear();
    }
    let found = match (creates, name) {
        (Some(true), _) => match given_text(config.get("pod_ipv4_cidr_block"), own) {
            Some(block) => {
                let id = RangeId { address: pool.address.clone(), name: name.and_then(text) };
                let network = cluster.and_then(|cluster| cluster.network.clone());
                let range = clusters::written_range(block, own, id.clone(), network, &mut notes.faults);
                notes.ranges.push(Range { copies: pool.copies, ..range });
                Ok(Draw::from(id))
            }
            None => Err(Why::new(
                "GKE makes a pod range of a size it chooses",
                "`pod_ipv4_cidr_block`",
                name.and_then(|n| n.span),
            )),
        },
        (None, _) => Err(Why::of(config.get("create_pod_range"))),
        (Some(false), Some(name)) if name.as_str().is_some_and(|name| made.iter().any(|made| made == name)) => {
            Err(Why::new("another node pool makes the pod range", "a range of the subnetwork", name.span))
        }
        (Some(false), Some(name)) => match cluster.filter(|_| pinned.is_none()) {
            Some(cluster) => placements::named(pool, own, name, cluster, subnetworks, notes),
            None => clusters::secondary(own, name, &subnets, subnetworks, notes),
        },
        (Some(false), None) => return,
    };
    pool.pods = found.unwrap_or_else(|why| {
        notes.undecided.push(why.undecided(format!("pod range of `{}`", pool.address), &pool.address));
        Draw { ranges: Vec::new(), uncertain: Some(why) }
    });
}

/// The pools that a cluster makes: its `node_pool` blocks, or else the default pool.
fn of_cluster(
    resource: &Resource,
    (index, cluster): (usize, &Cluster),
    separate: &[String],
    known: (&[Subnetwork], &[String]),
    notes: &mut Notes,
) -> Vec<Pool> {
    let own = &resource.address;
    let value = resource.get("node_pool");
    let blocks = if given(value, own).is_some() { resource::blocks(value) } else { Vec::new() };
    if blocks.is_empty() {
        return default_pool(resource, index, cluster).into_iter().collect();
    }
    let removed = switch(resource.get("remove_default_node_pool"), own);
    let mut pools = Vec::new();
    for (number, object) in blocks.iter().enumerate() {
        // A cluster that exists lists all its pools, those with a resource of their own as well.
        if object.and_then(|object| text(object.get("name"))).is_some_and(|name| separate.contains(&name)) {
            continue;
        }
        let address = format!("{own}.node_pool[{number}]");
        let get = |name: &str| object.map_or(value, |object| object.get(name));
        let pool = of(cluster, index, shape(address, own, resource.span, &get, Some(&cluster.zones)));
        let mut pool = Pool { block: format!("{}.node_pool[{number}]", own.block()), ..pool };
        let config =
            object.and_then(|object| resource::blocks(object.get("network_config")).into_iter().flatten().next());
        if let Some(config) = config {
            draw_from(&mut pool, config, own, Some(cluster), cluster.location.as_deref(), known, notes);
        }
        match (removed, is_default(get("name"))) {
            (Some(false), _) | (_, Some(false)) => {}
            (Some(true), Some(true)) => pool.role = Role::RemovedDefault,
            (Some(true), None) => pool.may_be_elsewhere(&Why::of(get("name"))),
            (None, _) => pool.may_be_elsewhere(&Why::of(resource.get("remove_default_node_pool"))),
        }
        pools.push(pool);
    }
    pools
}

/// Whether an inline pool is the one that `remove_default_node_pool` means, by its name; absent when that is not known.
/// Source: hashicorp/terraform-provider-google, `resourceContainerClusterCreate` (it deletes `nodePools/default-pool`),
/// read 2026-11-23.
fn is_default(name: &Value) -> Option<bool> {
    // Without a name the provider makes one up.
    if name.is_null() { Some(false) } else { name.as_str().map(|name| name == "default-pool") }
}

/// The pool with the cluster's draws, copies and block.
fn of(cluster: &Cluster, index: usize, pool: Pool) -> Pool {
    Pool {
        block: cluster.address.block().to_string(),
        cluster: Some(index),
        copies: cluster.copies,
        nodes: cluster.nodes.clone(),
        pods: cluster.pods.clone(),
        ..pool
    }
}

/// `initial_node_count` nodes in every zone, at the cluster's own pods per node. They need their addresses while the
/// cluster is made, even if they are removed right after.
/// Source: hashicorp/terraform-provider-google website/docs/r/container_cluster (`remove_default_node_pool`), read
/// 2026-11-23.
fn default_pool(resource: &Resource, index: usize, cluster: &Cluster) -> Option<Pool> {
    let own = &resource.address;
    let initial = Count::given_above_zero(resource.get("initial_node_count"), own)?;
    let removed = switch(resource.get("remove_default_node_pool"), own);
    let mut pool = of(cluster, index, shape(own.to_string(), own, resource.span, &|_| &NOTHING, Some(&cluster.zones)));
    pool.role = if removed == Some(true) { Role::RemovedDefault } else { Role::Default };
    pool.size.initial = Some(initial);
    pool.machine_type = resource.block("node_config").and_then(machine_type);
    if removed.is_none() {
        pool.may_be_elsewhere(&Why::of(resource.get("remove_default_node_pool")));
    }
    Some(pool)
}

static NOTHING: Value = Value {
    kind: crate::eval::value::Kind::Null(crate::eval::value::Type::Any),
    span: None,
    via: None,
    marks: crate::eval::marks::Marks::NONE,
};

/// What every kind of pool writes in the same words.
fn shape<'a>(
    address: String,
    own: &Address,
    header: Option<Span>,
    get: &dyn Fn(&str) -> &'a Value,
    cluster: Option<&Zones>,
) -> Pool {
    let block = |name: &str| {
        let value = get(name);
        given(value, own).and_then(|value| resource::blocks(value).first().copied())
    };
    let inherited = || {
        let why = || Why::new("the zones of its cluster are not known", "`node_locations` on the node pool", header);
        cluster.cloned().unwrap_or_else(|| Zones::unknown(why()))
    };
    let (min, limit) = match block("autoscaling") {
        None => (None, None),
        Some(None) => {
            let unknown = Limit::Unknown(Why::of(get("autoscaling")));
            (Some(unknown.clone()), Some(unknown))
        }
        Some(Some(object)) => {
            let count = |name| Count::given(object.get(name), own);
            let (min, total_min) = (count("min_node_count"), count("total_min_node_count"));
            let written = min.is_some() || total_min.is_some();
            let limit = Limit::new(count("max_node_count"), count("total_max_node_count"), header);
            (written.then(|| Limit::new(min, total_min, header)), Some(limit))
        }
    };
    let config = block("network_config").flatten();
    let overprovisioning =
        config.and_then(|config| resource::blocks(config.get("pod_cidr_overprovision_config")).first().copied());
    Pool {
        block: address.clone(),
        address,
        role: Role::Inline,
        cluster: None,
        copies: Bounds::exactly(1),
        header,
        machine_type: block("node_config").flatten().and_then(machine_type),
        zones: nodes::listed_zones(get("node_locations"), own).unwrap_or_else(inherited),
        size: Size {
            node_count: Count::given(get("node_count"), own),
            initial: Count::given(get("initial_node_count"), own),
            min,
            limit,
            header,
        },
        max_pods: Count::given_above_zero(get("max_pods_per_node"), own),
        overprovision_disabled: overprovisioning.map(|block| clusters::overprovision_disabled(Some(block), own)),
        surge: surge(block("upgrade_settings"), own),
        nodes: Draw::default(),
        pods: Draw::default(),
        placements: Vec::new(),
        further: Vec::new(),
    }
}

fn machine_type(config: &Object) -> Option<Spanned<String>> {
    let value = config.get("machine_type");
    text(value).map(|text| Spanned { value: text, span: value.span })
}

/// What an `upgrade_settings` block says, if there is one; `Some(None)` of one that is not known.
pub(super) fn surge(settings: Option<Option<&Object>>, own: &Address) -> Surge {
    let settings = match settings {
        None => return Surge::DEFAULT,
        Some(None) => return Surge::Extra(Bounds::from(0)),
        Some(Some(settings)) => settings,
    };
    let surge = match Count::given(settings.get("max_surge"), own) {
        Some(count) => count.bounds,
        // What GKE takes beside a `max_unavailable` alone is not documented.
        None => Bounds::between(0, 1),
    };
    match given(settings.get("strategy"), own) {
        Some(strategy) if strategy.as_str() == Some("BLUE_GREEN") => Surge::BlueGreen,
        Some(strategy) if strategy.as_str().is_none() => Surge::Extra(Bounds::from(0)),
        _ => Surge::Extra(surge),
    }
}

impl Pool {
    /// Nothing of it is certain in the ranges that it draws from.
    fn may_be_elsewhere(&mut self, why: &Why) {
        self.placements.clear();
        for draw in [&mut self.nodes, &mut self.pods] {
            draw.uncertain = draw.uncertain.take().or_else(|| Some(why.clone()));
        }
    }

    /// Where its nodes and pods draw from, further networks included.
    pub(super) fn draws(&self) -> impl Iterator<Item = &Draw> {
        [&self.nodes, &self.pods].into_iter().chain(self.further.iter().map(|further| &further.draw))
    }

    /// Nodes at the start, over all zones and instances.
    pub(super) fn desired(&self) -> Bounds<u64> {
        product(self.copies, self.size.desired(&self.zones))
    }

    /// Nodes at most, over all zones and instances.
    pub(super) fn max(&self) -> Bounds<u64> {
        product(self.copies, self.size.max(&self.zones))
    }
}
