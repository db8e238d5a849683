//! What rules can ask: every fact with its name, what it says and how it is computed, and the subjects that have them.
//! `docs/facts.md` is printed from these tables.

mod clusters;
mod faults;
mod page;
mod pools;
mod ranges;

pub use page::page;

use crate::demand::{self, Row};
use crate::eval::value::Value;
use crate::finding::Place;
use crate::model::{Cluster, Decided, Fault, LoadBalancer, Model, NodePool, Overlap, RangeId, RangeKind, Undecided};
use std::collections::{BTreeMap, BTreeSet};

/// What a rule looks at, one at a time. Also the name under which the rule's expressions see the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Each {
    /// An AWS or Azure subnet, or the primary range of a Google Cloud subnetwork.
    Subnet,
    /// A secondary range or a cluster's own range from which pods take addresses.
    PodRange,
    /// Every range.
    Range,
    /// A node pool.
    NodePool,
    /// A cluster.
    Cluster,
    /// A load balancer that grows into its subnets.
    LoadBalancer,
    /// Two blocks of one network that share addresses.
    Overlap,
    /// A block that is no CIDR, or of a size the cloud refuses.
    Cidr,
    /// A subnet outside every block of its network.
    OutsideNetwork,
    /// A secondary range that is named and does not exist.
    SecondaryRange,
    /// A range of Services that something else is in as well.
    ServicesRange,
    /// Node pools that do not fit in their ranges, whichever each of them gets.
    Packing,
    /// More ranges in a network than there can be.
    NetworkLimit,
    /// An instance type that is not in the table.
    InstanceType,
    /// A variable of the VPC CNI that two things set differently.
    CniConflict,
    /// A subnet without the blocks that prefix delegation takes.
    PrefixBlocks,
    /// Something that could not be decided, by the model or by a rule.
    Undecided,
}

impl Each {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 17] = [
        Self::Subnet,
        Self::PodRange,
        Self::Range,
        Self::NodePool,
        Self::Cluster,
        Self::LoadBalancer,
        Self::Overlap,
        Self::Cidr,
        Self::OutsideNetwork,
        Self::SecondaryRange,
        Self::ServicesRange,
        Self::Packing,
        Self::NetworkLimit,
        Self::InstanceType,
        Self::CniConflict,
        Self::PrefixBlocks,
        Self::Undecided,
    ];

    /// The word in a rule file, and the name of the facts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Subnet => "subnet",
            Self::PodRange => "pod_range",
            Self::Range => "range",
            Self::NodePool => "node_pool",
            Self::Cluster => "cluster",
            Self::LoadBalancer => "load_balancer",
            Self::Overlap => "overlap",
            Self::Cidr => "cidr",
            Self::OutsideNetwork => "outside_network",
            Self::SecondaryRange => "secondary_range",
            Self::ServicesRange => "services_range",
            Self::Packing => "packing",
            Self::NetworkLimit => "network_limit",
            Self::InstanceType => "instance_type",
            Self::CniConflict => "cni_conflict",
            Self::PrefixBlocks => "prefix_blocks",
            Self::Undecided => "undecided",
        }
    }

    /// What it stands for, as one sentence.
    pub fn text(self) -> &'static str {
        match self {
            Self::Subnet => "An AWS or Azure subnet, or the primary range of a Google Cloud subnetwork.",
            Self::PodRange => "A secondary range, or a cluster's own range, from which pods take addresses.",
            Self::Range => "Every range: subnets, primary ranges, secondary ranges, clusters' own ranges.",
            Self::NodePool => "Nodes of one shape: an EKS node group, a GKE or AKS node pool.",
            Self::Cluster => "A Kubernetes cluster and the ranges of its control plane.",
            Self::LoadBalancer => {
                "An Application or Classic Load Balancer, which AWS makes interfaces of as its load grows."
            }
            Self::Overlap => "Two blocks of one network that share addresses. Each is a mistake by itself.",
            Self::Cidr => {
                "A block that is no CIDR, or of a size the cloud refuses or may refuse. Each is a mistake by itself."
            }
            Self::OutsideNetwork => "A subnet outside every block of its network. Each is a mistake by itself.",
            Self::SecondaryRange => {
                "A secondary range that a cluster or node pool names and its subnet does not have. Each is a mistake by itself."
            }
            Self::ServicesRange => {
                "A secondary range for the Services of a GKE cluster that pods, or another cluster's Services, are in as well. Each is a mistake by itself."
            }
            Self::Packing => {
                "GKE node pools that do not fit in the ranges of which each gets one, whichever that is. Each is a mistake by itself."
            }
            Self::NetworkLimit => {
                "More secondary ranges of a subnetwork, or pod ranges in a network, than Google Cloud has room for. Each is a mistake by itself."
            }
            Self::InstanceType => {
                "An instance type of a node pool that is not in podroom's table. Each is worth a word by itself."
            }
            Self::CniConflict => {
                "A variable of the VPC CNI that two things set, and differently. Each is worth a word by itself."
            }
            Self::PrefixBlocks => {
                "A subnet that has, or may have, fewer blocks of 16 addresses than its nodes take as prefixes. Each is a mistake by itself."
            }
            Self::Undecided => {
                "Something that could not be decided, by the model or by another rule. Each is worth a word by itself."
            }
        }
    }

    /// The kind of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.word() == word)
    }
}

