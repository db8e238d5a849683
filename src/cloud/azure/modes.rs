//! What a node takes in each of the modes of AKS networking: arithmetic only.

use crate::model::{Addresses, Bounds};

/// How the pods of a node pool get their addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mode {
    /// Azure CNI without anything else: pods have addresses of the nodes' subnet, set aside when the node is made.
    NodeSubnet,
    /// Azure CNI Overlay: a /24 of the pod CIDR for every node.
    Overlay,
    /// Kubenet: the same, one route for every node.
    Kubenet,
    /// A subnet for pods, from which nodes take addresses in batches as their pods need them.
    PodSubnet,
    /// A subnet for pods, of which a node takes as many blocks as its max pods want when it is made.
    PodBlocks,
    /// Pods have no addresses of Azure's: another network plugin is brought along.
    NoPlugin,
}

/// The first four addresses and the last one of every subnet are Azure's.
/// Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, concepts-network-azure-cni-overlay.md, read 2026-11-26.
pub(super) const RESERVED: Addresses = Addresses(5);

/// What a node has for its pods in overlay and kubenet mode, whatever its max pods: a /24.
/// Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, concepts-network-azure-cni-overlay.md and configure-kubenet.md,
/// read 2026-11-26.
pub(super) const POD_BLOCK: Addresses = Addresses(256);

/// Nodes of a kubenet cluster: a route table has 400 routes. Source: configure-kubenet.md, read 2026-11-26.
pub(super) const KUBENET_NODES: u64 = 400;

/// Addresses that a node takes of its pod subnet at a time, and how many unused ones are too few.
/// Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, concepts-network-azure-cni-pod-subnet.md, read 2026-11-26.
pub(super) const BATCH: u128 = 16;
const TOO_FEW: u128 = 8;

/// The least and the most pods per node that AKS accepts.
/// Source: concepts-network-ip-address-planning.md ("Azure CNI 10 .. 250"), read 2026-11-26.
pub(super) const MAX_PODS: (u64, u64) = (10, 250);

impl Mode {
    /// Pods per node when the node pool does not say. In a pod subnet 110 on one of Microsoft's pages and 250 on
    /// another. Source: concepts-network-ip-address-planning.md (110), configure-azure-cni-dynamic-ip-allocation.md
    /// (250), read 2026-11-26.
    pub(super) fn default_max_pods(self) -> Bounds<u64> {
        match self {
            Self::NodeSubnet => Bounds::exactly(30),
            Self::Overlay => Bounds::exactly(250),
            Self::Kubenet => Bounds::exactly(110),
            Self::PodSubnet | Self::PodBlocks => Bounds::between(110, 250),
            Self::NoPlugin => Bounds::between(MAX_PODS.0, MAX_PODS.1),
        }
    }

    /// Addresses that a node takes of its own subnet when it is made.
    /// Source: concepts-network-ip-address-planning.md: (number of nodes) + (number of nodes × maximum pods), read
    /// 2026-11-26.
    pub(super) fn of_node_subnet(self, max_pods: u64) -> Addresses {
        match self {
            Self::NodeSubnet => Addresses(u128::from(max_pods).saturating_add(1)),
            Self::Overlay | Self::Kubenet | Self::PodSubnet | Self::PodBlocks | Self::NoPlugin => Addresses(1),
        }
    }

    /// The words of a message: `overlay`.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::NodeSubnet => "Azure CNI in the nodes' subnet",
            Self::Overlay => "Azure CNI Overlay",
            Self::Kubenet => "kubenet",
            Self::PodSubnet => "Azure CNI with a pod subnet",
            Self::PodBlocks => "Azure CNI with blocks of a pod subnet",
            Self::NoPlugin => "no network plugin",
        }
    }
}

/// Addresses that a node has of a pod subnet while so many pods run on it: batches, until 8 are unused.
pub(super) fn of_pod_subnet(pods: u64) -> Addresses {
    let wanted = u128::from(pods).saturating_add(TOO_FEW);
    Addresses(wanted.div_ceil(BATCH).max(1).saturating_mul(BATCH))
}

