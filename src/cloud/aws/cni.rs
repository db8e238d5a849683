//! The VPC CNI's arithmetic: how many addresses of its subnet a node holds, used or not, for a number of pods.
//!
//! Every interface costs its own primary address, and every secondary address (or every prefix, 16 of them) that the
//! CNI keeps on it. Source: aws/amazon-vpc-cni-k8s@b52188387f2e (v1.23.1), `pkg/ipamd/ipamd.go`
//! (`isDatastorePoolTooLow`, `increaseDatastorePool`, `getPrefixesNeeded`) and `pkg/ipamd/datastore/data_store.go`,
//! read 2026-11-23.

use super::instances::Limits;
use crate::model::Bounds;

/// The CNI's settings that decide how many addresses a node holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `WARM_ENI_TARGET`: whole spare interfaces. Ignored with `warm_ip_target`, `minimum_ip_target` or prefixes.
    pub warm_eni_target: u64,
    /// `WARM_IP_TARGET`: spare addresses; 0 is unset. Overrides the interface and prefix targets.
    pub warm_ip_target: u64,
    /// `MINIMUM_IP_TARGET`: least addresses for pods; 0 is unset. Overrides the interface and prefix targets.
    pub minimum_ip_target: u64,
    /// `WARM_PREFIX_TARGET`: spare prefixes, with prefix delegation only.
    pub warm_prefix_target: u64,
    /// `ENABLE_PREFIX_DELEGATION`: /28 prefixes in place of single addresses, where the instance type can take them.
    pub prefix_delegation: bool,
    /// `MAX_ENI`: most interfaces; the instance type's limit holds as well. Never 0.
    pub max_eni: Option<u64>,
    /// `AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG`: the node's own interface has no pods, and those that have are in other
    /// subnets.
    pub custom_networking: bool,
    /// `ENABLE_POD_ENI`: an interface carries those of pods with security groups of their own, one address each.
    pub pod_eni: bool,
    /// `ENABLE_MULTI_NIC`: network cards beside the first have interfaces for pods as well.
    pub multi_nic: bool,
    /// `ENABLE_SUBNET_DISCOVERY`: interfaces beside the node's own may be in other subnets, which carry a tag.
    pub subnet_discovery: bool,
}

impl Default for Settings {
    /// As the add-on, the chart and the manifest are shipped.
    /// Source: aws/amazon-vpc-cni-k8s@b52188387f2e, `charts/aws-vpc-cni/values.yaml`, read 2026-11-23.
    fn default() -> Self {
        Self {
            warm_eni_target: 1,
            warm_ip_target: 0,
            minimum_ip_target: 0,
            warm_prefix_target: 1,
            prefix_delegation: false,
            max_eni: None,
            custom_networking: false,
            pod_eni: false,
            multi_nic: false,
            subnet_discovery: true,
        }
    }
}

impl Settings {
    /// What the CNI does with a variable that is not set: a manifest of one's own without the variables gets these.
    /// Source: aws/amazon-vpc-cni-k8s@b52188387f2e, `pkg/ipamd/ipamd.go` (`getWarmENITarget`, `getWarmPrefixTarget`),
    /// read 2026-11-23.
    pub fn unset() -> Self {
        Self { warm_prefix_target: 0, ..Self::default() }
    }

    /// Whether a node of the type gets prefixes: where it cannot, the CNI silently falls back to single addresses.
    pub fn prefixes_on(&self, limits: &Limits) -> bool {
        self.prefix_delegation && limits.prefixes
    }

    /// Interfaces of the first network card that the CNI may use on a node of the type.
    fn enis_on(&self, limits: &Limits) -> u64 {
        self.max_eni.map_or(limits.max_enis, |most| most.min(limits.max_enis)).max(1)
    }

    /// Whether a node of the type has an interface that carries those of pods; absent when the table does not tell.
    pub fn trunk_on(&self, limits: &Limits) -> Option<bool> {
        if self.pod_eni { limits.branch_enis.map(|most| most > 0) } else { Some(false) }
    }

    /// Interfaces that may hold addresses for pods, beside a trunk when there is one. None at all when custom
    /// networking or a trunk leaves none.
    pub fn pod_enis_on(&self, limits: &Limits, trunk: bool) -> u64 {
        self.enis_on(limits).saturating_sub(u64::from(self.custom_networking) + u64::from(trunk))
    }

