//! How many instances a managed group has: its target size, or what an autoscaler makes of it, and those an update adds.

use crate::address::{Address, Key};
use crate::cloud::gcp::given::{Count, Why, given_text, sum};
use crate::eval::value::{Object, Value};
use crate::model::{Bounds, Moments};
use crate::resource::{self, Resource};
use crate::source::Span;
use std::collections::BTreeMap;

/// The size of a group.
pub(super) struct Size {
    pub(super) instances: Moments<Bounds<u64>>,
    /// Instances that one update adds.
    pub(super) surge: Bounds<u64>,
    /// Where the most of them is written.
    pub(super) at: Option<Span>,
    /// Why it is not exact.
    pub(super) why: Option<Why>,
}

/// Zones that a region has at most. No document promises it; no region is known to have more.
const MOST_ZONES: u64 = 4;

/// The size of a group with the autoscaler that is meant for it. Without a size a group has no instance.
/// Source: hashicorp/terraform-provider-google website/docs/r/compute_instance_group_manager (`target_size`: "Defaults
/// to `0`"), compute_autoscaler, read 2026-11-26.
pub(super) fn size(group: &Resource, scalers: &Scalers<'_>) -> Size {
    let own = &group.address;
    let count = |name: &str| Count::given(group.get(name), own);
    let target = count("target_size");
    let fixed = target.clone().unwrap_or_else(|| Count::exactly(0, None));
    let scaler = scalers.find(group);
    let mut desired = fixed.bounds;
    let mut most = fixed.clone();
    if let Some((scaler, sure)) = &scaler {
        let limit = |name: &str| {
            let value = scaler.block("autoscaling_policy").map(|policy| policy.get(name));
            value.and_then(|value| Count::given(value, &scaler.address))
        };
        let unknown = || Count::unknown(Why::new("its autoscaler has no known limit", "`max_replicas`", scaler.span));
        let (least, limit) =
            (limit("min_replicas").unwrap_or_else(unknown), limit("max_replicas").unwrap_or_else(unknown));
        desired = match (&target, limit.bounds.at_most) {
            (Some(target), _) => {
                Bounds { at_least: target.bounds.at_least.min(limit.bounds.at_least), ..target.bounds }
            }
            (None, _) => least.bounds,
        };
        most = limit;
        if !sure {
            desired = desired.or(fixed.bounds);
            let why = Why::of(scaler.get("target"));
            most = Count { bounds: most.bounds.or(fixed.bounds), at: most.at, why: most.why.or(Some(why)) };
        }
    }
    // Whether an instance that is stopped or suspended keeps its address is not in these documents. [K]
    let idle = ["target_suspended_size", "target_stopped_size"].into_iter().filter_map(count);
    let idle = idle.fold(Bounds::default(), |idle, count| sum(idle, count.bounds));
    let idle = Bounds { at_least: 0, ..idle };
    let (desired, scaled) = (sum(desired, idle), sum(most.bounds, idle));
    let kept = || Why::new("instances that are stopped may keep their addresses", "more free addresses", group.span);
    Size {
        instances: Moments { desired, ..Moments::of(scaled) },
        surge: surge(group, scaled),
        at: most.at,
        why: most.why.or(fixed.why).or_else(|| (idle.at_most != Some(0)).then(kept)),
    }
}

/// The autoscalers that are not switched off, by what they are meant for.
pub(super) struct Scalers<'a> {
    /// By the group that is referred to.
    of: BTreeMap<&'a Address, &'a Resource>,
    /// Those that name it, or of which it is not known.
    others: Vec<&'a Resource>,
}

impl<'a> Scalers<'a> {
    pub(super) fn new(resources: &'a [Resource]) -> Self {
        let types = ["google_compute_autoscaler", "google_compute_region_autoscaler"];
        let scalers = resources.iter().filter(|resource| types.iter().any(|ty| resource.is(ty)));
        let mut all = Self { of: BTreeMap::new(), others: Vec::new() };
        for scaler in scalers.filter(|scaler| mode(scaler) != Some(Some("OFF"))) {
            let target = resource::address_of(scaler.get("target"));
            match target.filter(|target| target.ty.ends_with("instance_group_manager")) {
                Some(target) => {
                    all.of.insert(target, scaler);
                }
                None => all.others.push(scaler),
            }
        }
        all
    }

    /// That of a group, and whether it is surely this one's.
    fn find(&self, group: &Resource) -> Option<(&'a Resource, bool)> {
        let own = &*group.address;
        if let Some(scaler) = self.of.get(own) {
            let sure = mode(scaler) != Some(None) && scaler.copies == (1, Some(1));
            return Some((scaler, sure));
        }
        let any = Address { key: Key::Any, ..own.block() };
        let one_of = || self.of.iter().find(|(target, _)| own.key == Key::Any && target.block() == own.block());
        if let Some(scaler) = self.of.get(&any).or_else(|| one_of().map(|(_, scaler)| scaler)) {
            return Some((scaler, false));
        }
        let region = group.is("google_compute_region_instance_group_manager");
        let alike = |scaler: &&&Resource| scaler.is("google_compute_region_autoscaler") == region;
        let mut found = None;
        for scaler in self.others.iter().filter(alike) {
            let written = scaler.get("target").as_str().and_then(|target| target.rsplit('/').next());
            match (written, group.get("name").as_str()) {
                (Some(written), Some(name)) if written == name => return Some((scaler, mode(scaler) != Some(None))),
                (Some(_), Some(_)) => {}
                _ => found = Some((*scaler, false)),
            }
        }
        found
    }
}

/// The mode of an autoscaler that is given; nothing inside where it is not known.
fn mode(scaler: &Resource) -> Option<Option<&str>> {
    let mode = scaler.block("autoscaling_policy")?.get("mode");
    given_text(mode, &scaler.address).map(Value::as_str)
}

/// Instances that an update of a group adds, where it is one that podroom can see coming. A share may be rounded either
/// way, and without a figure there are as many as zones.
/// Source: Compute Engine API, `InstanceGroupManagerUpdatePolicy.maxSurge`, read 2026-11-26.
fn surge(group: &Resource, instances: Bounds<u64>) -> Bounds<u64> {
    let own = &group.address;
    let Some(policy) = group.block("update_policy") else { return Bounds::default() };
    let count = |name: &str| Count::given_above_zero(policy.get(name), own).map(|count| count.bounds);
    let most = |bounds: Bounds<u64>| Bounds { at_least: 0, ..bounds };
    let share = |percent: Bounds<u64>| Bounds {
        at_least: instances.at_least.saturating_mul(percent.at_least) / 100,
        at_most: instances.at_most.zip(percent.at_most).map(|(n, percent)| n.saturating_mul(percent).div_ceil(100)),
    };
    let fixed = Count::given(policy.get("max_surge_fixed"), own).map(|count| count.bounds);
    let added = match (count("max_surge_percent"), fixed) {
        (Some(percent), _) => share(percent),
        (None, Some(fixed)) => fixed,
        (None, None) => Bounds::between(0, MOST_ZONES),
    };
    if replaces(policy) { added } else { most(added) }
}

/// Whether an update surely makes new instances beside the old ones.
fn replaces(policy: &Object) -> bool {
    let method = policy.get("replacement_method");
    let beside = method.is_null() || method.as_str() == Some("SUBSTITUTE");
    beside && policy.get("type").as_str() == Some("PROACTIVE")
}
