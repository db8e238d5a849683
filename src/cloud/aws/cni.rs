//! The VPC CNI's arithmetic: how many addresses of its subnet a node holds, used or not, for a number of pods.
//!
//! Every interface costs its own primary address, and every secondary address (or every prefix, 16 of them) that the
//! CNI keeps on it. Source: aws/amazon-vpc-cni-k8s@b52188387f2e (v1.23.1), `pkg/ipamd/ipamd.go`
//! (`isDatastorePoolTooLow`, `increaseDatastorePool`, `getPrefixesNeeded`) and `pkg/ipamd/datastore/data_store.go`,
//! read 2026-11-23.

use super::instances::Limits;

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
        }
    }
}

impl Settings {
    /// Whether a node of the type gets prefixes: where it cannot, the CNI silently falls back to single addresses.
    pub fn prefixes_on(&self, limits: &Limits) -> bool {
        self.prefix_delegation && limits.prefixes
    }

    /// Interfaces the CNI may use on a node of the type.
    pub fn enis_on(&self, limits: &Limits) -> u64 {
        self.max_eni.map_or(limits.max_enis, |most| most.min(limits.max_enis)).max(1)
    }

    /// Whether targets are counted in addresses, not in whole interfaces or prefixes.
    fn counts_addresses(&self) -> bool {
        self.warm_ip_target > 0 || self.minimum_ip_target > 0
    }

    /// Addresses the pool wants for so many pods: the spare ones on top, the minimum at least. A minimum alone never
    /// grows: the pool is low only while it is below the minimum.
    fn target(&self, pods: u64) -> u64 {
        match self.warm_ip_target {
            0 => self.minimum_ip_target,
            warm => pods.saturating_add(warm).max(self.minimum_ip_target),
        }
    }
}

/// What one node holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Interfaces; each costs its own address.
    pub enis: u64,
    /// Secondary addresses, or prefixes.
    pub units: u64,
    /// Whether the units are prefixes of 16 addresses each.
    pub prefixes: bool,
}

/// Addresses in a prefix: a /28.
/// Source: Amazon EC2 User Guide, ec2-prefix-eni, read 2026-11-23.
pub const PER_PREFIX: u64 = 16;

impl Held {
    /// Addresses taken from the subnet.
    pub fn addresses(&self) -> u64 {
        self.units.saturating_mul(if self.prefixes { PER_PREFIX } else { 1 }).saturating_add(self.enis)
    }
}

/// What a node of the type holds while it runs `pods` pods that take an address, in a subnet with room. `max_pods` is
/// the kubelet's limit: a pool that large never grows, as the CNI checks it before every allocation (so that one
/// allocation may overshoot). Pods are taken to arrive while the pool is small; churn can leave a node with more.
pub fn held(limits: &Limits, max_pods: u64, settings: &Settings, pods: u64) -> Held {
    let enis = settings.enis_on(limits);
    // An interface's own address is never given to a pod; it always has at least one other.
    let slots = limits.ipv4_per_eni.saturating_sub(1).max(1);
    if settings.prefixes_on(limits) {
        let units = prefixes(settings, enis, slots, max_pods, pods);
        return Held { enis: units.div_ceil(slots).max(1), units, prefixes: true };
    }
    if settings.counts_addresses() {
        // Interfaces are filled one after the other, so the pool stops at the end of one.
        let stop = slots.saturating_mul(max_pods.div_ceil(slots)).min(slots.saturating_mul(enis));
        let units = settings.target(pods).min(stop);
        return Held { enis: units.div_ceil(slots).max(1), units, prefixes: false };
    }
    let wanted = match settings.warm_eni_target {
        // Without a spare interface, the next one comes when the last address is taken.
        0 => (pods / slots).saturating_add(1),
        warm => warm.saturating_add(pods.div_ceil(slots)),
    };
    let enis = wanted.min(enis).min(max_pods.div_ceil(slots)).max(1);
    Held { enis, units: enis.saturating_mul(slots), prefixes: false }
}

/// Prefixes a node holds.
fn prefixes(settings: &Settings, enis: u64, slots: u64, max_pods: u64, pods: u64) -> u64 {
    let most = slots.saturating_mul(enis);
    if settings.counts_addresses() {
        let per_eni = slots.saturating_mul(PER_PREFIX);
        let stop = slots.saturating_mul(max_pods.div_ceil(per_eni));
        return settings.target(pods).div_ceil(PER_PREFIX).min(stop).min(most);
    }
    let wanted = match settings.warm_prefix_target {
        0 => (pods / PER_PREFIX).saturating_add(1),
        warm => warm.saturating_add(pods.div_ceil(PER_PREFIX)),
    };
    // The first allocation takes the whole target at once, as far as one interface has room.
    let first = settings.warm_prefix_target.min(slots);
    wanted.min(max_pods.div_ceil(PER_PREFIX).max(first)).min(most)
}

