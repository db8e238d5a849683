//! How many nodes a GKE node pool has: zones, sizes per zone and in total, and the surge of an upgrade.

use super::given::{Count, Why, counted, given, product, sum};
use crate::address::Address;
use crate::eval::value::{Kind, Value};
use crate::model::Bounds;
use crate::source::Span;
use std::collections::BTreeSet;

/// Zones that GKE picks for a regional cluster which names none.
/// Source: GoogleCloudPlatform/gke-ip-address-management src/rules and terraform-google-modules/
/// terraform-google-kubernetes-engine main.tf, which both count three, read 2026-11-23.
const DEFAULT_ZONES: u64 = 3;

/// The bound of a list of zones that is not known. No document promises it; no region is known to have more.
const MOST_ZONES: u64 = 4;

/// Where a cluster is, as far as the number of its zones goes.
#[derive(Clone, Debug)]
pub(super) enum Location {
    /// One zone.
    Zone,
    /// A region.
    Region,
    /// It is not known which.
    Unknown(Why),
}

/// The zones of a cluster or pool.
#[derive(Clone, Debug)]
pub(super) struct Zones {
    /// How many.
    pub(super) count: Bounds<u64>,
    /// Whether the number is GKE's default and not written.
    pub(super) assumed: bool,
    /// Why the number is not exact.
    pub(super) why: Option<Why>,
}

impl Zones {
    fn exactly(count: u64) -> Self {
        Self { count: Bounds::exactly(count), assumed: false, why: None }
    }

    /// One zone, or the default of a region: nothing says which.
    fn zone_or_region(why: Why) -> Self {
        Self { count: Bounds::between(1, DEFAULT_ZONES), assumed: false, why: Some(why) }
    }

    /// One to as many as a region has.
    pub(super) fn unknown(why: Why) -> Self {
        Self { count: Bounds::between(1, MOST_ZONES), assumed: false, why: Some(why) }
    }

    /// `3 zones`, `3 zones assumed`, `1 to 4 zones`.
    fn words(&self) -> String {
        format!("{}{}", counted(self.count, "zone"), if self.assumed { " assumed" } else { "" })
    }
}

/// Whether a `location` is a zone or a region. A zone has a third part: `us-central1-a`.
pub(super) fn location(value: &Value, own: &Address) -> Location {
    let Some(value) = given(value, own) else {
        let why = "no `location` is written: the provider's zone or region is used";
        return Location::Unknown(Why::new(why, "`location` on the cluster", None));
    };
    let parts = |text: &str| text.split('-').filter(|part| !part.is_empty()).count();
    let lettered = |text: &str| {
        text.rsplit_once('-').is_some_and(|(_, end)| end.len() == 1 && end.chars().all(|c| c.is_ascii_lowercase()))
    };
    if let Some(text) = value.as_str() {
        return if parts(text) >= 3 { Location::Zone } else { Location::Region };
    }
    if let Some(of) = &value.via {
        let attribute = of.path.rsplit('.').next().unwrap_or_default();
        if attribute == "zone" || &*of.address.ty == "google_compute_zones" {
            return Location::Zone;
        }
        if attribute == "region" {
            return Location::Region;
        }
    }
    if let Some(facts) = value.as_unknown().map(|unknown| &unknown.facts)
        && (facts.suffix.as_deref().is_some_and(lettered) || facts.prefix.as_deref().is_some_and(|p| parts(p) >= 3))
    {
        return Location::Zone;
    }
    Location::Unknown(Why::of(value))
}

/// The zones of a cluster: its `node_locations`, which in a zonal cluster come on top of its own zone.
/// Source: hashicorp/terraform-provider-google website/docs/r/container_cluster, read 2026-11-23.
pub(super) fn cluster_zones(location_value: &Value, list: &Value, own: &Address) -> Zones {
    match (location(location_value, own), listed_zones(list, own)) {
        (Location::Zone, None) => Zones::exactly(1),
        (Location::Region, None) => Zones { assumed: true, ..Zones::exactly(DEFAULT_ZONES) },
        (Location::Unknown(why), None) => Zones::zone_or_region(why),
        (Location::Region, Some(zones)) => zones,
        (Location::Zone, Some(zones)) => {
            let extra = own_zone(location_value, list);
            let why = extra.exact().is_none().then(|| Why::of(location_value));
            Zones { count: sum(zones.count, extra), assumed: false, why: zones.why.or(why) }
        }
        (Location::Unknown(why), Some(zones)) => {
            let count = sum(zones.count, Bounds::between(0, 1));
            Zones { count, assumed: false, why: zones.why.or(Some(why)) }
        }
    }
}

/// What tells a zone from another: its name, or the attribute it is read from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ZoneIdentity {
    Name(String),
    Attribute(String),
}

