//! How many nodes, and addresses, the limits of a NodePool allow.
//!
//! Karpenter starts no further node of which the CPUs or the memory would go beyond `spec.limits`; it looks at them a
//! moment late, so that a burst may overrun them. Which types it starts depends on pods and prices: the figures hold for
//! every mixture. Source: Karpenter documentation, NodePools, `spec.limits`, read 2026-11-26.

use crate::eval::value::Value;
use crate::model::Bounds;

/// What a NodePool may have at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Limits {
    /// Whole virtual CPUs.
    pub(super) cpus: Option<u64>,
    /// MiB of memory.
    pub(super) memory_mib: Option<u64>,
    /// Nodes.
    pub(super) nodes: Option<u64>,
}

/// A type that may be started: what a node of it uses of the limits, and what it counts: addresses, or 1 for nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) vcpus: u64,
    pub(super) memory_mib: u64,
    /// What a node of it counts, at least and at most; absent when there is no upper end.
    pub(super) counts: Bounds<u64>,
}

/// Memory that Karpenter takes off what a type has, in thousandths, before it has seen a node of the type.
/// Source: Karpenter documentation, Settings, `VM_MEMORY_OVERHEAD_PERCENT` (0.075), read 2026-11-26.
const MEMORY_OVERHEAD: u64 = 75;

impl Item {
    /// MiB of memory that count against a limit, if as little as can be.
    fn shown_mib(&self) -> u64 {
        self.memory_mib.saturating_mul(1_000 - MEMORY_OVERHEAD) / 1_000
    }
}

impl Limits {
    /// Whether nothing bounds the number of nodes.
    pub(super) fn is_unbounded(&self) -> bool {
        *self == Self::default()
    }

    /// What all nodes count together when the limits allow no further node. The least holds for every mixture that is full:
    /// each type was stopped by one of the limits, of which less is left than the largest type needs.
    pub(super) fn of_full(&self, items: &[Item]) -> Bounds<u64> {
        let fits = |item: &&Item| {
            self.cpus.is_none_or(|cpus| item.vcpus <= cpus)
                && self.memory_mib.is_none_or(|most| item.shown_mib() <= most)
        };
        let items: Vec<&Item> = items.iter().filter(fits).collect();
        if items.is_empty() || self.nodes == Some(0) {
            return Bounds::exactly(0);
        }
        let needs = |need: fn(&Item) -> u64| items.iter().map(|item| (need(item), item.counts)).collect::<Vec<_>>();
        let of_cpus = self.cpus.map(|most| of_one(most, &needs(|item| item.vcpus)));
        let of_memory = self.memory_mib.map(|most| Bounds {
            at_least: of_one(most, &needs(|item| item.memory_mib)).at_least,
            at_most: of_one(most, &needs(Item::shown_mib)).at_most,
        });
        let of_nodes = self.nodes.map(|most| of_one(most, &needs(|_| 1)));
        let each: Vec<Bounds<u64>> = [of_cpus, of_memory, of_nodes].into_iter().flatten().collect();
        Bounds {
            at_least: each.iter().map(|bounds| bounds.at_least).min().unwrap_or_default(),
            at_most: each.iter().filter_map(|bounds| bounds.at_most).min(),
        }
    }
}

/// The same for one limit: `most` of something of which each item needs a part.
fn of_one(most: u64, items: &[(u64, Bounds<u64>)]) -> Bounds<u64> {
    if let [(need, counts)] = items {
        let nodes = most / (*need).max(1);
        return counts.map(|count| count.saturating_mul(nodes));
    }
    let largest = items.iter().map(|(need, _)| *need).max().unwrap_or(1);
    let surely_used = most.saturating_sub(largest.saturating_sub(1));
    // Rounded down: what is used is a whole number of nodes, of which each counts no less than its share.
    let share = |need: u64, count: u64| {
        u64::try_from(u128::from(surely_used) * u128::from(count) / u128::from(need.max(1))).unwrap_or(u64::MAX)
    };
    Bounds {
        at_least: items.iter().map(|(need, counts)| share(*need, counts.at_least)).min().unwrap_or_default(),
        at_most: fullest(most, items),
    }
}

/// Limits up to this size are filled exactly; beyond, by the densest type.
const EXACT: u64 = 20_000;

