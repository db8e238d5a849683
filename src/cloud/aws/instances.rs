//! What an instance type lets a node attach: interfaces, addresses on each, prefixes or not.

use std::sync::LazyLock;

/// The date of the facts in the table, which `instances.py` beside it writes.
pub const AS_OF: &str = include_str!("as_of.txt");

const TABLE: &str = include_str!("instances.tsv");

/// What EC2 allows an instance type, as far as the VPC CNI uses it. The sources are in the table's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Network interfaces on the default network card, the node's first included. At least 1.
    pub max_enis: u64,
    /// IPv4 addresses of one interface, its own primary address included. At least 2.
    pub ipv4_per_eni: u64,
    /// Whether /28 prefixes can be assigned: only to instances on the Nitro system and to bare metal.
    /// Source: aws/amazon-vpc-cni-k8s@b52188387f2e, README, `ENABLE_PREFIX_DELEGATION`, read 2026-11-23.
    pub prefixes: bool,
    /// Network cards; the figures above are of the first.
    pub network_cards: u64,
    /// Most interfaces of pods with security groups of their own; absent for a type newer than the list of them.
    pub branch_enis: Option<u64>,
    /// Virtual CPUs; absent for a few types that are mostly retired.
    pub vcpus: Option<u64>,
}

/// The limits of an instance type such as `m6a.32xlarge`; nothing for a type that the table does not know.
pub fn limits(instance_type: &str) -> Option<Limits> {
    limits_of(row(TABLE, instance_type)?)
}

/// Types that a workload could use instead: of as many virtual CPUs and as much memory, of the same architecture and kind
/// (`m`, `c`, `r`, …) and with the same extras, such as local disks. The newest generation comes first. None for bare
/// metal, and for a type of which this is not known.
pub fn alike(instance_type: &str) -> Vec<(&'static str, Limits)> {
    let Some(own) = row(TABLE, instance_type).and_then(Type::of).filter(|own| !own.hypervisor.is_empty()) else {
        return Vec::new();
    };
    let size = |ty: &Type| (ty.vcpus, ty.memory_mib, ty.architecture);
    // What came before the Nitro system is left out.
    let usable = |ty: &Type| ty.limits.prefixes && !ty.hypervisor.is_empty() && ty.name != own.name;
    let kind = |ty: &Type| (ty.category(), ty.extras());
    // One kind is a small part of the table.
    let rows = TABLE.lines().filter(|line| line.starts_with(own.category()));
    let found = rows.filter_map(Type::of).filter(|ty| usable(ty) && size(ty) == size(&own) && kind(ty) == kind(&own));
    let mut found: Vec<Type> = found.collect();
    found.sort_by_key(|ty| (std::cmp::Reverse(ty.generation()), ty.name));
    found.into_iter().map(|ty| (ty.name, ty.limits)).collect()
}

/// A type with what tells it apart. Only of those whose CPUs and memory are in the table.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Its name, such as `m6id.large`.
    pub name: &'static str,
    /// What it lets a node attach.
    pub limits: Limits,
    /// Virtual CPUs.
    pub vcpus: u64,
    /// Memory in MiB.
    pub memory_mib: u64,
    /// `amd64` or `arm64`.
    pub architecture: &'static str,
    /// `intel`, `amd` or `aws`.
    pub cpu_manufacturer: &'static str,
    /// `nitro` or `xen`; empty for bare metal.
    pub hypervisor: &'static str,
}

/// The types of the table of which everything is known, in its order.
pub fn types() -> impl Iterator<Item = Type> {
    TYPES.iter().copied()
}

static TYPES: LazyLock<Vec<Type>> =
    LazyLock::new(|| TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(Type::of).collect());

impl Type {
    fn of(row: &'static str) -> Option<Self> {
        let cells: Vec<&'static str> = row.split('\t').collect();
        let [name, _, _, metal, hypervisor, _, _, vcpus, memory, architecture, cpu_manufacturer] = cells[..] else {
            return None;
        };
        Some(Self {
            name,
            limits: limits_of(row)?,
            vcpus: vcpus.parse().ok()?,
            memory_mib: memory.parse().ok()?,
            architecture,
            cpu_manufacturer,
            hypervisor: if metal == "true" { "" } else { hypervisor },
        })
    }

