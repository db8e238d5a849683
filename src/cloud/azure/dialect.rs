//! What arguments are called: a change that is proposed must be one that somebody can write.

/// In whose words a node pool is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// azurerm from version 2 on.
    Azurerm,
    /// azurerm 1. Source: hashicorp/terraform-provider-azurerm@69697b7fe6a9, CHANGELOG-v1.md (`agent_pool_profile` is
    /// superseded by `default_node_pool` in 1.37), read 2026-11-26.
    AzurermOne,
    /// azapi: that of Azure's API.
    Azapi,
}

/// The node pools of a cluster in Azure's API.
pub(super) const AGENT_POOLS: &str = "agentPoolProfiles";

impl Dialect {
    /// The number of nodes of a pool that is not autoscaled.
    pub(super) fn node_count(self) -> &'static str {
        match self {
            Self::Azurerm => "node_count",
            Self::AzurermOne | Self::Azapi => "count",
        }
    }

    /// The most nodes of one that is.
    pub(super) fn max_count(self) -> &'static str {
        match self {
            Self::Azurerm | Self::AzurermOne => "max_count",
            Self::Azapi => "maxCount",
        }
    }

    /// Pods that a node may run.
    pub(super) fn max_pods(self) -> &'static str {
        match self {
            Self::Azurerm | Self::AzurermOne => "max_pods",
            Self::Azapi => "maxPods",
        }
    }

    /// What takes pods out of the virtual network, where it knows that.
    pub(super) fn overlay(self) -> Option<&'static str> {
        match self {
            Self::Azurerm => Some("network_plugin_mode = \"overlay\""),
            Self::AzurermOne => None,
            Self::Azapi => Some("networkPluginMode = \"overlay\""),
        }
    }
}