    /// Most pods that the CNI can give an address to on a node of the type, beside pods with interfaces of their own.
    pub fn pods_on(&self, limits: &Limits, max_pods: u64, trunk: bool) -> u64 {
        let most = held_on(limits, max_pods, self, u64::MAX - 16, trunk);
        most.units.saturating_mul(if most.prefixes { PER_PREFIX } else { 1 })
    }

    /// Whether targets are counted in addresses, not in whole interfaces or prefixes.
    pub fn counts_addresses(&self) -> bool {
        self.warm_ip_target > 0 || self.minimum_ip_target > 0
    }

    /// Addresses the pool wants for so many pods: the spare ones on top, the minimum at least. A minimum alone never
    /// grows: the pool is low only while it is below the minimum.
    pub fn target(&self, pods: u64) -> u64 {
        match self.warm_ip_target {
            0 => self.minimum_ip_target,
            warm => pods.saturating_add(warm).max(self.minimum_ip_target),
        }
    }
}

/// What one node holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Interfaces with addresses for pods; each costs its own address. With custom networking all of them are in the
    /// subnet for pods.
    pub enis: u64,
    /// Secondary addresses, or prefixes.
    pub units: u64,
    /// Whether the units are prefixes of 16 addresses each.
    pub prefixes: bool,
    /// Interfaces that carry those of pods, beside `enis`: one address each.
    pub trunks: u64,
    /// The node's own interface, when it has no addresses for pods. It is in the node's subnet: one address.
    pub own: u64,
}

/// Addresses in a prefix: a /28.
/// Source: Amazon EC2 User Guide, ec2-prefix-eni, read 2026-11-23.
pub const PER_PREFIX: u64 = 16;

impl Held {
    /// All addresses taken.
    #[cfg(test)]
    pub fn addresses(&self) -> u64 {
        self.for_pods().saturating_add(self.own)
    }

    /// Addresses taken where pods' addresses come from: in the node's subnet, or the one for pods.
    pub fn for_pods(&self) -> u64 {
        let secondary = self.units.saturating_mul(if self.prefixes { PER_PREFIX } else { 1 });
        secondary.saturating_add(self.enis).saturating_add(self.trunks)
    }

    /// Addresses of the first of its interfaces: these surely are in the node's subnet.
    pub fn of_first(&self, limits: &Limits) -> u64 {
        let units = self.units.min(slots(limits));
        units.saturating_mul(if self.prefixes { PER_PREFIX } else { 1 }).saturating_add(self.enis.min(1))
    }
}

/// Secondary addresses (or prefixes) of an interface. Its own address is never given to a pod; it always has at least
/// one other.
pub fn slots(limits: &Limits) -> u64 {
    limits.ipv4_per_eni.saturating_sub(1).max(1)
}

/// What a node of the type holds on its first network card while it runs `pods` pods that take one of its addresses, in
/// a subnet with room. `max_pods` is the kubelet's limit: a pool that large never grows, as the CNI checks it before
/// every allocation (so that one allocation may overshoot). Pods are taken to arrive one after the other; churn can leave
/// a node with more. A trunk is there on every type that may have one.
pub fn held(limits: &Limits, max_pods: u64, settings: &Settings, pods: u64) -> Held {
    held_on(limits, max_pods, settings, pods, settings.trunk_on(limits) == Some(true))
}

/// The same, with or without a trunk.
pub fn held_on(limits: &Limits, max_pods: u64, settings: &Settings, pods: u64, trunk: bool) -> Held {
    let enis = settings.pod_enis_on(limits, trunk);
    let trunks = u64::from(trunk);
    let own = u64::from(settings.custom_networking);
    let prefixes = settings.prefixes_on(limits);
    if enis == 0 {
        // The node's own interface is there all the same.
        return Held { enis: 1 - own, units: 0, prefixes, trunks, own };
    }
    let slots = slots(limits);
    // The pool stops growing once it is as large as max pods, which one allocation may overshoot: the first one takes
    // its whole target, an interface at a time.
    let units = if prefixes {
        let (first, wanted) = match settings.warm_prefix_target {
            _ if settings.counts_addresses() => {
                (settings.target(0).div_ceil(PER_PREFIX), settings.target(pods).div_ceil(PER_PREFIX))
            }
            0 => (1, (pods / PER_PREFIX).saturating_add(1)),
            warm => (warm, warm.saturating_add(pods.div_ceil(PER_PREFIX))),
        };
        let per_eni = slots.saturating_mul(PER_PREFIX);
        let first = first.min(slots.saturating_mul(max_pods.div_ceil(per_eni)));
        wanted.min(max_pods.div_ceil(PER_PREFIX).max(first)).min(slots.saturating_mul(enis))
    } else if settings.counts_addresses() {
        let first = settings.target(0).min(slots.saturating_mul(max_pods.div_ceil(slots)));
        settings.target(pods).min(max_pods.max(first)).min(slots.saturating_mul(enis))
    } else {
        let wanted = match settings.warm_eni_target {
            // Without a spare interface, the next one comes when the last address is taken.
            0 => (pods / slots).saturating_add(1),
            warm => warm.saturating_add(pods.div_ceil(slots)),
        };
        wanted.min(enis).min(max_pods.div_ceil(slots)).max(1).saturating_mul(slots)
    };
    Held { enis: units.div_ceil(slots).max(1), units, prefixes, trunks, own }
}

