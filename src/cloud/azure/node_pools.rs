//! AKS node pools: the default pool of a cluster, those that a cluster lists in version 1 of the provider, and those with a
//! resource of their own.

use super::Notes;
use super::azapi;
use super::clusters::Cluster;
use super::dialect::{AGENT_POOLS, Dialect};
use super::matching::Known;
use super::modes::Mode;
use super::nodes::{Size, Surge};
use crate::address::Address;
use crate::cloud::draw::Draw;
use crate::cloud::given::{Count, Why, given, given_text, product, switch, text};
use crate::cloud::named::{self, Named};
use crate::eval::value::{Object, Value};
use crate::model::Bounds;
use crate::resource::{self, Resource};
use crate::source::{Span, Spanned};

/// A node pool.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    /// What takes the addresses, by its Terraform address.
    pub(super) address: String,
    /// The block to edit: every instance of it.
    pub(super) block: String,
    /// Its cluster's place in the list.
    pub(super) cluster: Option<usize>,
    /// How many instances it stands for.
    pub(super) copies: Bounds<u64>,
    /// The block's header.
    pub(super) header: Option<Span>,
    pub(super) vm_size: Option<Spanned<String>>,
    pub(super) size: Size,
    pub(super) max_pods: Option<Count>,
    pub(super) surge: Surge,
    /// Where the name of the pool is written that stands in while this one is made anew.
    pub(super) rotation: Option<Option<Span>>,
    /// Where `max_surge` is written.
    pub(super) surge_at: Option<Span>,
    /// Where its nodes draw from; nothing where Azure makes the network.
    pub(super) nodes: Draw,
    /// The subnet of its pods.
    pub(super) pods: Option<Draw>,
    /// Whether nodes take whole blocks of it, as only azapi can say.
    pub(super) blocks: Result<bool, Why>,
}

impl Pool {
    /// Nodes at the start, over all instances.
    pub(super) fn desired(&self) -> Bounds<u64> {
        product(self.copies, self.size.desired())
    }

    /// Nodes at most, over all instances.
    pub(super) fn max(&self) -> Bounds<u64> {
        product(self.copies, self.size.max())
    }
}

/// Reads the pools of both kinds.
pub(super) fn read(resources: &[Resource], clusters: &[Cluster], known: Known<'_>, notes: &mut Notes) -> Vec<Pool> {
    let named: Vec<Named> = clusters.iter().map(name).collect();
    let mut pools = Vec::new();
    // One for one: the clusters were read from these resources, in this order.
    let of_clusters = resources.iter().filter(|resource| azapi::is_cluster(resource));
    for (index, (cluster, resource)) in clusters.iter().zip(of_clusters).enumerate() {
        let listed = listed(resource);
        if listed.is_empty() {
            let why = unread(resource);
            notes.undecided.push(why.undecided(format!("nodes of `{}`", cluster.address), &cluster.address));
        }
        for (name, object) in listed {
            let pool = of_cluster(resource, (&name, object), (index, cluster), known);
            say_where_unknown(&pool, notes);
            pools.push(pool);
        }
    }
    for resource in resources.iter().filter(|resource| azapi::is_node_pool(resource)) {
        let pool = separate(resource, clusters, &named, known, notes);
        say_where_unknown(&pool, notes);
        pools.push(pool);
    }
    pools
}

/// The blocks of a cluster's node pools: one default pool, or as many as there are in version 1 of the provider and in
/// Azure's API.
pub(super) fn listed(resource: &Resource) -> Vec<(String, &Object)> {
    if let Some(object) = resource.block(DEFAULT) {
        return vec![(DEFAULT.to_owned(), object)];
    }
    let list = if azapi::is_azapi(resource) { AGENT_POOLS } else { LISTED };
    let blocks = resource.blocks(list);
    let several = blocks.len() > 1;
    let name = |number| if several { format!("{list}[{number}]") } else { list.to_owned() };
    blocks.into_iter().enumerate().filter_map(|(number, object)| Some((name(number), object?))).collect()
}

const DEFAULT: &str = "default_node_pool";
const LISTED: &str = "agent_pool_profile";