/// A fact about a `T`: one row of a table.
struct Fact<T> {
    name: &'static str,
    text: &'static str,
    value: fn(&T) -> Value,
}

/// A row.
fn fact<T>(name: &'static str, text: &'static str, value: fn(&T) -> Value) -> Fact<T> {
    Fact { name, text, value }
}

fn facts_of<T>(table: &[Fact<T>], of: &T) -> Value {
    Value::object(table.iter().map(|fact| (fact.name.into(), (fact.value)(of))).collect())
}

/// The facts that conditions ask for; absent when one asks for all of them.
pub type Asked = Option<BTreeSet<String>>;

fn asked_of<T>(table: &[Fact<T>], of: &T, asked: &Asked) -> Value {
    let wanted = |fact: &&Fact<T>| asked.as_ref().is_none_or(|names| names.contains(fact.name));
    Value::object(table.iter().filter(wanted).map(|fact| (fact.name.into(), (fact.value)(of))).collect())
}

/// One thing a rule judges.
pub struct Subject<'m> {
    /// The facts that conditions ask for: of most subjects nothing else is ever asked.
    pub asked: Value,
    /// All of its facts, where these are more.
    all: Option<Box<dyn Fn() -> Value + 'm>>,
    /// Its name in findings: a Terraform address, with `#name` for a secondary range. Empty for what is undecided.
    pub name: String,
    /// Its name in sentences, backquoted.
    pub title: String,
    /// Where a finding points when its rule does not say.
    pub at: Place,
    /// What brings the finding about. Subjects with one cause are reported together.
    pub cause: Vec<String>,
    /// The range it is, or the ranges a node pool draws from: fixes are computed for them.
    pub ranges: &'m [RangeId],
    /// The node pool it is, when it is one.
    pub node_pool: Option<&'m str>,
    /// Addresses of what makes it undecided, if it is: the model may have said why.
    pub about: Vec<String>,
    /// What the model says of its unknown size.
    pub unknown_size: Option<&'m Undecided>,
}

impl Subject<'_> {
    /// All of its facts.
    pub fn facts(&self) -> Value {
        self.all.as_ref().map_or_else(|| self.asked.clone(), |all| all())
    }
}

/// The model with its ledger, and ways to look things up.
pub struct World<'m> {
    model: &'m Model,
    rows: Vec<Row<'m>>,
    by_range: BTreeMap<&'m RangeId, usize>,
    pools: BTreeMap<&'m str, &'m NodePool>,
}

impl<'m> World<'m> {
    /// Does the arithmetic of demand.
    pub fn new(model: &'m Model) -> Self {
        let rows = demand::ledger(model);
        Self {
            by_range: rows.iter().enumerate().map(|(n, row)| (&row.range.id, n)).collect(),
            pools: model.node_pools.iter().map(|pool| (pool.address.as_str(), pool)).collect(),
            model,
            rows,
        }
    }