/// What every network card beside the first takes with `ENABLE_MULTI_NIC`, for so many pods: at least an interface with
/// one spare address, and at most an address for each pod as well, as a pod takes one of each card only if it asks.
/// Source: aws/amazon-vpc-cni-k8s@b52188387f2e, `pkg/ipamd/ipamd.go` (`datastoreTargetState`), read 2026-11-23.
pub fn on_other_cards(limits: &Limits, settings: &Settings, pods: u64) -> Bounds<u64> {
    let cards = if settings.multi_nic { limits.network_cards.saturating_sub(1) } else { 0 };
    let slots = slots(limits);
    let each = |pods: u64| {
        let addresses = pods.saturating_add(1).min(slots.saturating_mul(limits.max_enis.max(1)));
        let enis = addresses.div_ceil(slots);
        let units = if settings.prefixes_on(limits) {
            addresses.div_ceil(PER_PREFIX).saturating_mul(PER_PREFIX)
        } else {
            addresses
        };
        cards.saturating_mul(units.saturating_add(enis))
    };
    Bounds::between(each(0), each(pods))
}

/// Blocks of 16 that a subnet of that prefix length can give as prefixes: the first and the last hold addresses that AWS
/// keeps.
/// Source: Amazon EC2 User Guide, ec2-prefix-eni, and Amazon VPC User Guide, subnet-sizing, read 2026-11-23.
pub fn blocks(prefix_len: u8) -> u64 {
    let all = 28_u8.checked_sub(prefix_len).and_then(|bits| 1_u64.checked_shl(bits.into())).unwrap_or(0);
    all.saturating_sub(2)
}

/// Blocks that so many prefixes need at least, with the own addresses of so many interfaces beside them: these fill the
/// 27 that are left of the first and the last block, then further ones, as long as a reservation keeps them together.
pub fn blocks_packed(prefixes: u64, enis: u64) -> u64 {
    prefixes.saturating_add(enis.saturating_sub(27).div_ceil(PER_PREFIX))
}

/// Blocks that they need at most: every interface's own address may spoil one.
pub fn blocks_fragmented(prefixes: u64, enis: u64) -> u64 {
    prefixes.saturating_add(enis)
}

#[cfg(test)]
mod tests {
    use super::super::instances::limits;
    use super::*;
    use proptest::prelude::*;

    const PLAIN: Settings = Settings {
        warm_eni_target: 1,
        warm_ip_target: 0,
        minimum_ip_target: 0,
        warm_prefix_target: 1,
        prefix_delegation: false,
        max_eni: None,
        custom_networking: false,
        pod_eni: false,
        multi_nic: false,
        subnet_discovery: true,
    };

    const CUSTOM: Settings = Settings { custom_networking: true, ..PLAIN };

    fn ips(warm_ip_target: u64, minimum_ip_target: u64) -> Settings {
        Settings { warm_ip_target, minimum_ip_target, ..PLAIN }
    }

    fn prefixed(warm_prefix_target: u64, warm_ip_target: u64, minimum_ip_target: u64) -> Settings {
        Settings { prefix_delegation: true, warm_prefix_target, warm_ip_target, minimum_ip_target, ..PLAIN }
    }

    /// Type, max pods, settings, and (pods, interfaces, units, addresses) rows.
    type Vector = (&'static str, u64, Settings, &'static [(u64, u64, u64, u64)]);

    const M6A: &str = "m6a.32xlarge";

