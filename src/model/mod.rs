//! What is being asked for, in no cloud's words: ranges, node pools, clusters and the claims between them.

mod addresses;
mod bounds;
mod overlaps;

pub use addresses::Addresses;
pub use bounds::Bounds;
pub use overlaps::overlaps;

use crate::finding::{Label, Place};
use ipnet::Ipv4Net;
use std::fmt;

/// A cloud podroom has a model of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cloud {
    /// Amazon Web Services.
    Aws,
    /// Google Cloud.
    Gcp,
    /// Microsoft Azure.
    Azure,
}

impl Cloud {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Gcp => "gcp",
            Self::Azure => "azure",
        }
    }

    /// The name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Gcp => "Google Cloud",
            Self::Azure => "Azure",
        }
    }
}

/// What kind of block a range is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RangeKind {
    /// An AWS or Azure subnet, or a GCP subnetwork's primary range.
    Subnet,
    /// A secondary range of a GCP subnetwork.
    SecondaryRange,
    /// A range that belongs to one cluster (`cluster_ipv4_cidr_block`, `pod_cidr`).
    ClusterRange,
}

impl RangeKind {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Subnet => "subnet",
            Self::SecondaryRange => "secondary-range",
            Self::ClusterRange => "cluster-range",
        }
    }
}

/// Names a range: the address of the resource that holds it, and the name of a secondary range.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RangeId {
    /// Terraform address of the subnet (or cluster).
    pub address: String,
    /// Name of the secondary range.
    pub name: Option<String>,
}

impl fmt::Display for RangeId {
    /// `aws_subnet.a`, or `google_compute_subnetwork.a#pods`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{}#{name}", self.address),
            None => f.write_str(&self.address),
        }
    }
}

/// A fact the configuration may not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided<T> {
    /// It tells.
    Known(T),
    /// It does not.
    Unknown(Undecided),
}

impl<T> Decided<T> {
    /// The fact, if it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

/// Something that could not be decided, in the words of the report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Undecided {
    /// What could not be decided: ``size of `aws_subnet.a` ``.
    pub what: String,
    /// Why: `` `var.cidr` has no value``.
    pub because: String,
    /// Where.
    pub at: Place,
    /// What would decide it: `-var cidr=…`, or a plan.
    pub decide: String,
}

/// A block of addresses that things draw from.
#[derive(Clone, Debug)]
pub struct Range {
    /// Its name.
    pub id: RangeId,
    /// What kind of block.
    pub kind: RangeKind,
    /// Whose it is.
    pub cloud: Cloud,
    /// The block, canonical (host bits dropped). May be unknown when its size is known.
    pub cidr: Option<Ipv4Net>,
    /// Prefix length, 0 to 32.
    pub prefix_len: Decided<u8>,
    /// Addresses the cloud keeps for itself: 5 on AWS and Azure, 4 of a GCP primary range, 0 of a secondary range.
    pub reserved: Addresses,
    /// Addresses for workloads of the smallest block the cloud makes one of.
    pub smallest: Addresses,
    /// The zone's name, when it is known.
    pub zone: Option<String>,
    /// Address, id or name of the VPC or network: ranges with the same one must not overlap.
    pub network: Option<String>,
    /// The network's own blocks, when it has any and all of them are known (AWS: the VPC's CIDRs).
    pub network_cidrs: Option<Vec<Ipv4Net>>,
    /// How many instances it stands for: exactly 1 unless the number of instances is unknown.
    pub copies: Bounds<u64>,
    /// Where its CIDR is written.
    pub at: Place,
}

impl Range {
    /// All addresses of the block.
    pub fn total(&self) -> Option<Addresses> {
        self.prefix_len.known().map(|len| Addresses::of_prefix(*len))
    }

    /// Addresses left for workloads.
    pub fn usable(&self) -> Option<Addresses> {
        self.total().map(|total| total.saturating_sub(self.reserved))
    }

    /// Addresses that are left for workloads even if it is as small as can be.
    pub fn usable_at_least(&self) -> Addresses {
        self.usable().unwrap_or(self.smallest)
    }
}