/// Addresses of the blocks that a node takes of a pod subnet, one more than its max pods at least.
/// Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, concepts-network-azure-cni-pod-subnet.md (static block allocation),
/// read 2026-11-26.
pub(super) fn of_pod_blocks(max_pods: u64) -> Addresses {
    Addresses(u128::from(max_pods).saturating_add(1).div_ceil(BATCH).saturating_mul(BATCH))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usable(prefix_len: u8) -> u128 {
        Addresses::of_prefix(prefix_len).saturating_sub(RESERVED).0
    }

    /// Nodes that a subnet of that prefix length holds.
    fn nodes(prefix_len: u8, mode: Mode, max_pods: u64) -> u128 {
        usable(prefix_len) / mode.of_node_subnet(max_pods).0
    }

    #[test]
    fn what_nodes_take_of_their_subnet() {
        // Source: concepts-network-ip-address-planning.md (51 and 61 nodes, "/21 or larger"), read 2026-11-26.
        for (nodes, max_pods, expected, prefix_len) in [(51, 30, 1_581, 21), (61, 30, 1_891, 21)] {
            let taken = Mode::NodeSubnet.of_node_subnet(max_pods).times(nodes);
            assert_eq!(taken, Addresses(expected));
            assert!(taken.0 <= usable(prefix_len) && taken.0 > usable(prefix_len + 1));
        }
        // Threads Azure/AKS#456, rancher/rancher#20784, hashicorp/terraform-provider-azurerm#5735: a /24 each.
        for (nodes, max_pods, expected) in [(10, 30, 310), (3, 110, 333), (5, 100, 505)] {
            let taken = Mode::NodeSubnet.of_node_subnet(max_pods).times(nodes);
            assert_eq!((taken, taken.0 > usable(24)), (Addresses(expected), true));
        }
        // Azure/AKS#2119: two nodes fit, and the node of an upgrade finds 49 of 101.
        assert_eq!(usable(24) - Mode::NodeSubnet.of_node_subnet(100).times(2).0, 49);
    }

    #[test]
    fn nodes_in_a_subnet() {
        // Source: concepts-network-legacy-cni.md (8 nodes, 240 pods), concepts-network-azure-cni-overlay.md and
        // configure-kubenet.md (251 nodes, 27,610 pods), read 2026-11-26.
        assert_eq!(nodes(24, Mode::NodeSubnet, 30), 8);
        assert_eq!(nodes(24, Mode::NodeSubnet, 30) * 30, 240);
        assert_eq!(nodes(24, Mode::Overlay, 250), 251);
        assert_eq!(nodes(24, Mode::Kubenet, 110) * 110, 27_610);
        assert_eq!(Addresses::of_prefix(16).0 / POD_BLOCK.0, 256);
    }

    #[test]
    fn static_blocks_hold_one_address_more_than_pods() {
        // Source: concepts-network-azure-cni-pod-subnet.md, read 2026-11-26.
        for (max_pods, blocks) in [(10, 1), (15, 1), (16, 2), (30, 2), (31, 2), (32, 3), (110, 7), (250, 16)] {
            assert_eq!(of_pod_blocks(max_pods), Addresses(blocks * BATCH), "{max_pods} pods");
        }
    }

    #[test]
    fn pod_subnets_are_used_in_batches() {
        // Source: concepts-network-azure-cni-pod-subnet.md; Azure/AKS#4035 and MicrosoftDocs/azure-docs#97370 (15 nodes
        // in a /24), read 2026-11-26.
        for (pods, expected) in [(0, 16), (1, 16), (8, 16), (9, 32), (24, 32), (25, 48), (110, 128), (250, 272)] {
            assert_eq!(of_pod_subnet(pods), Addresses(expected), "{pods} pods");
        }
        assert_eq!(usable(24) / of_pod_subnet(0).0, 15);
    }

    proptest! {
        #[test]
        fn demand_never_falls_when_max_pods_or_nodes_rise(pods: u64, more in 0_u64..1000, nodes in 0_u64..10_000) {
            let later = pods.saturating_add(more);
            for mode in [Mode::NodeSubnet, Mode::Overlay, Mode::Kubenet, Mode::PodSubnet, Mode::NoPlugin] {
                prop_assert!(mode.of_node_subnet(pods) <= mode.of_node_subnet(later));
                prop_assert!(mode.of_node_subnet(pods).times(nodes) <= mode.of_node_subnet(pods).times(nodes + 1));
            }
            prop_assert!(of_pod_subnet(pods) <= of_pod_subnet(later) && of_pod_blocks(pods) <= of_pod_blocks(later));
        }

        #[test]
        fn a_node_always_has_some_unused_addresses(pods in 0_u64..1000) {
            let unused = of_pod_subnet(pods).0 - u128::from(pods);
            // One batch less would leave too few.
            prop_assert!(unused >= TOO_FEW && (unused < TOO_FEW + BATCH || of_pod_subnet(pods).0 == BATCH));
        }
    }
}