    #[test]
    fn addresses_of_one_node() {
        let warm_enis = |n| Settings { warm_eni_target: n, ..PLAIN };
        let vectors: Vec<Vector> = vec![
            ("t3.micro", 4, PLAIN, &[(0, 1, 1, 2), (1, 2, 2, 4), (2, 2, 2, 4)]),
            ("t3.small", 11, PLAIN, &[(0, 1, 3, 4), (5, 3, 9, 12), (9, 3, 9, 12)]),
            ("t3.medium", 17, PLAIN, &[(0, 1, 5, 6), (1, 2, 10, 12), (15, 3, 15, 18)]),
            ("m5.large", 29, PLAIN, &[(0, 1, 9, 10), (1, 2, 18, 20), (9, 2, 18, 20), (10, 3, 27, 30), (27, 3, 27, 30)]),
            ("m5.xlarge", 58, PLAIN, &[(0, 1, 14, 15), (1, 2, 28, 30), (56, 4, 56, 60)]),
            ("m5.4xlarge", 234, PLAIN, &[(0, 1, 29, 30), (1, 2, 58, 60), (232, 8, 232, 240)]),
            (M6A, 737, PLAIN, &[(0, 1, 49, 50), (1, 2, 98, 100), (49, 2, 98, 100), (50, 3, 147, 150)]),
            (M6A, 737, PLAIN, &[(98, 3, 147, 150), (99, 4, 196, 200), (735, 15, 735, 750)]),
            (M6A, 250, PLAIN, &[(200, 6, 294, 300), (248, 6, 294, 300)]),
            (M6A, 110, PLAIN, &[(108, 3, 147, 150)]),
            (M6A, 49, PLAIN, &[(0, 1, 49, 50), (1, 1, 49, 50), (47, 1, 49, 50)]),
            ("p3dn.24xlarge", 737, PLAIN, &[(0, 1, 49, 50), (3, 2, 98, 100), (95, 3, 147, 150)]),
            ("p5.48xlarge", 100, PLAIN, &[(0, 1, 49, 50), (1, 2, 98, 100), (98, 2, 98, 100)]),
            (M6A, 737, warm_enis(0), &[(0, 1, 49, 50), (1, 1, 49, 50), (48, 1, 49, 50), (49, 2, 98, 100)]),
            (M6A, 737, warm_enis(0), &[(98, 3, 147, 150)]),
            ("m5.large", 29, warm_enis(2), &[(0, 2, 18, 20), (1, 3, 27, 30)]),
            ("m5.large", 29, Settings { max_eni: Some(2), ..PLAIN }, &[(20, 2, 18, 20)]),
            (M6A, 737, ips(1, 0), &[(0, 1, 1, 2), (1, 1, 2, 3), (49, 2, 50, 52)]),
            (M6A, 737, ips(2, 10), &[(0, 1, 10, 11), (1, 1, 10, 11), (10, 1, 12, 13), (49, 2, 51, 53)]),
            (M6A, 737, ips(2, 10), &[(60, 2, 62, 64)]),
            (M6A, 737, ips(5, 60), &[(1, 2, 60, 62)]),
            ("p3dn.24xlarge", 737, ips(5, 10), &[(0, 1, 10, 11), (7, 1, 12, 13), (15, 1, 20, 21), (45, 2, 50, 52)]),
            ("t3.small", 11, ips(2, 5), &[(0, 2, 5, 7), (5, 3, 7, 10), (9, 3, 9, 12)]),
            ("m5.large", 29, ips(2, 10), &[(27, 3, 27, 30)]),
            ("m5.large", 29, ips(0, 5), &[(5, 1, 5, 6), (6, 1, 5, 6)]),
            ("m5.large", 110, prefixed(1, 0, 0), &[(0, 1, 1, 17), (1, 1, 2, 33), (15, 1, 2, 33), (16, 1, 2, 33)]),
            ("m5.large", 110, prefixed(1, 0, 0), &[(17, 1, 3, 49), (108, 1, 7, 113)]),
            ("m5.large", 110, prefixed(10, 0, 0), &[(0, 1, 9, 145)]),
            ("t3.small", 110, prefixed(1, 0, 0), &[(58, 2, 5, 82)]),
            (M6A, 250, prefixed(1, 0, 0), &[(0, 1, 1, 17), (1, 1, 2, 33), (248, 1, 16, 257)]),
            (M6A, 250, prefixed(0, 0, 0), &[(0, 1, 1, 17), (15, 1, 1, 17), (16, 1, 2, 33)]),
            (M6A, 250, prefixed(3, 0, 0), &[(1, 1, 4, 65)]),
            (M6A, 250, prefixed(1, 5, 10), &[(0, 1, 1, 17), (1, 1, 1, 17), (11, 1, 1, 17), (12, 1, 2, 33)]),
            ("t3.small", 110, prefixed(1, 7, 20), &[(0, 1, 2, 33), (5, 1, 2, 33), (17, 1, 2, 33), (58, 2, 5, 82)]),
            ("m5.large", 20, CUSTOM, &[(0, 2, 9, 11), (1, 3, 18, 21), (18, 3, 18, 21)]),
            (M6A, 688, CUSTOM, &[(0, 2, 49, 51), (1, 3, 98, 101)]),
            (
                "m5.large",
                110,
                Settings { prefix_delegation: true, ..CUSTOM },
                &[(0, 2, 1, 18), (1, 2, 2, 34), (108, 2, 7, 114)],
            ),
            // One interface is the trunk.
            ("m5.large", 29, Settings { pod_eni: true, ..PLAIN }, &[(0, 2, 9, 11), (1, 3, 18, 21), (18, 3, 18, 21)]),
            // Not a type that may have one.
            ("t3.medium", 17, Settings { pod_eni: true, ..PLAIN }, &[(0, 1, 5, 6), (1, 2, 10, 12)]),
            // Only the node's own interface: no pod gets an address.
            ("m5.large", 29, Settings { max_eni: Some(1), ..CUSTOM }, &[(1, 1, 0, 1)]),
            // Not on the Nitro system: prefix delegation falls back to single addresses.
            ("t2.medium", 17, prefixed(1, 0, 0), &[(0, 1, 5, 6), (1, 2, 10, 12)]),
        ];
        for (name, max_pods, settings, rows) in vectors {
            let limits = limits(name).unwrap();
            for (pods, enis, units, addresses) in rows {
                let held = held(&limits, max_pods, &settings, *pods);
                let found = (held.enis + held.trunks + held.own, held.units, held.addresses());
                assert_eq!(
                    found,
                    (*enis, *units, *addresses),
                    "{name}, {max_pods} max pods, {settings:?}, {pods} pods"
                );
            }
        }
    }