    /// What there is to judge of a kind, in the model's order. `undecided` is what nobody could decide.
    pub fn subjects<'w>(&'w self, each: Each, asked: &Asked, undecided: &[Undecided]) -> Vec<Subject<'w>> {
        match each {
            Each::Subnet => self.ranges(asked, |row| row.range.kind == RangeKind::Subnet),
            Each::PodRange => self.ranges(asked, |row| row.range.kind != RangeKind::Subnet && !row.claims.is_empty()),
            Each::Range => self.ranges(asked, |_| true),
            Each::NodePool => {
                let table = pools::table();
                self.model
                    .node_pools
                    .iter()
                    .map(|pool| Subject {
                        node_pool: Some(&pool.address),
                        ranges: &pool.ranges,
                        all: Some(Box::new(move || facts_of(&pools::table(), &pools::View { pool, world: self }))),
                        ..subject(asked_of(&table, &pools::View { pool, world: self }, asked), &pool.address, &pool.at)
                    })
                    .collect()
            }
            Each::Cluster => {
                let table = clusters::table();
                self.model
                    .clusters
                    .iter()
                    .map(|cluster| {
                        let Cluster { address, cloud, ranges, services, at } = cluster;
                        let services = services.as_ref();
                        let view = clusters::View { address, cloud: *cloud, ranges, services, at, world: self };
                        subject(facts_of(&table, &view), address, at)
                    })
                    .collect()
            }
            Each::LoadBalancer => {
                let table = clusters::table();
                self.model
                    .load_balancers
                    .iter()
                    .map(|balancer| {
                        let LoadBalancer { address, cloud, ranges, at } = balancer;
                        let view = clusters::View { address, cloud: *cloud, ranges, services: None, at, world: self };
                        subject(facts_of(&table, &view), address, at)
                    })
                    .collect()
            }
            Each::Overlap => {
                let table = faults::overlaps();
                let of = |o: &Overlap| subject(facts_of(&table, o), &o.first.0, &o.first_at);
                self.model.overlaps.iter().map(of).collect()
            }
            Each::Cidr
            | Each::OutsideNetwork
            | Each::SecondaryRange
            | Each::ServicesRange
            | Each::Packing
            | Each::NetworkLimit
            | Each::InstanceType
            | Each::CniConflict
            | Each::PrefixBlocks => {
                let table = faults::table(each);
                let of = |fault: &&Fault| kind_of(fault) == each;
                self.model.faults.iter().filter(of).map(|fault| fault_subject(&table, fault)).collect()
            }
            Each::Undecided => {
                let table = faults::undecided();
                let of = |entry: &Undecided| Subject {
                    title: entry.what.clone(),
                    ..subject(facts_of(&table, entry), "", &entry.at)
                };
                undecided.iter().map(of).collect()
            }
        }
    }

    fn ranges<'w>(&'w self, asked: &Asked, which: impl Fn(&Row<'m>) -> bool) -> Vec<Subject<'w>> {
        let table = ranges::table();
        self.rows
            .iter()
            .filter(|row| which(row))
            .map(|row| {
                let mut cause: Vec<String> = ranges::causes(row).into_iter().map(str::to_owned).collect();
                if cause.is_empty() {
                    cause.push(place_key(&row.range.at));
                }
                let range = row.range;
                let vague = row.claims.iter().filter(|claim| !claim.is_exact());
                let mut about: Vec<String> = vague.map(|claim| claim.by.clone()).collect();
                about.push(range.id.address.clone());
                Subject {
                    asked: asked_of(&table, &ranges::View { row, world: self }, asked),
                    name: range.id.to_string(),
                    title: title(&range.id),
                    at: range.at.clone(),
                    cause,
                    ranges: std::slice::from_ref(&range.id),
                    node_pool: None,
                    about,
                    unknown_size: match &range.prefix_len {
                        Decided::Unknown(undecided) => Some(undecided),
                        Decided::Known(_) => None,
                    },
                    all: Some(Box::new(move || facts_of(&ranges::table(), &ranges::View { row, world: self }))),
                }
            })
            .collect()
    }

    fn row(&self, id: &RangeId) -> Option<&Row<'m>> {
        self.rows.get(*self.by_range.get(id)?)
    }
}