/// Whether so many prefixes, and the own addresses of so many interfaces, can be found in a subnet of that prefix length
/// that holds nothing else, when its blocks are reserved for prefixes. The first and the last block of 16 hold
/// addresses that AWS keeps; the interfaces' own addresses fill the 27 that are left of these two, then further blocks.
/// Source: Amazon EC2 User Guide, ec2-prefix-eni, and Amazon VPC User Guide, subnet-sizing, read 2026-11-23.
pub fn prefixes_fit(prefix_len: u8, prefixes: u64, enis: u64) -> bool {
    let blocks = 28_u8.checked_sub(prefix_len).and_then(|bits| 1_u64.checked_shl(bits.into())).unwrap_or(0);
    let primaries = enis.saturating_sub(27).div_ceil(PER_PREFIX);
    prefixes.saturating_add(primaries) <= blocks.saturating_sub(2)
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
    };

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
            // Not on the Nitro system: prefix delegation falls back to single addresses.
            ("t2.medium", 17, prefixed(1, 0, 0), &[(0, 1, 5, 6), (1, 2, 10, 12)]),
        ];
        for (name, max_pods, settings, rows) in vectors {
            let limits = limits(name).unwrap();
            for (pods, enis, units, addresses) in rows {
                let held = held(&limits, max_pods, &settings, *pods);
                let found = (held.enis, held.units, held.addresses());
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
    fn prefixes_of_nodes_in_an_empty_subnet() {
        // Nodes of one interface and so many prefixes each.
        for (prefix_len, each, most) in [(20, 1, 240), (20, 2, 123), (20, 16, 15), (22, 1, 59), (24, 2, 7), (24, 16, 0)]
        {
            assert!(prefixes_fit(prefix_len, most * each, most), "{most} nodes in a /{prefix_len}");
            assert!(!prefixes_fit(prefix_len, (most + 1) * each, most + 1), "{most} and one in a /{prefix_len}");
        }
        assert!(!prefixes_fit(28, 1, 1) && !prefixes_fit(32, 1, 1));
    }

    /// The CNI's loop in its default mode, one pod after the other: what is low is filled, an interface at a time.
    fn replayed(limits: &Limits, max_pods: u64, settings: &Settings, pods: u64) -> u64 {
        let slots = limits.ipv4_per_eni - 1;
        let (mut attached, mut total, mut running) = (1, 0, 0);
        for _ in 0..10_000 {
            let available = total - running;
            let low = total < max_pods
                && (available < slots * settings.warm_eni_target || settings.warm_eni_target == 0 && available == 0);
            if low && total < attached * slots {
                total = attached * slots;
            } else if low && attached < settings.enis_on(limits) {
                attached += 1;
                total = attached * slots;
            } else if running < pods && available > 0 {
                running += 1;
            } else {
                break;
            }
        }
        total + attached
    }

    fn any_limits() -> impl Strategy<Value = Limits> {
        (1_u64..20, 2_u64..60, any::<bool>()).prop_map(|(max_enis, ipv4_per_eni, prefixes)| Limits {
            max_enis,
            ipv4_per_eni,
            prefixes,
            vcpus: None,
        })
    }

    fn any_settings() -> impl Strategy<Value = Settings> {
        (0_u64..4, 0_u64..80, 0_u64..80, 0_u64..12, any::<bool>(), proptest::option::of(1_u64..20)).prop_map(
            |(warm_eni_target, warm_ip_target, minimum_ip_target, warm_prefix_target, prefix_delegation, max_eni)| {
                Settings {
                    warm_eni_target,
                    warm_ip_target,
                    minimum_ip_target,
                    warm_prefix_target,
                    prefix_delegation,
                    max_eni,
                }
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
            prop_assert_eq!(
                held(&limits, max_pods, &settings, pods).addresses(),
                replayed(&limits, max_pods, &settings, pods)
            );
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
            let limits = Limits { max_enis, ipv4_per_eni: per, prefixes, vcpus: None };
            for settings in [PLAIN, ips(a, b), prefixed(a, 0, 0), prefixed(1, a, b), Settings { warm_eni_target: a, ..PLAIN }] {
                let _ = held(&limits, b, &settings, c).addresses();
            }
        }
    }
}