    #[test]
    fn a_small_cluster_of_the_best_practices_guide() {
        // Three c5.large, two of which run one CoreDNS pod: 20 + 20 + 10.
        let limits = limits("c5.large").unwrap();
        let total: u64 = [1, 1, 0].into_iter().map(|pods| held(&limits, 29, &PLAIN, pods).addresses()).sum();
        assert_eq!(total, 50);
    }

    #[test]
    fn custom_networking_leaves_one_address_in_the_subnet_of_the_node() {
        let held = held(&limits("m5.large").unwrap(), 20, &CUSTOM, 18);
        assert_eq!((held.own, held.for_pods()), (1, 20));
    }

    #[test]
    fn other_network_cards() {
        let multi = Settings { multi_nic: true, ..PLAIN };
        let p5 = limits("p5.48xlarge").unwrap();
        assert_eq!(on_other_cards(&p5, &PLAIN, 5), Bounds::exactly(0));
        assert_eq!(on_other_cards(&p5, &multi, 0), Bounds::exactly(62));
        assert_eq!(on_other_cards(&p5, &multi, 1), Bounds::between(62, 93));
        assert_eq!(on_other_cards(&limits("m5.large").unwrap(), &multi, 9), Bounds::exactly(0));
    }

    #[test]
    fn nodes_that_fill_an_empty_subnet() {
        let m6a = limits(M6A).unwrap();
        let cost = |max_pods, settings: &Settings, pods| held(&m6a, max_pods, settings, pods).addresses();
        let costs = [
            cost(737, &PLAIN, 0),
            cost(737, &PLAIN, 1),
            cost(737, &ips(2, 10), 1),
            cost(737, &ips(1, 0), 1),
            cost(250, &PLAIN, 248),
            cost(737, &PLAIN, 735),
        ];
        assert_eq!(costs, [50, 100, 11, 3, 300, 750]);
        for (prefix_len, expected) in [
            (18, [327, 163, 1489, 5459, 54, 21]),
            (19, [163, 81, 744, 2729, 27, 10]),
            (20, [81, 40, 371, 1363, 13, 5]),
            (22, [20, 10, 92, 339, 3, 1]),
            (24, [5, 2, 22, 83, 0, 0]),
            (26, [1, 0, 5, 19, 0, 0]),
        ] {
            let usable = (1_u64 << (32 - prefix_len)) - 5;
            assert_eq!(costs.map(|cost| usable / cost), expected, "/{prefix_len}");
        }
    }

