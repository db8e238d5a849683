//! How many nodes a rolling update of a managed node group adds.
//!
//! With the `DEFAULT` strategy the group grows by the larger of two nodes for each zone and the nodes that may be
//! unavailable; with `MINIMAL` an old node goes first. Source: Amazon EKS User Guide, managed-node-update-behavior, and
//! the EKS API, `NodegroupUpdateConfig`; read 2026-11-23.

use super::given::{Count, Why, given};
use super::groups::inner;
use crate::address::Address;
use crate::model::Bounds;
use crate::resource::Resource;

/// What an update may add.
#[derive(Clone, Debug)]
pub(super) struct Surge {
    /// Whether it surely adds nodes, may, or (absent) does not.
    sure: Option<bool>,
    /// Nodes that may be unavailable at a time.
    unavailable: Unavailable,
    /// Nodes added in each zone at least.
    least_in_zone: u64,
    /// Why one of them is not known.
    why: Option<Why>,
}

#[derive(Clone, Debug)]
enum Unavailable {
    Nodes(Bounds<u64>),
    /// Percent of the group.
    Share(Bounds<u64>),
}

/// Most nodes that may be unavailable at a time, and the default.
const MOST_UNAVAILABLE: u64 = 100;
const UNAVAILABLE: u64 = 1;

/// Most of a group, in percent, that may be there while a self-managed one is refreshed.
/// Source: Amazon EC2 Auto Scaling API, `InstanceMaintenancePolicy`, read 2026-11-26.
const MOST_HEALTHY: u64 = 200;

/// Least nodes added in each zone.
const LEAST_IN_ZONE: u64 = 2;

impl Surge {
    /// The surge of a self-managed group: an instance refresh first starts new nodes where more than all of them may be
    /// there. The maintenance policy of the group counts before the preferences of the refresh, and neither adds any by
    /// itself.
    /// Source: Amazon EC2 Auto Scaling User Guide, "Instance maintenance policies" and "Instance refresh", read 2026-11-26.
    pub(super) fn of_refresh(resource: &Resource) -> Self {
        let own: &Address = &resource.address;
        let policy = resource.block("instance_maintenance_policy").map(|policy| policy.get("max_healthy_percentage"));
        let preferences = resource.block("instance_refresh").and_then(|refresh| inner(refresh, "preferences"));
        let refresh = preferences.map(|preferences| preferences.get("max_healthy_percentage"));
        let most = policy.into_iter().chain(refresh).find_map(|value| Count::given(value, own));
        let beyond = most.as_ref().map_or(Bounds::exactly(100), |count| count.bounds);
        let share = Bounds {
            at_least: beyond.at_least.saturating_sub(100),
            at_most: Some(beyond.at_most.unwrap_or(MOST_HEALTHY).min(MOST_HEALTHY).saturating_sub(100)),
        };
        Self {
            sure: (share.at_most != Some(0)).then_some(false),
            unavailable: Unavailable::Share(share),
            least_in_zone: 0,
            why: most.and_then(|count| match (count.why, count.bounds.exact()) {
                (Some(why), _) => Some(why),
                (None, Some(percent)) if percent > 100 => {
                    let because = format!("an instance refresh goes up to {percent} % of the group");
                    Some(Why::new(because, "a `max_healthy_percentage` of 100", count.at))
                }
                _ => None,
            }),
        }
    }

    /// The surge of a managed node group, from its `update_config`.
    pub(super) fn of(resource: &Resource) -> Self {
        let own: &Address = &resource.address;
        let blocks = resource.blocks("update_config");
        let Some(config) = blocks.first().copied().flatten() else {
            // Not written, or not known.
            let unknown = given(resource.get("update_config"), own).filter(|value| !value.is_known());
            let nodes = match unknown {
                Some(_) => Bounds::between(1, MOST_UNAVAILABLE),
                None => Bounds::exactly(UNAVAILABLE),
            };
            let unavailable = Unavailable::Nodes(nodes);
            let why = unknown.map(Why::of);
            return Self { sure: Some(unknown.is_none()), unavailable, least_in_zone: LEAST_IN_ZONE, why };
        };
        let strategy = given(config.get("update_strategy"), own);
        let sure = match strategy.map(|value| value.as_str()) {
            None | Some(Some("DEFAULT")) => Some(true),
            Some(Some("MINIMAL")) => None,
            Some(_) => Some(false),
        };
        let share = Count::given(config.get("max_unavailable_percentage"), own);
        let nodes = Count::given(config.get("max_unavailable"), own);
        let why = strategy.filter(|_| sure == Some(false)).map(Why::of);
        let why = why.or_else(|| nodes.as_ref().or(share.as_ref())?.why.clone()).filter(|_| sure.is_some());
        let unavailable = match (nodes, share) {
            (Some(nodes), _) => Unavailable::Nodes(nodes.bounds),
            (None, Some(share)) => Unavailable::Share(share.bounds),
            (None, None) => Unavailable::Nodes(Bounds::exactly(UNAVAILABLE)),
        };
        Self { sure, unavailable, least_in_zone: LEAST_IN_ZONE, why }
    }