    /// `m6id` of `m6id.large`.
    pub fn family(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(family, _)| family)
    }

    /// `large` of `m6id.large`.
    pub fn size(&self) -> &'static str {
        self.name.split_once('.').map_or("", |(_, size)| size)
    }

    /// The letters before the generation: `m` of `m6id.large`.
    pub fn category(&self) -> &'static str {
        let family = self.family();
        family.split(|c: char| c.is_ascii_digit() || c == '-').next().unwrap_or(family)
    }

    /// 6 of `m6id.large`; absent where the family has no number.
    pub fn generation(&self) -> Option<u64> {
        let digits = self.family().trim_start_matches(|c: char| !c.is_ascii_digit());
        digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    }

    /// The letters behind the generation, such as `d` for local disks; without those of the processor's maker, which the
    /// architecture speaks for.
    fn extras(&self) -> String {
        let letters =
            self.family().trim_start_matches(self.category()).trim_start_matches(|c: char| c.is_ascii_digit());
        letters.chars().filter(|c| !matches!(c, 'a' | 'g' | 'i')).collect()
    }
}

/// The row of a type: a binary search over the bytes of the table, whose rows are sorted.
fn row<'a>(table: &'a str, instance_type: &str) -> Option<&'a str> {
    // Header lines come first and start with `#`, which sorts before every type.
    let (mut low, mut high) = (0, table.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let bytes = table.as_bytes();
        let start = memchr::memrchr(b'\n', bytes.get(..middle)?).map_or(0, |at| at + 1);
        let end = memchr::memchr(b'\n', bytes.get(middle..)?).map_or(table.len(), |at| middle + at);
        let line = table.get(start..end)?;
        match line.split('\t').next().unwrap_or_default().cmp(instance_type) {
            std::cmp::Ordering::Equal => return Some(line),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

fn limits_of(row: &str) -> Option<Limits> {
    let mut cells = row.split('\t').skip(1);
    let max_enis = cells.next()?.parse().ok()?;
    let ipv4_per_eni = cells.next()?.parse().ok()?;
    let bare_metal = cells.next()? == "true";
    let nitro = cells.next()? == "nitro";
    let network_cards = cells.next()?.parse().ok()?;
    let branch_enis = cells.next()?.parse().ok();
    let vcpus = cells.next()?.parse().ok();
    Some(Limits { max_enis, ipv4_per_eni, prefixes: nitro || bare_metal, network_cards, branch_enis, vcpus })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spot_rows() {
        for (name, max_enis, ipv4_per_eni, prefixes, network_cards, vcpus) in [
            ("m5.large", 3, 10, true, 1, Some(2)),
            ("m6a.32xlarge", 15, 50, true, 1, Some(128)),
            ("t3.medium", 3, 6, true, 1, Some(2)),
            ("t2.medium", 3, 6, false, 1, Some(2)),
            ("p5.48xlarge", 2, 50, true, 32, Some(192)),
            ("m5.metal", 15, 50, true, 1, Some(96)),
            ("t3.micro", 2, 2, true, 1, Some(2)),
            ("m8i.large", 3, 20, true, 1, Some(2)),
            ("u-6tb1.metal", 5, 30, true, 1, None),
        ] {
            let found = limits(name).unwrap();
            let expected = Limits { max_enis, ipv4_per_eni, prefixes, network_cards, vcpus, ..found };
            assert_eq!(found, expected, "{name}");
        }
        for (name, most) in [("m5.large", Some(9)), ("t3.medium", Some(0)), ("bmn-sf1.metal", None)] {
            assert_eq!(limits(name).unwrap().branch_enis, most, "{name}");
        }
        for unknown in ["", "m5", "m5.larg", "zz.large", "#", "M5.large", "m5.large\t3"] {
            assert_eq!(limits(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn types_of_one_size() {
        let names = |ty: &str| alike(ty).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(
            names("m8i.large"),
            ["m8a.large", "m7a.large", "m7i.large", "m6a.large", "m6i.large", "m5.large", "m5a.large"]
        );
        assert!(names("m5d.large").contains(&"m6id.large") && !names("m5d.large").contains(&"m5.large"));
        assert!(names("m7g.large").contains(&"m6g.large") && !names("m7g.large").contains(&"m7i.large"));
        for none in ["m5.metal", "mac1.metal", "m99.large", "u-6tb1.112xlarge"] {
            assert!(names(none).is_empty(), "{none}: {:?}", names(none));
        }
    }

    #[test]
    fn every_row_is_found_and_rows_are_sorted() {
        let names: Vec<&str> =
            TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').next()).collect();
        assert_eq!(names.len(), 1391);
        assert!(names.is_sorted());
        for name in names {
            let found = limits(name).unwrap_or_else(|| panic!("{name} is not found"));
            assert!(found.max_enis >= 1 && found.ipv4_per_eni >= 2, "{name}");
        }
    }

    #[test]
    fn the_date_is_a_date() {
        assert_eq!(AS_OF.len(), 10);
        assert!(TABLE.contains(AS_OF), "the table's header carries the date");
    }
}