/// The most that fits: the best way to fill a limit, with any number of each item.
fn fullest(most: u64, items: &[(u64, Bounds<u64>)]) -> Option<u64> {
    // Of those that need the same, the one that counts most is enough.
    let mut best: std::collections::BTreeMap<u64, u64> = std::collections::BTreeMap::new();
    for (need, counts) in items {
        let at = best.entry((*need).max(1)).or_default();
        *at = (*at).max(counts.at_most?);
    }
    let unit = best.keys().copied().fold(0, greatest_common_divisor).max(1);
    let size = most / unit;
    if size > EXACT {
        let densest = best.iter().map(|(need, count)| u128::from(most) * u128::from(*count) / u128::from(*need));
        return Some(densest.max().map_or(0, |n| u64::try_from(n).unwrap_or(u64::MAX)));
    }
    let size = usize::try_from(size).ok()?;
    let mut filled = vec![0_u64; size + 1];
    for at in 1..=size {
        for (need, count) in &best {
            let need = usize::try_from(need / unit).unwrap_or(usize::MAX);
            if let Some(rest) = at.checked_sub(need) {
                filled[at] = filled[at].max(filled[rest].saturating_add(*count));
            }
        }
    }
    filled.last().copied()
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// A quantity as Kubernetes writes it, in thousandths: `1000`, `"500m"`, `"4Gi"`, `"1.5"`. Nothing when it is none.
/// Source: Kubernetes API, `resource.Quantity`, read 2026-11-26.
pub(super) fn thousandths(value: &Value) -> Option<u128> {
    let text = match (value.as_str(), value.as_number()) {
        (Some(text), _) => text.trim().to_owned(),
        (None, Some(number)) => number.to_string(),
        (None, None) => return None,
    };
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor: u128 = match text.get(digits.len()..)? {
        "m" => 1,
        "" => 1_000,
        "k" => 1_000_000,
        "M" => 1_000_000_000,
        "G" => 1_000_000_000_000,
        "T" => 1_000_000_000_000_000,
        "Ki" => 1_000 << 10,
        "Mi" => 1_000 << 20,
        "Gi" => 1_000 << 30,
        "Ti" => 1_000 << 40,
        _ => return None,
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: u128 = whole.parse().ok()?;
    let scale = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let fraction: u128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    whole.checked_mul(factor)?.checked_add(fraction.checked_mul(factor)? / scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn item(vcpus: u64, memory_gib: u64, count: u64) -> Item {
        Item { vcpus, memory_mib: memory_gib * 1024, counts: Bounds::exactly(count) }
    }

    fn cpus(cpus: u64) -> Limits {
        Limits { cpus: Some(cpus), ..Limits::default() }
    }

    /// With one pod and full: 20 and 30 of an m5.large, 100 and 750 of an m6a.32xlarge.
    #[test]
    fn a_thousand_cpus() {
        for (vcpus, memory, count, expected) in
            [(2, 8, 20, 10_000), (2, 8, 30, 15_000), (128, 512, 100, 700), (128, 512, 750, 5_250), (2, 8, 1, 500)]
        {
            assert_eq!(cpus(1000).of_full(&[item(vcpus, memory, count)]), Bounds::exactly(expected));
        }
        // 7 large ones leave 104 CPUs, in which 52 small ones start.
        let both = cpus(1000).of_full(&[item(2, 8, 20), item(128, 512, 100)]);
        assert_eq!(both, Bounds::between((1000 - 127) * 100 / 128, 10_000));
    }

    #[test]
    fn several_limits() {
        let small = item(2, 8, 20);
        let of =
            |cpus, memory_gib: Option<u64>, nodes| Limits { cpus, memory_mib: memory_gib.map(|n| n * 1024), nodes };
        assert_eq!(
            of(Some(1000), Some(400), None).of_full(&[small]),
            Bounds::between(1_000, 1_080),
            "50 to 54 by memory"
        );
        assert_eq!(of(Some(1000), None, Some(10)).of_full(&[small]), Bounds::exactly(200));
        assert_eq!(of(Some(1), None, None).of_full(&[small]), Bounds::exactly(0), "none fits");
        assert_eq!(of(None, None, Some(0)).of_full(&[small]), Bounds::exactly(0));
        assert_eq!(of(Some(1000), None, None).of_full(&[]), Bounds::exactly(0));
    }

    #[test]
    fn quantities() {
        for (text, expected) in [
            ("1000", Some(1_000_000)),
            ("500m", Some(500)),
            ("1.5", Some(1_500)),
            ("2k", Some(2_000_000)),
            ("4Gi", Some(4_000 << 30)),
            ("0", Some(0)),
            ("", None),
            ("Gi", None),
            ("1e3", None),
            ("-1", None),
            ("1.2.3", None),
            ("99999999999999999999999999999999999999Ti", None),
        ] {
            assert_eq!(thousandths(&Value::string(text)), expected, "{text}");
        }
        assert_eq!(thousandths(&Value::number(16_u64)), Some(16_000));
    }

    fn any_items() -> impl Strategy<Value = Vec<Item>> {
        let item = (1_u64..20, 1_u64..40, 0_u64..60, 0_u64..20).prop_map(|(vcpus, memory_mib, low, more)| Item {
            vcpus,
            memory_mib,
            counts: Bounds::between(low, low + more),
        });
        proptest::collection::vec(item, 1..5)
    }

    proptest! {
        #[test]
        fn never_less_with_a_higher_limit(items in any_items(), limit in 0_u64..200, more in 0_u64..100) {
            let (few, many) = (cpus(limit).of_full(&items), cpus(limit + more).of_full(&items));
            // More types fit into a larger limit, so the least may be that of another.
            if items.iter().all(|item| item.vcpus <= limit) {
                prop_assert!(few.at_least <= many.at_least);
            }
            prop_assert!(few.at_most <= many.at_most);
        }

        /// Nodes of random types are started until no type fits any more.
        #[test]
        fn every_full_mixture_lies_between(
            items in any_items(), limit in 0_u64..100, memory in proptest::option::of(0_u64..200),
            nodes in proptest::option::of(0_u64..30), picks in proptest::collection::vec(0_usize..5, 0..40),
        ) {
            let limits = Limits { cpus: Some(limit), memory_mib: memory, nodes };
            let (mut cpus, mut mib, mut started, mut counted) = (0, 0, 0, (0, 0));
            let mut start = |item: &Item| {
                let fits = cpus + item.vcpus <= limit && memory.is_none_or(|most| mib + item.memory_mib <= most)
                    && nodes.is_none_or(|most| started < most);
                if fits {
                    cpus += item.vcpus;
                    mib += item.memory_mib;
                    started += 1;
                    counted.0 += item.counts.at_least;
                    counted.1 += item.counts.at_most.unwrap();
                }
                fits
            };
            for pick in picks {
                start(&items[pick % items.len()]);
            }
            while items.iter().any(&mut start) {}
            let bounds = limits.of_full(&items);
            prop_assert!(bounds.at_least <= counted.0, "{bounds:?} {counted:?}");
            prop_assert!(bounds.at_most.is_some_and(|most| counted.1 <= most), "{bounds:?} {counted:?}");
        }
    }
}