    #[test]
    fn prefixes_of_nodes_in_an_empty_subnet() {
        for (prefix_len, expected) in [(20, 254), (22, 62), (24, 14), (26, 2), (27, 0), (28, 0), (29, 0), (32, 0)] {
            assert_eq!(blocks(prefix_len), expected, "/{prefix_len}");
        }
        // Nodes of one interface and so many prefixes each: at best, and when every interface spoils a block.
        for (prefix_len, each, packed, fragmented) in [
            (20, 1, 240, 127),
            (20, 2, 123, 84),
            (20, 16, 15, 14),
            (22, 1, 59, 31),
            (22, 2, 30, 20),
            (24, 1, 14, 7),
            (24, 2, 7, 4),
            (24, 16, 0, 0),
        ] {
            let most =
                |need: fn(u64, u64) -> u64| (0..).take_while(|n| need(n * each, *n) <= blocks(prefix_len)).last();
            assert_eq!(most(blocks_packed), Some(packed), "{each} in a /{prefix_len}");
            assert_eq!(most(blocks_fragmented), Some(fragmented), "{each} in a /{prefix_len}, fragmented");
        }
    }

    /// The CNI's loop, one pod after the other: while the pool is low it grows by one step, which fills an interface that
    /// has room or attaches one. Nothing is returned, as no pod stops.
    fn replayed(limits: &Limits, max_pods: u64, settings: &Settings, pods: u64) -> Held {
        let slots = limits.ipv4_per_eni - 1;
        let own = u64::from(settings.custom_networking);
        let most = settings.max_eni.map_or(limits.max_enis, |most| most.min(limits.max_enis)).max(1) - own;
        let prefixes = settings.prefix_delegation && limits.prefixes;
        let per = if prefixes { 16 } else { 1 };
        // Units on each interface. With custom networking the node's own has none and is not among them.
        let mut enis: Vec<u64> = if own == 0 { vec![0] } else { vec![] };
        let mut running = 0_u64;
        for _ in 0..100_000 {
            let units: u64 = enis.iter().sum();
            let total = units * per;
            let available = total - running;
            let by_address = settings.warm_ip_target > 0 || settings.minimum_ip_target > 0;
            let short =
                settings.warm_ip_target.saturating_sub(available).max(settings.minimum_ip_target.saturating_sub(total));
            let low = total < max_pods
                && if by_address {
                    short > 0
                } else if prefixes {
                    available < 16 * settings.warm_prefix_target || settings.warm_prefix_target == 0 && available == 0
                } else {
                    available < slots * settings.warm_eni_target || settings.warm_eni_target == 0 && available == 0
                };
            let wanted = if by_address {
                short.div_ceil(per)
            } else if prefixes {
                settings.warm_prefix_target.saturating_sub(units - running.div_ceil(16)).max(1)
            } else {
                slots
            };
            let room = enis.iter_mut().find(|units| **units < slots);
            if let (true, Some(units)) = (low, room) {
                *units += wanted.min(slots - *units);
            } else if low && (enis.len() as u64) < most {
                enis.push(wanted.min(slots));
            } else if running < pods && available > 0 {
                running += 1;
            } else {
                break;
            }
        }
        let units = enis.iter().sum();
        // The model counts the first interface for pods even before it has an address.
        let enis = (enis.len() as u64).max(u64::from(most > 0));
        Held { enis, units, prefixes, trunks: 0, own }
    }

    fn any_limits() -> impl Strategy<Value = Limits> {
        (1_u64..20, 2_u64..60, any::<bool>()).prop_map(|(max_enis, ipv4_per_eni, prefixes)| Limits {
            max_enis,
            ipv4_per_eni,
            prefixes,
            network_cards: 1,
            branch_enis: Some(9),
            vcpus: None,
        })
    }

