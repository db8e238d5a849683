//! What nodes take from other subnets than their own, where their pods have addresses: the subnets of ENIConfigs with
//! custom networking, and tagged ones with subnet discovery.
//!
//! Source: aws/amazon-vpc-cni-k8s@b52188387f2e, README, `AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG` and
//! `ENABLE_SUBNET_DISCOVERY`; `pkg/awsutils/awsutils.go` (`isSubnetValidForENICreation`), read 2026-11-23.

use super::carriers::MOST;
use super::claims::Pool;
use super::given::{Why, counted, figure, product, sum};
use super::groups::Group;
use super::nodes::{self, Elsewhere};
use super::settings::{Cni, Vpc};
use super::spread::{Slot, Slots};
use super::subnets::{self, Draw, Subnet};
use super::zones::Sameness;
use crate::address::Address;
use crate::eval::value::Value;
use crate::finding::{Label, Place};
use crate::model::{Bounds, Claim, Moments};
use crate::source::Span;

/// Whether a node of the group may have interfaces in other subnets than its own, which carry the tag for that.
pub(super) fn spills(group: &Group, subnets: &[Subnet]) -> bool {
    let settings = match &group.cni {
        Cni::Vpc(vpc) => vpc.settings,
        _ => return false,
    };
    settings.subnet_discovery && !settings.custom_networking && !tagged(group, subnets).is_empty()
}

/// The tagged subnets that may be in a zone and the network of one of the group's.
fn tagged(group: &Group, subnets: &[Subnet]) -> Vec<usize> {
    let own: Vec<&Subnet> = group.draw.subnets.iter().filter_map(|(index, _)| subnets.get(*index)).collect();
    let reachable = |subnet: &Subnet| {
        own.is_empty()
            || own.iter().any(|own| own.zone.sameness(&subnet.zone) != Sameness::Distinct && !own.is_apart(subnet))
    };
    let others = subnets.iter().enumerate().filter(|(_, subnet)| subnet.takes_pods && !subnet.ipv6_only);
    others.filter(|(_, subnet)| reachable(subnet)).map(|(index, _)| index).collect()
}

/// Where the group's pods have their addresses, beside the group's own subnets; nothing when they are there alone.
pub(super) fn draw(group: &Group, subnets: &[Subnet]) -> Option<Draw> {
    let Cni::Vpc(vpc) = &group.cni else { return None };
    if spills(group, subnets) {
        let found = tagged(group, subnets).into_iter().map(|index| (index, Bounds::exactly(1)));
        return Some(Draw { subnets: found.collect(), open: None });
    }
    if !vpc.settings.custom_networking {
        return None;
    }
    let mut draw = of_eni_configs(vpc, &group.address, group.span, subnets);
    // An ENIConfig is for nodes of the zone of its subnet.
    let own: Vec<&Subnet> = group.draw.subnets.iter().filter_map(|(index, _)| subnets.get(*index)).collect();
    let apart = |pods: &Subnet| own.iter().all(|own| own.zone.sameness(&pods.zone) == Sameness::Distinct);
    draw.subnets.retain(|(index, _)| own.is_empty() || subnets.get(*index).is_some_and(|pods| !apart(pods)));
    Some(draw)
}

/// The subnets that the ENIConfigs name, for nodes of `own`.
pub(super) fn of_eni_configs(vpc: &Vpc, own: &Address, at: Option<Span>, subnets: &[Subnet]) -> Draw {
    if vpc.eni_configs.len() > MOST {
        let because = format!("there are more than {MOST} ENIConfigs");
        return Draw { open: Some(Why::new(because, "fewer of them", at)), ..Draw::default() };
    }
    let ids = vpc.eni_configs.iter().map(|config| config.subnet.clone()).collect();
    let mut draw = subnets::named(&Value::tuple(ids), own, subnets);
    if vpc.eni_configs.is_empty() {
        let because = "no ENIConfig in this configuration says in which subnets its pods are";
        draw.open = Some(Why::new(because, "the `eniConfig` of the add-on, or the ENIConfigs", at));
    }
    draw
}

/// What the nodes of the group take from these subnets.
pub(super) fn claims(pool: &Pool<'_>, subnets: &[Subnet]) -> Vec<Claim> {
    let group = pool.group;
    let Some(draw) = draw(group, subnets) else { return Vec::new() };
    let Ok(node) = &pool.node else { return Vec::new() };
    let Some(Elsewhere { holds, words }) = &node.elsewhere else { return Vec::new() };
    let drawn: Vec<(&Subnet, Bounds<u64>)> =
        draw.subnets.iter().filter_map(|(index, copies)| Some((subnets.get(*index)?, *copies))).collect();
    let cost = holds.first_pod.at_least.max(nodes::LEAST).0;
    let fit = |subnet: &Subnet| u64::try_from(subnet.usable()?.0 / cost).ok();
    let slots = drawn.iter().map(|(subnet, copies)| Slot { zone: &subnet.zone, holds: fit(subnet), copies: *copies });
    let mut slots = Slots { slots: slots.collect(), open: draw.open.is_some() };
    let zones = slots.zones();
    // The nodes are spread over the zones of their own subnets; these may be others.
    slots.open |= spills(group, subnets) || zones.is_none() || pool.zones() != zones;
    let zones = zones.filter(|_| !slots.open);
    let (desired, max) = (group.desired.bounds, group.max.bounds);
    let surge = group.surge.in_zone(max, zones);
    let shares = slots.shares(desired).into_iter().zip(slots.shares(max));
    let address = group.address.to_string();
    let mut claims = Vec::new();
    for (index, ((subnet, _), (desired, scaled))) in drawn.iter().zip(shares).enumerate() {
        let alone = slots.neighbours(index) == 1;
        let surge = if alone { surge } else { Bounds { at_least: 0, ..surge } };
        let count = Moments { desired, scaled, rollout: sum(scaled, surge), packed: scaled };
        let count = count.map(|count| product(group.copies, count));
        let each = holds.first_pod.map(|addresses| addresses.0);
        claims.push(Claim {
            by: address.clone(),
            what: "pods",
            range: subnet.id(),
            count,
            per_node: Some(*holds),
            demand: Moments {
                desired: count.desired.times(holds.first_pod),
                scaled: count.scaled.times(holds.first_pod),
                rollout: count.rollout.times(holds.first_pod),
                packed: count.packed.times(holds.packed),
            },
            how: format!("pods of {} × {}", counted(count.scaled, "node"), counted(each, "address")),
            labels: vec![
                Label { at: Place::of(group.shape.at.or(group.span), &address), text: words.clone() },
                Label {
                    at: Place::of(group.max.at.or(group.span), &address),
                    text: format!("{}: the pods of {} here", counted(max, "node"), figure(scaled)),
                },
            ],
        });
    }
    claims
}

/// Why it is not known where the pods have their addresses.
pub(super) fn doubt(group: &Group, subnets: &[Subnet]) -> Option<Why> {
    let draw = draw(group, subnets)?;
    if let Some(why) = draw.open {
        // Without any, that is said anyway.
        return Some(why).filter(|_| !draw.subnets.is_empty());
    }
    if spills(group, subnets) {
        let tagged = draw.subnets.first().and_then(|(index, _)| subnets.get(*index))?;
        let because = format!(
            "`{}` is tagged `kubernetes.io/role/cni`: each further interface goes to the subnet with the most free addresses",
            tagged.address
        );
        return Some(Why::new(because, "ENABLE_SUBNET_DISCOVERY=false, or subnets without the tag", tagged.block.at));
    }
    None
}
