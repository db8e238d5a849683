//! How many nodes an AKS node pool has. Zones do not multiply them: every count is a total of the pool.

use super::dialect::Dialect;
use crate::address::Address;
use crate::cloud::given::{Count, Why, counted, given};
use crate::eval::value::Value;
use crate::model::Bounds;
use crate::source::Span;

/// The sizes of a pool as they are written.
/// Source: hashicorp/terraform-provider-azurerm@69697b7fe6a9, website/docs/r/kubernetes_cluster and
/// kubernetes_cluster_node_pool, `ExpandDefaultNodePool` in kubernetes_nodepool.go, read 2026-11-26.
#[derive(Clone, Debug)]
pub(super) struct Size {
    /// `node_count`
    pub(super) count: Option<Count>,
    /// `min_count`
    pub(super) min: Option<Count>,
    /// `max_count`
    pub(super) max: Option<Count>,
    /// Whether the autoscaler runs; absent when that is not known.
    pub(super) autoscaled: Option<bool>,
    /// Why that is not known.
    pub(super) doubt: Option<Why>,
    /// Nodes when nothing is written: the provider asks for none, and Azure refuses a cluster's first pool without any.
    pub(super) unset: Bounds<u64>,
    /// Where to point when nothing is written: the block's header.
    pub(super) header: Option<Span>,
    /// What the arguments are called.
    pub(super) dialect: Dialect,
}

impl Size {
    fn fixed(&self) -> Bounds<u64> {
        self.count.as_ref().map_or(self.unset, |count| count.bounds)
    }

    /// The size at the start of an autoscaled pool: without one the minimum.
    fn start(&self) -> Bounds<u64> {
        match (&self.count, &self.min) {
            (Some(count), _) => count.bounds,
            (None, Some(min)) => min.bounds,
            (None, None) => self.unset,
        }
    }

    /// Nodes at the start.
    pub(super) fn desired(&self) -> Bounds<u64> {
        match self.autoscaled {
            Some(true) => self.start(),
            Some(false) => self.fixed(),
            None => self.start().or(self.fixed()),
        }
    }

    /// Nodes at most. The provider refuses a start above the maximum.
    pub(super) fn max(&self) -> Bounds<u64> {
        let scaled = || self.max.as_ref().map_or(Bounds::from(0), |count| count.bounds);
        match self.autoscaled {
            Some(true) => scaled(),
            Some(false) => self.fixed(),
            None => scaled().or(self.fixed()),
        }
    }

    /// The name of the argument that holds the maximum, and its exact value.
    pub(super) fn written(&self) -> Option<(&'static str, u64)> {
        match self.autoscaled? {
            true => Some((self.dialect.max_count(), self.max.as_ref()?.bounds.exact()?)),
            false => Some((self.dialect.node_count(), self.count.as_ref()?.bounds.exact()?)),
        }
    }

    /// Puts a number in the place of the maximum.
    pub(super) fn set(&mut self, nodes: u64) {
        let count = Some(Count::exactly(nodes, None));
        match self.autoscaled {
            Some(true) => self.max = count,
            _ => self.count = count,
        }
    }

    /// Where the maximum is written.
    pub(super) fn at(&self) -> Option<Span> {
        let count = if self.autoscaled == Some(true) { &self.max } else { &self.count };
        count.as_ref().and_then(|count| count.at).or(self.header)
    }

    /// The maximum in words: `up to 10 nodes`.
    pub(super) fn words(&self) -> String {
        match (self.autoscaled, self.max().at_most) {
            (_, None) => "no known number of nodes".to_owned(),
            (Some(true), _) => format!("up to {}", counted(self.max(), "node")),
            _ => counted(self.max(), "node"),
        }
    }

    /// Why the maximum or the start is not exact.
    pub(super) fn whys(&self) -> Vec<Why> {
        let mut whys: Vec<Why> = self.doubt.iter().cloned().collect();
        let counts = [&self.count, &self.max, &self.min].into_iter().flatten();
        whys.extend(counts.filter_map(|count| count.why.clone()));
        if whys.is_empty() && self.max().exact().is_none() {
            whys.push(match self.autoscaled {
                Some(true) => {
                    Why::new("autoscaling has no limit", format!("`{}`", self.dialect.max_count()), self.header)
                }
                _ => Why::new("no size is written", format!("`{}`", self.dialect.node_count()), self.header),
            });
        }
        whys
    }
}