fn zone_identity(value: &Value) -> Option<ZoneIdentity> {
    if let Kind::String(name) = &value.kind {
        return Some(ZoneIdentity::Name(name.to_string()));
    }
    let via = value.via.as_ref().map(|via| via.to_string())?;
    (!via.contains("[*]")).then_some(ZoneIdentity::Attribute(via))
}

/// Whether the zone of a zonal cluster is one more than those it lists: 1 or 0.
fn own_zone(location: &Value, list: &Value) -> Bounds<u64> {
    let elements: Vec<_> = list.as_sequence().unwrap_or_default().iter().map(zone_identity).collect();
    let own = zone_identity(location);
    let alike = |element: &Option<ZoneIdentity>| {
        matches!(
            (element, &own),
            (Some(ZoneIdentity::Name(_)), Some(ZoneIdentity::Name(_)))
                | (Some(ZoneIdentity::Attribute(_)), Some(ZoneIdentity::Attribute(_)))
        )
    };
    if own.is_some() && elements.contains(&own) {
        Bounds::exactly(0)
    } else if !elements.is_empty() && elements.iter().all(alike) {
        Bounds::exactly(1)
    } else {
        Bounds::between(0, 1)
    }
}

/// The zones a `node_locations` lists; nothing when it is not given or empty. Zones without a name yet count as
/// distinct when they are distinct attributes (`names[0]` and `names[1]`).
pub(super) fn listed_zones(value: &Value, own: &Address) -> Option<Zones> {
    let value = given(value, own)?;
    let Some(elements) = value.as_sequence() else {
        let facts = &value.as_unknown()?.facts;
        let most = facts.max_length.unwrap_or(MOST_ZONES).clamp(1, MOST_ZONES);
        let count = Bounds::between(facts.min_length.clamp(1, most), most);
        return Some(Zones { count, assumed: false, why: count.exact().is_none().then(|| Why::of(value)) });
    };
    let distinct: BTreeSet<_> = elements.iter().filter_map(zone_identity).collect();
    let named = distinct.iter().filter(|zone| matches!(zone, ZoneIdentity::Name(_))).count();
    let unclear = elements.iter().filter(|element| zone_identity(element).is_none()).count();
    // A name and an attribute may turn out to be one zone.
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let count = Bounds::between(
        number(named.max(distinct.len() - named)).max(1),
        number(distinct.len().saturating_add(unclear)),
    );
    let why = count.exact().is_none().then(|| Why::of(value));
    (!elements.is_empty()).then_some(Zones { count, assumed: false, why })
}

/// The most, or the least, nodes of an autoscaled pool.
#[derive(Clone, Debug)]
pub(super) enum Limit {
    /// `max_node_count`, `min_node_count`: in each zone.
    PerZone(Count),
    /// `total_max_node_count`, `total_min_node_count`: over all zones.
    Total(Count),
    /// There is a limit, or may be, and it is not known.
    Unknown(Why),
}

/// The sizes of a pool as they are written. Counts are per zone.
/// Source: googleapis cluster_service.proto (`NodePoolAutoscaling`) and the provider's container_node_pool page,
/// read 2026-11-23.
#[derive(Clone, Debug)]
pub(super) struct Size {
    /// `node_count`
    pub(super) node_count: Option<Count>,
    /// `initial_node_count`
    pub(super) initial: Option<Count>,
    /// The minimum of the `autoscaling` block.
    pub(super) min: Option<Limit>,
    /// Its maximum; absent when there is no such block.
    pub(super) limit: Option<Limit>,
    /// Where to point when nothing is written: the block's header.
    pub(super) header: Option<Span>,
}

impl Size {
    /// The figure that decides the size without autoscaling. The provider takes a 0 as unset when the other is set.
    fn fixed(&self) -> Option<&Count> {
        let sizes = || [&self.node_count, &self.initial].into_iter().flatten();
        sizes().find(|count| count.bounds.exact() != Some(0)).or_else(|| sizes().next())
    }

    /// Nodes at the start, over all zones. Without a size the provider asks for none, and autoscaling may add up to
    /// its minimum. Source: hashicorp/terraform-provider-google, `expandNodePool`, read 2026-11-23.
    pub(super) fn desired(&self, zones: &Zones) -> Bounds<u64> {
        match (self.fixed(), &self.limit) {
            (Some(count), _) => product(count.bounds, zones.count),
            (None, Some(_)) => {
                let min = self.min.as_ref().map(|min| min.total(zones)).unwrap_or_default();
                Bounds { at_least: 0, ..min }
            }
            (None, None) => Bounds::from(0),
        }
    }