/// Why a cluster has no node pool here.
fn unread(resource: &Resource) -> Why {
    let unknown = |name| given(resource.get(name), &resource.address).filter(|value| !value.is_known()).map(Why::of);
    let why = || match azapi::is_azapi(resource) {
        true => Why::new(
            "its `body` is no object that lists node pools",
            format!("`{AGENT_POOLS}` in `body`"),
            resource.span,
        ),
        false => Why::new("no `default_node_pool` is written", "`default_node_pool`", resource.span),
    };
    unknown(DEFAULT).or_else(|| unknown(LISTED)).or_else(|| unknown(AGENT_POOLS)).unwrap_or_else(why)
}

fn name(cluster: &Cluster) -> Named {
    Named { address: cluster.address.clone(), copies: cluster.copies, name: cluster.name.clone(), location: None }
}

/// Subnets that are written and not found are worth a word where the range would not say it.
fn say_where_unknown(pool: &Pool, notes: &mut Notes) {
    for (draw, what) in [(Some(&pool.nodes), "subnet"), (pool.pods.as_ref(), "pod subnet")] {
        if let Some(Draw { ranges, uncertain: Some(why) }) = draw
            && ranges.is_empty()
        {
            let why = Why { at: why.at.or(pool.header), ..why.clone() };
            notes.undecided.push(why.undecided(format!("{what} of `{}`", pool.address), &pool.address));
        }
    }
}

fn of_cluster(
    resource: &Resource,
    (name, object): (&str, &Object),
    (index, cluster): (usize, &Cluster),
    known: Known<'_>,
) -> Pool {
    let own = &resource.address;
    // The number of nodes has another name in version 1.
    let get = |name: &str| match name {
        "node_count" if object.get(name).is_null() => object.get("count"),
        name => object.get(name),
    };
    let dialect = match name {
        DEFAULT => Dialect::Azurerm,
        _ if azapi::is_azapi(resource) => Dialect::Azapi,
        _ => Dialect::AzurermOne,
    };
    let shape = Shape { own, header: resource.span, known, dialect, get: &get };
    let unset = Bounds { at_least: 1, at_most: None };
    let subnet = given_text(object.get("vnet_subnet_id"), own);
    Pool {
        address: format!("{own}.{name}"),
        block: format!("{}.{name}", own.block()),
        cluster: Some(index),
        copies: cluster.copies,
        nodes: subnet.map(|subnet| known.draw(subnet)).unwrap_or_default(),
        ..shape.pool(unset)
    }
}

fn separate(resource: &Resource, clusters: &[Cluster], named: &[Named], known: Known<'_>, notes: &mut Notes) -> Pool {
    let own = &resource.address;
    let address = own.to_string();
    let id = resource.get("kubernetes_cluster_id");
    let ty = resource::address_of(id).map_or("azurerm_kubernetes_cluster", |address| &*address.ty);
    let (cluster, mut uncertain) = match named::cluster(ty, id, None, named) {
        Ok((index, uncertain)) => (Some(index), uncertain),
        Err(why) => {
            let why = Why { at: why.at.or(resource.span), ..why };
            notes.undecided.push(why.undecided(format!("cluster of `{address}`"), &address));
            (None, None)
        }
    };
    let dialect = if azapi::is_azapi(resource) { Dialect::Azapi } else { Dialect::Azurerm };
    let shape = Shape { own, header: resource.span, known, dialect, get: &|name| resource.get(name) };
    let mut pool = Pool {
        block: own.block().to_string(),
        cluster,
        copies: Bounds { at_least: resource.copies.0, at_most: resource.copies.1 },
        ..shape.pool(Bounds::exactly(0))
    };
    let subnet = given_text(resource.get("vnet_subnet_id"), own);
    if let Some(subnet) = subnet {
        pool.nodes = known.draw(subnet);
        // Another instance of its cluster has the same subnet for it.
        uncertain = None;
    } else if let Some(of) = cluster.and_then(|index| clusters.get(index)) {
        let because = "no `vnet_subnet_id` is written, and its cluster has one";
        uncertain = Some(Why::new(because, "`vnet_subnet_id` on the node pool", resource.span));
        pool.nodes = of.nodes.clone();
    }
    if !pool.nodes.ranges.is_empty() {
        pool.nodes.uncertain = pool.nodes.uncertain.take().or(uncertain);
    }
    pool
}