/// A subject that is neither a range nor a pool.
fn subject<'m>(facts: Value, name: &str, at: &Place) -> Subject<'m> {
    Subject {
        asked: facts,
        all: None,
        name: name.to_owned(),
        title: format!("`{name}`"),
        at: at.clone(),
        cause: vec![place_key(at)],
        ranges: &[],
        node_pool: None,
        about: vec![name.to_owned()],
        unknown_size: None,
    }
}

fn fault_subject<'m>(table: &[Fact<Fault>], fault: &'m Fault) -> Subject<'m> {
    if let Fault::Packing { node_pools, ranges, at, .. } = fault {
        let first = node_pools.first().map(String::as_str).unwrap_or_default();
        let cause = node_pools.iter().map(|pool| block(pool).to_owned()).collect();
        return Subject { cause, ranges, ..subject(facts_of(table, fault), first, at) };
    }
    let (Fault::Cidr { address, .. }
    | Fault::OutsideNetwork { address, .. }
    | Fault::SecondaryRangeMissing { address, .. }
    | Fault::ServicesRange { address, .. }
    | Fault::NetworkLimit { address, .. }
    | Fault::UnknownInstanceType { address, .. }
    | Fault::CniSetTwice { address, .. }
    | Fault::PrefixBlocks { range: RangeId { address, .. }, .. }) = fault
    else {
        return subject(facts_of(table, fault), "", fault.at());
    };
    let mut subject = subject(facts_of(table, fault), address, fault.at());
    if let Fault::PrefixBlocks { by, range, .. } = fault {
        subject.ranges = std::slice::from_ref(range);
        // The nodes of one pool bring it about in all of its subnets.
        subject.cause = by.iter().map(|by| block(by).to_owned()).collect();
    }
    subject
}

fn kind_of(fault: &Fault) -> Each {
    match fault {
        Fault::Cidr { .. } => Each::Cidr,
        Fault::OutsideNetwork { .. } => Each::OutsideNetwork,
        Fault::SecondaryRangeMissing { .. } => Each::SecondaryRange,
        Fault::ServicesRange { .. } => Each::ServicesRange,
        Fault::Packing { .. } => Each::Packing,
        Fault::NetworkLimit { .. } => Each::NetworkLimit,
        Fault::UnknownInstanceType { .. } => Each::InstanceType,
        Fault::CniSetTwice { .. } => Each::CniConflict,
        Fault::PrefixBlocks { .. } => Each::PrefixBlocks,
    }
}

/// Instances of one block share a line, so they share a cause.
fn place_key(place: &Place) -> String {
    match place {
        Place::Span(span) => format!("{span:?}"),
        Place::Address(address) => block(address).to_owned(),
    }
}

/// An address without its last key: `aws_subnet.a` of `aws_subnet.a[0]`.
fn block(address: &str) -> &str {
    match address.rfind('[') {
        Some(at) if address.ends_with(']') => address.get(..at).unwrap_or(address),
        _ => address,
    }
}

/// A range in a sentence: `` `aws_subnet.a` ``, or `` `pods` of `google_compute_subnetwork.a` ``.
fn title(id: &RangeId) -> String {
    match &id.name {
        Some(name) => format!("`{name}` of `{}`", id.address),
        None => format!("`{}`", id.address),
    }
}

/// The names of the facts of a kind.
pub(super) fn names(each: Each) -> Vec<&'static str> {
    fn of<T>(table: &[Fact<T>]) -> Vec<&'static str> {
        table.iter().map(|fact| fact.name).collect()
    }
    match each {
        Each::Subnet | Each::PodRange | Each::Range => of(&ranges::table()),
        Each::NodePool => of(&pools::table()),
        Each::Cluster | Each::LoadBalancer => of(&clusters::table()),
        Each::Overlap => of(&faults::overlaps()),
        Each::Cidr
        | Each::OutsideNetwork
        | Each::SecondaryRange
        | Each::ServicesRange
        | Each::Packing
        | Each::NetworkLimit
        | Each::InstanceType
        | Each::CniConflict
        | Each::PrefixBlocks => of(&faults::table(each)),
        Each::Undecided => of(&faults::undecided()),
    }
}