/// What one node takes from one range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerNode {
    /// Without a pod that takes an address.
    pub idle: Bounds<Addresses>,
    /// Once its first pod runs (or `pods_per_node` of them).
    pub first_pod: Bounds<Addresses>,
    /// When full of pods.
    pub packed: Bounds<Addresses>,
}

impl PerNode {
    /// What either of two nodes takes.
    pub fn or(self, other: Self) -> Self {
        Self {
            idle: self.idle.or(other.idle),
            first_pod: self.first_pod.or(other.first_pod),
            packed: self.packed.or(other.packed),
        }
    }

    /// The same, or as little as that.
    pub fn with_least(self, at_least: Addresses) -> Self {
        let lower = |bounds: Bounds<Addresses>| Bounds { at_least, ..bounds };
        Self { idle: lower(self.idle), first_pod: lower(self.first_pod), packed: lower(self.packed) }
    }
}

/// A figure at each of the four moments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moments<T> {
    /// Desired or initial size.
    pub desired: T,
    /// Maximum size. The default verdict.
    pub scaled: T,
    /// Maximum size and the largest surge of one rolling update.
    pub rollout: T,
    /// Maximum size, nodes full of pods.
    pub packed: T,
}

impl<T> Moments<T> {
    /// The same at every moment.
    pub fn of(value: T) -> Self
    where
        T: Copy,
    {
        Self { desired: value, scaled: value, rollout: value, packed: value }
    }

    /// Applies a function to each.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Moments<U> {
        Moments { desired: f(self.desired), scaled: f(self.scaled), rollout: f(self.rollout), packed: f(self.packed) }
    }

    /// Puts each together with that of another.
    pub fn zip<U, V>(self, other: Moments<U>, mut f: impl FnMut(T, U) -> V) -> Moments<V> {
        Moments {
            desired: f(self.desired, other.desired),
            scaled: f(self.scaled, other.scaled),
            rollout: f(self.rollout, other.rollout),
            packed: f(self.packed, other.packed),
        }
    }
}

/// One thing that takes addresses from one range. A claim never counts twice: what is spread over several
/// ranges is one claim in each, with its share.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Terraform address of what takes them.
    pub by: String,
    /// What they are for: `nodes`, `pods`, `control plane`, `load balancer`.
    pub what: &'static str,
    /// The range they come from.
    pub range: RangeId,
    /// How many nodes (or things) take from this range, at each moment.
    pub count: Moments<Bounds<u64>>,
    /// What each takes, when it is nodes that take; else the demand is given.
    pub per_node: Option<PerNode>,
    /// Addresses taken from this range, at each moment.
    pub demand: Moments<Bounds<Addresses>>,
    /// The arithmetic in one line: `54 nodes × 100 addresses`.
    pub how: String,
    /// The lines the figures come from, cause before effect: `2 interfaces × 50 addresses = 100 …` at the
    /// instance type, `160 nodes over 3 zones: 54 here` at the maximum.
    pub labels: Vec<Label>,
}

impl Claim {
    /// Where the claim is written: its last label, or its address.
    pub fn at(&self) -> Place {
        self.labels.last().map_or_else(|| Place::Address(self.by.clone()), |label| label.at.clone())
    }

    /// Whether a cluster takes them, for its nodes, pods or control plane, and not something else of the network.
    pub fn is_of_cluster(&self) -> bool {
        matches!(self.what, "nodes" | "pods" | "control plane")
    }

    /// Whether all of its demand is exact.
    pub fn is_exact(&self) -> bool {
        let d = &self.demand;
        [d.desired, d.scaled, d.rollout, d.packed].iter().all(|bounds| bounds.exact().is_some())
    }
}