    fn any_settings() -> impl Strategy<Value = Settings> {
        let target = || prop_oneof![Just(0), 0_u64..80];
        let switches = (any::<bool>(), any::<bool>(), any::<bool>());
        (0_u64..4, target(), target(), 0_u64..12, proptest::option::of(1_u64..20), switches).prop_map(
            |(warm_eni_target, warm_ip_target, minimum_ip_target, warm_prefix_target, max_eni, switches)| Settings {
                warm_eni_target,
                warm_ip_target,
                minimum_ip_target,
                warm_prefix_target,
                max_eni,
                prefix_delegation: switches.0,
                custom_networking: switches.1,
                pod_eni: switches.2,
                ..PLAIN
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn the_default_mode_agrees_with_the_loop(
            limits in any_limits(), max_pods in 3_u64..800, warm in 0_u64..4, max_eni in proptest::option::of(1_u64..20), pods in 0_u64..800,
        ) {
            let settings = Settings { warm_eni_target: warm, max_eni, ..PLAIN };
            let pods = pods.min(max_pods - 2);
            prop_assert_eq!(held(&limits, max_pods, &settings, pods), replayed(&limits, max_pods, &settings, pods));
        }

        #[test]
        fn every_mode_agrees_with_the_loop(
            limits in any_limits(), settings in any_settings(), max_pods in 3_u64..800, pods in 0_u64..800,
        ) {
            let settings = Settings { pod_eni: false, ..settings };
            let pods = pods.min(max_pods - 2);
            prop_assert_eq!(held(&limits, max_pods, &settings, pods), replayed(&limits, max_pods, &settings, pods));
        }

        #[test]
        fn idle_then_first_pod_then_full(limits in any_limits(), settings in any_settings(), max_pods in 3_u64..800, first in 1_u64..5) {
            let at = |pods: u64| held(&limits, max_pods, &settings, pods.min(max_pods - 2)).addresses();
            prop_assert!(at(0) <= at(first) && at(first) <= at(max_pods));
        }

        #[test]
        fn never_less_with_more_pods_or_a_higher_limit(
            limits in any_limits(), settings in any_settings(), max_pods in 2_u64..800, pods in 0_u64..800, more in 0_u64..200,
        ) {
            let at = |max_pods, pods| held(&limits, max_pods, &settings, pods).addresses();
            prop_assert!(at(max_pods, pods) <= at(max_pods, pods + more));
            prop_assert!(at(max_pods, pods) <= at(max_pods + more, pods));
            prop_assert!(at(max_pods, 0) >= 1);
        }

        /// A target that is already in force never lowers demand when it rises. Setting `WARM_IP_TARGET` or
        /// `MINIMUM_IP_TARGET` at all, or switching prefixes on, changes the mode: that may lower it or raise it.
        #[test]
        fn never_less_with_a_higher_target_of_the_same_mode(
            limits in any_limits(), settings in any_settings(), max_pods in 2_u64..800, pods in 0_u64..800, more in 0_u64..40,
        ) {
            let at = |settings: &Settings| held(&limits, max_pods, settings, pods).addresses();
            let now = at(&settings);
            let warm_eni_target = settings.warm_eni_target + more;
            let warm_prefix_target = settings.warm_prefix_target + more;
            let max_eni = settings.max_eni.map(|most| most + more);
            let mut raised = vec![
                Settings { warm_eni_target, ..settings },
                Settings { warm_prefix_target, ..settings },
                Settings { max_eni, ..settings },
            ];
            if settings.counts_addresses() {
                let (warm_ip_target, minimum_ip_target) = (settings.warm_ip_target + more, settings.minimum_ip_target + more);
                raised.extend([Settings { warm_ip_target, ..settings }, Settings { minimum_ip_target, ..settings }]);
            }
            for settings in raised {
                prop_assert!(now <= at(&settings), "{:?}", settings);
            }
        }

        #[test]
        fn no_number_overflows(
            max_enis in any::<u64>(), per in any::<u64>(), prefixes in any::<bool>(), a in any::<u64>(), b in any::<u64>(), c in any::<u64>(),
        ) {
            let limits = Limits { max_enis, ipv4_per_eni: per, prefixes, network_cards: a, branch_enis: Some(b), vcpus: None };
            for settings in [PLAIN, ips(a, b), prefixed(a, 0, 0), prefixed(1, a, b), Settings { warm_eni_target: a, multi_nic: true, ..CUSTOM }] {
                let _ = held(&limits, b, &settings, c).addresses();
                let _ = on_other_cards(&limits, &settings, c);
            }
        }
    }
}