/// Nodes that an upgrade adds to a pool for a while.
/// Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, upgrade-aks-node-pools-rolling.md, read 2026-11-26: a share is
/// rounded up, and never more than the nodes there are.
#[derive(Clone, Debug)]
pub(super) enum Surge {
    /// `max_surge = "3"`
    Nodes(Bounds<u64>),
    /// `max_surge = "33%"`
    Percent(u64),
    /// Nothing is written: one node, or a tenth. Source: upgrade-aks-node-pools-rolling.md (one),
    /// best-practices-performance-scale-large.md (10 %), read 2026-11-26.
    Unset,
    /// Old nodes go first, or the pool has no surge at all: Spot.
    None,
}

impl Surge {
    /// What `max_surge` says.
    pub(super) fn of(value: &Value, own: &Address) -> Self {
        let Some(value) = given(value, own) else { return Self::Unset };
        let text = value.as_str().map(str::trim);
        if let Some(percent) = text.and_then(|text| text.strip_suffix('%')?.trim().parse().ok()) {
            return Self::Percent(percent);
        }
        match text.and_then(|text| text.parse().ok()).or_else(|| value.as_number()?.to_u64()) {
            Some(nodes) => Self::Nodes(Bounds::exactly(nodes)),
            None => Self::Nodes(Bounds::from(0)),
        }
    }

    /// How many nodes come on top of a pool of that size.
    pub(super) fn nodes(&self, pool: Bounds<u64>) -> Bounds<u64> {
        let share = |percent: u64| pool.map(|nodes| nodes.saturating_mul(percent).div_ceil(100).min(nodes));
        match self {
            Self::None => Bounds::exactly(0),
            Self::Percent(percent) => share(*percent),
            Self::Nodes(surge) => Bounds {
                at_least: surge.at_least.min(pool.at_least),
                at_most: match (surge.at_most, pool.at_most) {
                    (Some(surge), Some(pool)) => Some(surge.min(pool)),
                    (surge, pool) => surge.or(pool),
                },
            },
            Self::Unset => Bounds { at_least: pool.at_least.min(1), at_most: share(10).at_most },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_upgrade_adds_a_share_that_is_rounded_up() {
        let exactly = Bounds::exactly;
        for (surge, nodes, expected) in [
            // Source: upgrade-aks-node-pools-rolling.md: five pools of four nodes at 50 % want ten more, two each.
            (Surge::Percent(50), exactly(4), exactly(2)),
            (Surge::Percent(33), exactly(10), exactly(4)),
            (Surge::Percent(100), exactly(3), exactly(3)),
            (Surge::Percent(300), exactly(3), exactly(3)),
            (Surge::Nodes(exactly(5)), exactly(3), exactly(3)),
            (Surge::Nodes(exactly(1)), exactly(0), exactly(0)),
            (Surge::Unset, exactly(10), exactly(1)),
            (Surge::Unset, exactly(11), Bounds::between(1, 2)),
            (Surge::Unset, exactly(0), exactly(0)),
            (Surge::Unset, Bounds::from(0), Bounds::from(0)),
            (Surge::None, exactly(9), exactly(0)),
        ] {
            assert_eq!(surge.nodes(nodes), expected, "{surge:?} of {nodes:?}");
        }
    }

    proptest! {
        #[test]
        fn a_surge_never_falls_when_the_pool_grows(percent in 0_u64..200, nodes in 0_u64..5000, more in 0_u64..100) {
            for surge in [Surge::Percent(percent), Surge::Nodes(Bounds::exactly(percent)), Surge::Unset] {
                let (small, large) = (surge.nodes(Bounds::exactly(nodes)), surge.nodes(Bounds::exactly(nodes + more)));
                prop_assert!(small.at_least <= large.at_least && small.at_most <= large.at_most);
                prop_assert!(large.at_most.is_some_and(|most| large.at_least <= most && most <= nodes + more));
            }
        }
    }
}