/// Nodes of one shape.
#[derive(Clone, Debug)]
pub struct NodePool {
    /// Terraform address.
    pub address: String,
    /// Whose it is.
    pub cloud: Cloud,
    /// The cloud's own word: `node group`, `node pool`.
    pub word: &'static str,
    /// Address or name of its cluster.
    pub cluster: Option<String>,
    /// Instance or machine types, in the order they are written.
    pub instance_types: Vec<String>,
    /// Pods a node may run.
    pub max_pods: Option<u64>,
    /// The rule that decided `max_pods`, in words.
    pub max_pods_from: String,
    /// What a node has for its pods, where that follows from max pods that somebody can set.
    pub pod_block: Option<PodBlock>,
    /// How its pods get addresses, where settings of the pods' network decide it.
    pub pods: Option<PodNetwork>,
    /// Nodes at desired or initial size.
    pub desired: Bounds<u64>,
    /// Nodes at maximum size.
    pub max: Bounds<u64>,
    /// What one node holds over all ranges, idle, with its first pod and packed; absent if not known.
    pub per_node: Option<PerNode>,
    /// The ranges its nodes and pods draw from.
    pub ranges: Vec<RangeId>,
    /// Those of them of which the cloud may give one all nodes of a zone, because several are in that zone.
    pub picked_at_random: Vec<RangeId>,
    /// Whether its nodes start wherever most addresses are free: what it takes is of all its ranges together.
    pub pooled: bool,
    /// Whether nothing bounds the number of its nodes, as far as anything is written.
    pub unbounded: bool,
    /// Where to point when speaking of addresses per node: the instance type.
    pub at: Place,
}

/// The block that each node of a GKE node pool has for its pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodBlock {
    /// Pods a node may run.
    pub max_pods: u64,
    /// Addresses of the block.
    pub addresses: Addresses,
    /// Length of its prefix.
    pub prefix_len: u8,
    /// The most pods with which the block is half as large.
    pub half: u64,
    /// Where max pods are written.
    pub at: Place,
}

/// How the pods of a node pool get their addresses, as far as settings of the VPC CNI decide it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodNetwork {
    /// `MINIMUM_IP_TARGET`, when it is set without `WARM_IP_TARGET`: no more addresses are ever asked for.
    pub minimum_alone: Option<u64>,
    /// The instance type that the warm targets ask for more addresses than it has: its name, the addresses they ask for
    /// once the first pods run, and all that it has for pods.
    pub above: Option<(String, u64, u64)>,
    /// The instance type with the fewest addresses, its max pods, and how many of these can run.
    pub short: Option<(String, u64, u64)>,
    /// Instance types that cannot take the prefixes that are switched on.
    pub without_prefixes: Vec<String>,
    /// The instance type whose max pods apply to all, these, and the most that another type would have.
    pub lowest: Option<(String, u64, u64)>,
    /// Where the last of the settings is written, if one is.
    pub settings_at: Option<Place>,
}

/// A control plane.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Terraform address.
    pub address: String,
    /// Whose it is.
    pub cloud: Cloud,
    /// Ranges its control plane draws from.
    pub ranges: Vec<RangeId>,
    /// Addresses that it has for Services, and where that is written; of GKE, and where it is known.
    pub services: Option<(Addresses, Place)>,
    /// Where its subnets are written.
    pub at: Place,
}

/// A load balancer that grows into its subnets.
#[derive(Clone, Debug)]
pub struct LoadBalancer {
    /// Terraform address.
    pub address: String,
    /// Whose it is.
    pub cloud: Cloud,
    /// Its subnets.
    pub ranges: Vec<RangeId>,
    /// Where it is written.
    pub at: Place,
}

/// Two things in one network whose blocks share addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Name of the first, and its block.
    pub first: (String, Ipv4Net),
    /// Name of the second, and its block.
    pub second: (String, Ipv4Net),
    /// The network both are in.
    pub network: String,
    /// Who refuses it.
    pub refusal: Refusal,
    /// Where the first is written.
    pub first_at: Place,
    /// Where the second is written.
    pub second_at: Place,
}