    /// Why it is not known how many nodes an update adds, apart from the size and the zones of the group.
    pub(super) fn doubt(&self) -> Option<&Why> {
        self.why.as_ref()
    }

    /// Nodes added in one zone of a group of that size; `zones` when their number is known.
    pub(super) fn in_zone(&self, size: Bounds<u64>, zones: Option<u64>) -> Bounds<u64> {
        let Some(sure) = self.sure.filter(|_| size.at_most != Some(0)) else { return Bounds::exactly(0) };
        let share = |percent: u64, nodes: u64| nodes.saturating_mul(percent).div_ceil(100);
        let (low, high) = match &self.unavailable {
            Unavailable::Nodes(nodes) => (nodes.at_least, nodes.at_most),
            Unavailable::Share(percent) => (
                share(percent.at_least, size.at_least),
                percent.at_most.zip(size.at_most).map(|(percent, nodes)| share(percent, nodes)),
            ),
        };
        let each = |nodes: u64| {
            let nodes = nodes.min(MOST_UNAVAILABLE);
            zones.map_or(nodes, |zones| nodes.div_ceil(zones.max(1))).max(self.least_in_zone)
        };
        let least = if sure && zones.is_some() && size.at_least > 0 { each(low) } else { 0 };
        Bounds::between(least, each(high.unwrap_or(MOST_UNAVAILABLE)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{block, resource};
    use super::*;
    use crate::eval::value::Value;

    #[test]
    fn a_refresh_adds_what_may_be_there_beyond_all() {
        let number = |name, n: u64| block(vec![(name, Value::number(n))]);
        let preferences = |n: u64| block(vec![("preferences", number("max_healthy_percentage", n))]);
        for (attributes, size, expected) in [
            (vec![], 30, Bounds::exactly(0)),
            (vec![("instance_refresh", preferences(100))], 30, Bounds::exactly(0)),
            (vec![("instance_refresh", preferences(120))], 30, Bounds::between(0, 2)),
            (vec![("instance_maintenance_policy", number("max_healthy_percentage", 200))], 30, Bounds::between(0, 10)),
            (vec![("instance_maintenance_policy", number("max_healthy_percentage", 900))], 30, Bounds::between(0, 10)),
        ] {
            let surge = Surge::of_refresh(&resource("aws_autoscaling_group.a", attributes.clone()));
            assert_eq!(surge.in_zone(Bounds::exactly(size), Some(3)), expected, "{attributes:?}");
        }
    }

    #[test]
    fn nodes_added_in_each_zone() {
        let exactly = Bounds::exactly;
        let number = |name, n: u64| vec![(name, Value::number(n))];
        for (config, size, zones, expected) in [
            (None, 160, Some(3), exactly(2)),
            (None, 0, Some(3), exactly(0)),
            (None, 160, None, Bounds::between(0, 2)),
            (Some(number("max_unavailable", 1)), 160, Some(5), exactly(2)),
            (Some(number("max_unavailable", 20)), 160, Some(5), exactly(4)),
            (Some(number("max_unavailable", 20)), 160, None, Bounds::between(0, 20)),
            // 33 % of 80 nodes: 27, 9 in each of three zones.
            (Some(number("max_unavailable_percentage", 33)), 80, Some(3), exactly(9)),
            (Some(number("max_unavailable_percentage", 100)), 500, Some(1), exactly(100)),
            (Some(vec![("update_strategy", Value::string("MINIMAL"))]), 160, Some(3), exactly(0)),
            (Some(vec![("update_strategy", Value::string("DEFAULT"))]), 160, Some(3), exactly(2)),
        ] {
            let attributes = config.clone().map(|config| ("update_config", block(config)));
            let surge = Surge::of(&resource("aws_eks_node_group.a", attributes.into_iter().collect()));
            assert_eq!(surge.in_zone(exactly(size), zones), expected, "{config:?} {size} {zones:?}");
        }
    }
}