/// What both kinds of pool write in the same words.
struct Shape<'a> {
    own: &'a Address,
    header: Option<Span>,
    known: Known<'a>,
    dialect: Dialect,
    get: &'a dyn Fn(&str) -> &'a Value,
}

impl Shape<'_> {
    fn pool(&self, unset: Bounds<u64>) -> Pool {
        let own = self.own;
        let get = self.get;
        let settings = resource::blocks(get("upgrade_settings")).first().copied();
        let spot = get("priority").as_str().is_some_and(|text| text.eq_ignore_ascii_case("spot"));
        let vm_size = get("vm_size");
        let surge_at = settings.flatten().and_then(|settings| settings.get("max_surge").span);
        Pool {
            address: own.to_string(),
            block: own.to_string(),
            cluster: None,
            copies: Bounds::exactly(1),
            header: self.header,
            vm_size: text(vm_size).map(|text| Spanned { value: text, span: vm_size.span }),
            size: self.size(unset),
            max_pods: Count::given_above_zero(get("max_pods"), own),
            surge: if spot { Surge::None } else { surge(settings, own) },
            rotation: text(get("temporary_name_for_rotation")).map(|_| get("temporary_name_for_rotation").span),
            surge_at,
            nodes: Draw::default(),
            pods: given_text(get("pod_subnet_id"), own).map(|subnet| self.known.draw(subnet)),
            blocks: match given_text(get("pod_ip_allocation_mode"), own).map(|mode| (mode, mode.as_str())) {
                None => Ok(false),
                Some((_, Some(mode))) => Ok(mode.eq_ignore_ascii_case("StaticBlock")),
                Some((mode, None)) => Err(Why::of(mode)),
            },
        }
    }

    fn size(&self, unset: Bounds<u64>) -> Size {
        // The second is its name up to version 3 of the provider.
        let names = ["auto_scaling_enabled", "enable_auto_scaling"];
        let switches = names.map(|name| (self.get)(name));
        let written = switches.into_iter().find(|value| given(value, self.own).is_some());
        let autoscaled = written.map_or(Some(false), |value| switch(value, self.own));
        Size {
            count: Count::given_above_zero((self.get)("node_count"), self.own),
            min: Count::given_above_zero((self.get)("min_count"), self.own),
            max: Count::given((self.get)("max_count"), self.own),
            autoscaled,
            doubt: written.filter(|_| autoscaled.is_none()).map(Why::of),
            unset,
            header: self.header,
            dialect: self.dialect,
        }
    }
}

fn surge(settings: Option<Option<&Object>>, own: &Address) -> Surge {
    match settings {
        None => Surge::Unset,
        Some(None) => Surge::Nodes(Bounds::from(0)),
        Some(Some(settings)) => match given_text(settings.get("max_unavailable"), own) {
            // Only one of the two may be written.
            Some(_) if given_text(settings.get("max_surge"), own).is_none() => Surge::None,
            _ => Surge::of(settings.get("max_surge"), own),
        },
    }
}

/// The mode of a pool: a subnet for its pods makes Azure CNI one with a pod subnet.
pub(super) fn mode(pool: &Pool, cluster: Option<&Cluster>) -> Result<Mode, Why> {
    let Some(cluster) = cluster else {
        let why = Why::new("its cluster is not known", "a reference to the cluster", pool.header);
        return if pool.pods.is_some() { pod_subnet(pool) } else { Err(why) };
    };
    match (&cluster.mode, &pool.pods) {
        (Ok(Mode::NodeSubnet | Mode::Kubenet) | Err(_), Some(_)) => pod_subnet(pool),
        (mode, _) => mode.clone(),
    }
}

fn pod_subnet(pool: &Pool) -> Result<Mode, Why> {
    let blocks = pool.blocks.clone()?;
    Ok(if blocks { Mode::PodBlocks } else { Mode::PodSubnet })
}