/// Who refuses ranges that share addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The network: whichever of the two comes second.
    Network,
    /// EKS: Services with addresses of the VPC.
    Eks,
    /// AKS: pods or Services with addresses of each other or of the cluster's subnet.
    Aks,
    /// AKS, where the subnet is there before the cluster: else pods cannot reach what has these addresses.
    AksPerhaps,
    /// Azure: peering of networks that share addresses.
    Peering,
    /// GKE: a control plane with addresses of the network.
    Gke,
    /// The same with addresses of a network that is peered.
    GkePerhaps,
    /// Google Cloud: peering of networks that share addresses.
    VpcPeering,
    /// Google Cloud, as copies of its pages say: a network in auto mode has that block, or may take more of it.
    AutoMode,
    /// Nobody, until the network is peered with one in auto mode.
    LaterPeering,
}

impl Refusal {
    /// Whether it is sure to come.
    pub fn is_certain(self) -> bool {
        !matches!(self, Self::AksPerhaps | Self::GkePerhaps | Self::AutoMode | Self::LaterPeering)
    }

    /// What the two have to do with each other, in a word.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Network | Self::Eks | Self::Aks | Self::AksPerhaps | Self::Gke => "network",
            Self::Peering | Self::VpcPeering | Self::GkePerhaps => "peering",
            Self::AutoMode => "auto-mode",
            Self::LaterPeering => "later-peering",
        }
    }

    /// What comes of it, in a sentence.
    pub fn words(self, network: &str) -> String {
        match self {
            Self::Network => format!("both are in `{network}`; the second one to be created is refused"),
            Self::Eks => "EKS refuses Services with addresses of the VPC".to_owned(),
            Self::Aks => {
                format!("AKS refuses `{network}`: its pods, its Services and its nodes must not share addresses")
            }
            Self::AksPerhaps => format!(
                "AKS refuses `{network}` if the subnet is there before it; else pods cannot reach what has these addresses"
            ),
            Self::Peering => "Azure refuses to peer networks that share addresses".to_owned(),
            Self::Gke => format!("GKE refuses a control plane with addresses of `{network}`, the network of its nodes"),
            Self::GkePerhaps => {
                "what has these addresses in one of the networks is not reached from the other".to_owned()
            }
            Self::VpcPeering => "Google Cloud refuses to peer networks whose subnetworks share addresses".to_owned(),
            Self::AutoMode => format!("`{network}` is in auto mode: Google Cloud keeps that block for its subnetworks"),
            Self::LaterPeering => {
                format!("`{network}` cannot be peered with a network in auto mode, such as `default`")
            }
        }
    }
}