    /// Nodes at most, over all zones. A start above the limit counts as possible, not as certain.
    pub(super) fn max(&self, zones: &Zones) -> Bounds<u64> {
        let desired = self.desired(zones);
        let Some(limit) = &self.limit else { return desired };
        let total = limit.total(zones);
        Bounds { at_least: total.at_least, at_most: total.max(desired).at_most }
    }

    /// Where the maximum is written.
    pub(super) fn at(&self) -> Option<Span> {
        let written = match &self.limit {
            Some(Limit::PerZone(count) | Limit::Total(count)) => count.at,
            Some(Limit::Unknown(why)) => why.at,
            None => self.fixed().and_then(|count| count.at),
        };
        written.or(self.header)
    }

    /// The maximum in words: `2 nodes × 3 zones: 6 nodes`.
    pub(super) fn words(&self, zones: &Zones) -> String {
        let per_zone = |count: &Count| {
            let total = product(count.bounds, zones.count);
            match zones.count.exact() {
                Some(1) => format!("{} in one zone", counted(total, "node")),
                _ => format!("{} × {}: {}", counted(count.bounds, "node"), zones.words(), counted(total, "node")),
            }
        };
        match (&self.limit, self.fixed()) {
            (Some(Limit::PerZone(count)), _) | (None, Some(count)) => per_zone(count),
            (Some(Limit::Total(count)), _) => format!("{} over all zones", counted(count.bounds, "node")),
            (Some(Limit::Unknown(_)), _) | (None, None) => "no known number of nodes".to_owned(),
        }
    }

    /// Why the maximum or the start is not exact.
    pub(super) fn whys(&self) -> Vec<Why> {
        let limit = match &self.limit {
            Some(Limit::PerZone(count) | Limit::Total(count)) => count.why.clone(),
            Some(Limit::Unknown(why)) => Some(why.clone()),
            None if self.fixed().is_none() => {
                Some(Why::new("no size is written", "`node_count`, or `autoscaling` with a maximum", self.header))
            }
            None => None,
        };
        limit.into_iter().chain(self.fixed().and_then(|count| count.why.clone())).collect()
    }
}

impl Limit {
    /// The limit of an `autoscaling` block: per zone or in total. They exclude each other, but a literal 0 stands in
    /// the unused one in configurations that were exported.
    pub(super) fn new(per_zone: Option<Count>, total: Option<Count>, header: Option<Span>) -> Self {
        let positive = |count: &Option<Count>| count.as_ref().is_some_and(|count| count.bounds.at_least > 0);
        let zero = |count: &Option<Count>| count.as_ref().is_none_or(|count| count.bounds.exact() == Some(0));
        let (per_zone_set, total_set) = (positive(&per_zone), positive(&total));
        let (per_zone_unset, total_unset) = (zero(&per_zone), zero(&total));
        match (per_zone, total) {
            (Some(count), _) if per_zone_set || total_unset => Self::PerZone(count),
            (_, Some(count)) if total_set || per_zone_unset => Self::Total(count),
            (Some(count), Some(_)) => {
                Self::Unknown(count.why.unwrap_or_else(|| Why::new("two limits are given", "one of them", header)))
            }
            _ => Self::Unknown(Why::new("autoscaling has no limit", "`max_node_count`", header)),
        }
    }

    fn total(&self, zones: &Zones) -> Bounds<u64> {
        match self {
            Self::PerZone(count) => product(count.bounds, zones.count),
            Self::Total(count) => count.bounds,
            Self::Unknown(_) => Bounds::from(0),
        }
    }
}

/// Nodes that an upgrade adds to a pool for a while.
#[derive(Clone, Debug)]
pub(super) enum Surge {
    /// `max_surge`, a total of the pool. Source: cluster_service.proto (`UpgradeSettings`), read 2026-11-23.
    Extra(Bounds<u64>),
    /// Both sets of nodes at once. Source: cluster_service.proto (`BlueGreenSettings`), read 2026-11-23; that the
    /// second set is as large as the first is how it is generally described.
    BlueGreen,
}

impl Surge {
    /// One node beside the pool: the default of new pools.
    /// Source: the defaults of terraform-google-modules/terraform-google-kubernetes-engine and the console's gcloud
    /// export (`--max-surge-upgrade 1`), read 2026-11-23.
    pub(super) const DEFAULT: Self = Self::Extra(Bounds { at_least: 1, at_most: Some(1) });

    /// How many nodes come on top of a pool of that size.
    pub(super) fn nodes(&self, pool: Bounds<u64>) -> Bounds<u64> {
        match self {
            Self::BlueGreen => pool,
            Self::Extra(_) if pool.at_most == Some(0) => Bounds::exactly(0),
            Self::Extra(extra) if pool.at_least == 0 => Bounds { at_least: 0, ..*extra },
            Self::Extra(extra) => *extra,
        }
    }
}
