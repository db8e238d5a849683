//! Networks that the nodes of a pool are in beside that of their cluster.
//! Source: hashicorp/terraform-provider-google website/docs/r/container_node_pool (`additional_node_network_configs`,
//! `additional_pod_network_configs`), read 2026-11-23.

use super::Notes;
use super::blocks::{MAX_PODS, pod_block_bounds};
use super::claims::PER_NODE;
use super::clusters;
use super::draw::Draw;
use super::given::{Count, Why, given_text};
use super::matching;
use super::subnetworks::Subnetwork;
use crate::address::Address;
use crate::eval::value::{Object, Value};
use crate::model::{Addresses, Bounds};
use crate::resource;
use crate::source::Span;

/// What every node of a pool takes of one more network.
#[derive(Clone, Debug)]
pub(super) struct Further {
    /// `nodes` or `pods`.
    pub(super) what: &'static str,
    pub(super) draw: Draw,
    pub(super) each: Bounds<Addresses>,
    /// Why that is not exact.
    pub(super) why: Option<Why>,
    /// Where it is written, and what to say there.
    pub(super) at: Option<Span>,
    pub(super) text: String,
}

/// Reads them from a pool's `network_config`. `region` is where the nodes are.
pub(super) fn read(
    config: &Object,
    own: &Address,
    address: &str,
    region: Option<&str>,
    subnetworks: &[Subnetwork],
    notes: &mut Notes,
) -> Vec<Further> {
    let mut further = Vec::new();
    let mut open =
        |what: &str, why: Why| notes.undecided.push(why.undecided(format!("{what} of `{address}`"), address));
    let value = config.get("additional_node_network_configs");
    for object in resource::blocks(value) {
        let Some(object) = object else {
            open("a further network", Why::of(value));
            continue;
        };
        let written = object.get("subnetwork");
        let Some(written) = given_text(written, own) else { continue };
        let found = matching::subnetwork(written, region, subnetworks);
        if let Some(why) = found.uncertain.clone().filter(|_| found.indices.is_empty()) {
            open("subnetwork in a further network", why);
        }
        further.push(Further {
            what: "nodes",
            draw: found.primary(subnetworks),
            each: PER_NODE,
            why: None,
            at: written.span,
            text: "each node takes one address here as well".to_owned(),
        });
    }
    let value = config.get("additional_pod_network_configs");
    for object in resource::blocks(value) {
        match object {
            Some(object) => further.extend(pods(object, own, address, region, subnetworks, notes)),
            None => {
                let why = Why::of(value).undecided(format!("a further network of pods of `{address}`"), address);
                notes.undecided.push(why);
            }
        }
    }
    further
}

/// A block of addresses for those pods of a node that are in a further network. No document that was read says how large
/// it is: at most what a node takes for so many pods in the first network, and nothing for certain.
fn pods(
    object: &Object,
    own: &Address,
    address: &str,
    region: Option<&str>,
    subnetworks: &[Subnetwork],
    notes: &mut Notes,
) -> Option<Further> {
    let subnets = matching::subnetwork(given_text(object.get("subnetwork"), own)?, region, subnetworks);
    let name = given_text(object.get("secondary_pod_range"), own)?;
    let draw = clusters::secondary(own, name, &subnets, subnetworks, notes).unwrap_or_else(|why| {
        if !subnets.indices.is_empty() {
            notes.undecided.push(why.undecided(format!("pod range in a further network of `{address}`"), address));
        }
        Draw { ranges: Vec::new(), uncertain: Some(why) }
    });
    let written: &Value = object.get("max_pods_per_node");
    let max_pods = Count::given_above_zero(written, own).map_or(Bounds::from(MAX_PODS.0), |count| count.bounds);
    let most = pod_block_bounds(max_pods, Some(false)).at_most;
    let why = "no document says how large a node's block in a further network of pods is";
    let words = most.map_or_else(String::new, |most| format!(", at most {most} addresses"));
    Some(Further {
        what: "pods",
        draw,
        each: Bounds { at_least: Addresses(0), at_most: most },
        why: Some(Why::new(why, "a range with room for the largest", name.span)),
        at: written.span.or(name.span),
        text: format!("each node takes a block for pods here as well{words}"),
    })
}