/// A plain mistake that a model found while it read the resources; a rule of the same id words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `cidr-invalid`: not a CIDR, or a size the cloud refuses.
    Cidr {
        /// Whose it is.
        address: String,
        /// What is written.
        text: String,
        /// What is wrong with it.
        problem: String,
        /// Whether the cloud surely refuses it; else the bound is contested, or nothing may come of the block.
        certain: bool,
        /// Where.
        at: Place,
    },
    /// `subnet-outside-network`
    OutsideNetwork {
        /// The subnet.
        address: String,
        /// Its block.
        cidr: Ipv4Net,
        /// The network's address.
        network: String,
        /// The network's blocks.
        network_cidrs: Vec<Ipv4Net>,
        /// Where the subnet's block is written.
        at: Place,
        /// Where the network's first block is written.
        network_at: Place,
    },
    /// `secondary-range-missing`
    SecondaryRangeMissing {
        /// The cluster or pool.
        address: String,
        /// The name it asks for.
        name: String,
        /// The subnetwork.
        subnet: String,
        /// The names it has.
        has: Vec<String>,
        /// Where the name is written.
        at: Place,
    },
    /// `pods-and-services-share-range` and `services-range-shared`
    ServicesRange {
        /// The cluster.
        address: String,
        /// The range of its Services.
        range: RangeId,
        /// Whether its pods are in that range as well.
        pods_too: bool,
        /// The range of its pods, when the names of the two say that they are swapped.
        swapped_with: Option<RangeId>,
        /// Another cluster with its Services there, and where that names it.
        other: Option<(String, Place)>,
        /// Where the range is named.
        at: Place,
    },
    /// `node-pools-exceed-ranges`
    Packing {
        /// Node pools that do not fit, however they are placed: without any one of them the others may.
        node_pools: Vec<String>,
        /// The ranges of which each gets one.
        ranges: Vec<RangeId>,
        /// Why they do not fit, in a sentence.
        reason: String,
        /// Whether they do at rest, and only the nodes of an upgrade are too many.
        by_rollout: bool,
        /// The lines that the figures come from.
        labels: Vec<Label>,
        /// Where the choice between the ranges is written.
        at: Place,
    },
    /// `network-limit-exceeded`
    NetworkLimit {
        /// The subnetwork or network.
        address: String,
        /// What is asked of it: `171 secondary ranges`.
        needs: String,
        /// What there can be of them, as a clause.
        has: String,
        /// What helps, as a clause.
        remedy: String,
        /// Where.
        at: Place,
    },
    /// `unknown-instance-type`
    UnknownInstanceType {
        /// The node pool.
        address: String,
        /// The type that is not in the table.
        instance_type: String,
        /// Where.
        at: Place,
    },
    /// `cni-set-twice`
    CniSetTwice {
        /// What counts.
        address: String,
        /// The variable.
        variable: String,
        /// Its value.
        value: String,
        /// What sets it otherwise.
        other: String,
        /// To this.
        other_value: String,
        /// Where what counts is written.
        at: Place,
        /// Where the other is.
        other_at: Place,
    },
    /// `prefix-blocks-exhausted`
    PrefixBlocks {
        /// The subnet.
        range: RangeId,
        /// Whose nodes take prefixes from it.
        by: Vec<String>,
        /// Nodes here.
        nodes: u64,
        /// Prefixes they take.
        prefixes: u64,
        /// Blocks needed, with the interfaces' own addresses beside them in as few as can be.
        packed: u64,
        /// Blocks needed when each of these spoils one.
        fragmented: u64,
        /// Blocks of 16 that the subnet has for prefixes.
        blocks: u64,
        /// Blocks that are reserved for prefixes; 0 without a reservation.
        reserved: u64,
        /// Where the subnet's block is written.
        at: Place,
        /// Where the instance type is.
        by_at: Place,
    },
}

impl Fault {
    /// Where the mistake is written.
    pub fn at(&self) -> &Place {
        match self {
            Self::Cidr { at, .. }
            | Self::OutsideNetwork { at, .. }
            | Self::SecondaryRangeMissing { at, .. }
            | Self::ServicesRange { at, .. }
            | Self::Packing { at, .. }
            | Self::NetworkLimit { at, .. }
            | Self::UnknownInstanceType { at, .. }
            | Self::CniSetTwice { at, .. }
            | Self::PrefixBlocks { at, .. } => at,
        }
    }
}

/// Everything the clouds' models found.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The ranges.
    pub ranges: Vec<Range>,
    /// The node pools.
    pub node_pools: Vec<NodePool>,
    /// The clusters.
    pub clusters: Vec<Cluster>,
    /// Load balancers that AWS makes interfaces of as their load grows.
    pub load_balancers: Vec<LoadBalancer>,
    /// Who takes what from which range.
    pub claims: Vec<Claim>,
    /// Ranges of one network that share addresses.
    pub overlaps: Vec<Overlap>,
    /// Plain mistakes.
    pub faults: Vec<Fault>,
    /// What could not be decided.
    pub undecided: Vec<Undecided>,
}

impl Model {
    /// Adds what another model found.
    pub fn append(&mut self, other: Model) {
        self.ranges.extend(other.ranges);
        self.node_pools.extend(other.node_pools);
        self.clusters.extend(other.clusters);
        self.load_balancers.extend(other.load_balancers);
        self.claims.extend(other.claims);
        self.overlaps.extend(other.overlaps);
        self.faults.extend(other.faults);
        self.undecided.extend(other.undecided);
    }
}
