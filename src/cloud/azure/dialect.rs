//! What arguments are called: a change that is proposed must be one that somebody can write.

/// In whose words a node pool is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// azurerm from version 2 on.
    Azurerm,
    /// azurerm 1. Source: hashicorp/terraform-provider-azurerm@69697b7fe6a9, CHANGELOG-v1.md (`agent_pool_profile` is
    /// superseded by `default_node_pool` in 1.37), read 2026-11-26.
    AzurermOne,
}

impl Dialect {
    /// The number of nodes of a pool that is not autoscaled.
    pub(super) fn node_count(self) -> &'static str {
        match self {
            Self::Azurerm => "node_count",
            Self::AzurermOne => "count",
        }
    }

    /// The most nodes of one that is.
    pub(super) fn max_count(self) -> &'static str {
        match self {
            Self::Azurerm | Self::AzurermOne => "max_count",
        }
    }

    /// Pods that a node may run.
    pub(super) fn max_pods(self) -> &'static str {
        match self {
            Self::Azurerm | Self::AzurermOne => "max_pods",
        }
    }

    /// What takes pods out of the virtual network, where it knows that.
    pub(super) fn overlay(self) -> Option<&'static str> {
        match self {
            Self::Azurerm => Some("network_plugin_mode = \"overlay\""),
            Self::AzurermOne => None,
        }
    }
}
