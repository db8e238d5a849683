//! Blocks of a subnet that are reserved: for prefixes, or for addresses that somebody names one by one.
//!
//! What starts in the subnet gets no address of them by itself: not even the nodes' own interfaces. They take nothing from
//! what is there already. Source: Amazon VPC User Guide, subnet-cidr-reservation, read 2026-11-23.

use super::claims::Pool;
use super::cni::{Held, PER_PREFIX};
use super::given::{Why, counted, given_text};
use super::karpenter::NodePool;
use super::subnets::{self, Subnet};
use crate::address::Address;
use crate::finding::{Label, Place};
use crate::model::{Addresses, Bounds, Claim, Moments, Undecided};
use crate::resource::Resource;
use crate::source::Span;
use ipnet::Ipv4Net;
use std::sync::Arc;

/// A reservation.
#[derive(Clone, Debug)]
pub(super) struct Reservation {
    address: Arc<Address>,
    /// The place of its subnet in the list of them.
    subnet: usize,
    /// Whether it is for prefixes.
    prefixes: bool,
    /// Its block, when that is known.
    cidr: Option<Ipv4Net>,
    /// Whether it surely is there, once.
    single: bool,
    span: Option<Span>,
}

/// Reads those whose subnet and type are known.
pub(super) fn reservations(resources: &[Resource], subnets: &[Subnet]) -> Vec<Reservation> {
    let mut found = Vec::new();
    for resource in resources.iter().filter(|resource| resource.is("aws_ec2_subnet_cidr_reservation")) {
        let prefixes = match resource.get("reservation_type").as_str() {
            Some("prefix") => true,
            Some("explicit") => false,
            _ => continue,
        };
        let cidr = given_text(resource.get("cidr_block"), &resource.address);
        let cidr = cidr.and_then(|value| value.as_str()?.parse::<Ipv4Net>().ok());
        let drawn = subnets::named(resource.get("subnet_id"), &resource.address, subnets);
        for (subnet, copies) in drawn.subnets {
            let one = Bounds::exactly(1);
            let single = drawn.open.is_none() && copies == one && resource.copies == (1, Some(1));
            let address = resource.address.clone();
            found.push(Reservation { address, subnet, prefixes, cidr, single, span: resource.span });
        }
    }
    found
}

/// Blocks of each subnet that are surely reserved for prefixes.
pub(super) fn blocks(reservations: &[Reservation], subnets: &[Subnet]) -> Vec<u64> {
    let mut reserved = vec![0_u64; subnets.len()];
    for reservation in reservations.iter().filter(|reservation| reservation.prefixes && reservation.single) {
        let Some(cidr) = reservation.cidr else { continue };
        let blocks = 28_u32.checked_sub(cidr.prefix_len().into()).and_then(|bits| 1_u64.checked_shl(bits)).unwrap_or(0);
        if let Some(all) = reserved.get_mut(reservation.subnet) {
            *all = all.saturating_add(blocks);
        }
    }
    reserved
}

impl Reservation {
    /// Its address.
    pub(super) fn title(&self) -> String {
        self.address.to_string()
    }

    /// Why it is not known how many of its addresses are of no use to others.
    pub(super) fn doubt(&self) -> Undecided {
        let because = match (self.cidr, self.prefixes) {
            (None, _) => "its block is not known",
            (Some(_), true) => "how many of its blocks nodes take as prefixes is not known",
            (Some(_), false) => "what else is in the subnet may have addresses of it",
        };
        let own = &self.address;
        Why::new(because, "", self.span).undecided(format!("the addresses that `{own}` keeps from others"), own)
    }

    /// Addresses that it takes out of what the subnet could give: AWS keeps some anyway.
    fn addresses(&self, subnet: &Subnet) -> Bounds<u64> {
        let usable = subnet.usable().map(|usable| u64::try_from(usable.0).unwrap_or(u64::MAX));
        let Some(cidr) = self.cidr else { return Bounds { at_least: 0, at_most: usable } };
        let all = u64::try_from(Addresses::of(cidr).0).unwrap_or(u64::MAX);
        match subnet.block.cidr {
            Some(whole) if whole.contains(&cidr) => {
                let first = u32::from(whole.network());
                let kept = (first..=first.saturating_add(3)).chain([u32::from(whole.broadcast())]);
                let inside = kept.filter(|address| cidr.contains(&std::net::Ipv4Addr::from(*address))).count();
                Bounds::exactly(all.saturating_sub(u64::try_from(inside).unwrap_or(0)))
            }
            // AWS refuses one that is not inside.
            Some(_) => Bounds::exactly(0),
            None => Bounds::between(all.saturating_sub(5), all),
        }
    }
}

/// What stays of the reservations when everything that may use them has what it needs: `others` may name addresses of the
/// explicit ones, and nodes take prefixes of the others.
pub(super) fn claims(
    reservations: &[Reservation],
    subnets: &[Subnet],
    (pools, node_pools): (&[Pool<'_>], &[NodePool]),
    (nodes, others): (&[Claim], &[Claim]),
) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (index, subnet) in subnets.iter().enumerate().filter(|(_, subnet)| !subnet.ipv6_only) {
        let here: Vec<&Reservation> = reservations.iter().filter(|one| one.subnet == index).collect();
        if here.is_empty() {
            continue;
        }
        let named = others.iter().filter(|claim| claim.range == subnet.id()).fold(Bounds::default(), |sum, claim| {
            // What is not known to be there leaves the reservation whole, and what is may be inside.
            let Moments { desired, scaled, rollout, packed } = claim.demand;
            let least =
                [desired, scaled, rollout, packed].map(|demand| demand.at_least).into_iter().max().unwrap_or_default();
            sum + Bounds::exactly(u64::try_from(least.0).unwrap_or(u64::MAX))
        });
        let mut named = Moments::of(Bounds { at_least: 0, at_most: named.at_most });
        let mut prefixes = taken_by_prefixes(subnet, index, pools, node_pools, nodes);
        for one in here {
            let addresses = one.addresses(subnet);
            let users = if one.prefixes { &mut prefixes } else { &mut named };
            let mut unused = rest(users, addresses);
            if !one.single {
                unused = unused.map(|unused| Bounds { at_least: 0, ..unused });
            }
            if [unused.desired, unused.scaled, unused.rollout, unused.packed].iter().any(|n| n.at_most != Some(0)) {
                claims.push(claim(one, subnet, addresses, unused));
            }
        }
    }
    claims
}

/// What is left of a block beside its users, of whom those are taken out that it has room for.
fn rest(users: &mut Moments<Bounds<u64>>, addresses: Bounds<u64>) -> Moments<Bounds<u64>> {
    let of = |users: &mut Bounds<u64>| {
        let unused = Bounds {
            at_least: users.at_most.map_or(0, |most| addresses.at_least.saturating_sub(most)),
            at_most: addresses.at_most.map(|all| all.saturating_sub(users.at_least)),
        };
        *users = Bounds {
            at_least: users.at_least.saturating_sub(addresses.at_most.unwrap_or(u64::MAX)),
            at_most: users.at_most.map(|most| most.saturating_sub(addresses.at_least)),
        };
        unused
    };
    Moments {
        desired: of(&mut users.desired),
        scaled: of(&mut users.scaled),
        rollout: of(&mut users.rollout),
        packed: of(&mut users.packed),
    }
}

/// Addresses in the prefixes that nodes take of a subnet; how many NodePools take is not known.
fn taken_by_prefixes(
    subnet: &Subnet,
    index: usize,
    pools: &[Pool<'_>],
    node_pools: &[NodePool],
    claims: &[Claim],
) -> Moments<Bounds<u64>> {
    let mut all = Moments::of(Bounds::exactly(0));
    for pool in pools {
        let Ok(node) = &pool.node else { continue };
        let Some(most) = node.prefixes else { continue };
        let what = if most.own > 0 { "pods" } else { "nodes" };
        let by = pool.group.address.to_string();
        let here = claims.iter().filter(|claim| claim.range == subnet.id() && claim.by == by && claim.what == what);
        let each = |held: Option<Held>| held.map_or(0, |held| held.units.saturating_mul(PER_PREFIX));
        let here_alone = node.elsewhere.is_none() || most.own > 0;
        let least = each(node.prefixes_least.filter(|_| here_alone));
        // Of one type the figure is exact.
        let exact = pool.group.shape.types.as_ref().is_ok_and(|types| types.len() == 1) && node.max_pods.is_some();
        let least_packed = if exact && least > 0 { each(node.prefixes_packed) } else { least };
        for claim in here {
            let add = |sum: Bounds<u64>, count: Bounds<u64>, (least, most): (u64, u64)| Bounds {
                at_least: sum.at_least.saturating_add(count.at_least.saturating_mul(least)),
                at_most: sum.at_most.zip(count.at_most).map(|(sum, n)| sum.saturating_add(n.saturating_mul(most))),
            };
            let first = (least, each(Some(most)));
            all = Moments {
                desired: add(all.desired, claim.count.desired, first),
                scaled: add(all.scaled, claim.count.scaled, first),
                rollout: add(all.rollout, claim.count.rollout, first),
                packed: add(all.packed, claim.count.packed, (least_packed, each(node.prefixes_packed))),
            };
        }
    }
    if node_pools.iter().any(|pool| pool.may_take_prefixes(index)) {
        all = all.map(|taken| Bounds { at_most: None, ..taken });
    }
    all
}

fn claim(one: &Reservation, subnet: &Subnet, addresses: Bounds<u64>, unused: Moments<Bounds<u64>>) -> Claim {
    let all = counted(addresses, "address");
    let how = if one.prefixes {
        format!("{} that no prefix takes, of {all} reserved for prefixes", counted(unused.scaled, "address"))
    } else {
        format!("{all} reserved for those who name them")
    };
    let by = one.address.to_string();
    Claim {
        what: "reservation",
        range: subnet.id(),
        count: Moments::of(Bounds::exactly(1)),
        per_node: None,
        demand: unused.map(|unused| unused.map(|n| Addresses(n.into()))),
        labels: vec![Label { at: Place::of(one.span, &by), text: how.clone() }],
        how,
        by,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{addon, addresses, cluster, computed, group, ids, model, own, resource, subnet};
    use crate::demand;
    use crate::eval::value::Value;
    use crate::model::{Addresses, Bounds};
    use crate::resource::Resource;

    fn reservation(name: &str, kind: &str, cidr: &str) -> Resource {
        let attributes = vec![
            ("subnet_id", computed(&own("aws_subnet.a"), "id")),
            ("reservation_type", Value::string(kind)),
            ("cidr_block", Value::string(cidr)),
        ];
        resource(&format!("aws_ec2_subnet_cidr_reservation.{name}"), attributes)
    }

    /// What of the reservations in a /24 is of no use to others, with first pods and full, beside four nodes.
    fn unused(
        settings: &str,
        reservations: Vec<Resource>,
        more: Vec<Resource>,
    ) -> (Bounds<Addresses>, Bounds<Addresses>) {
        let mut resources = vec![
            subnet("aws_subnet.a", "10.0.0.0/24", 0),
            cluster(&[]),
            group("aws_eks_node_group.g", &["m5.large"], 4, &["aws_subnet.a"], vec![]),
            addon(settings),
        ];
        resources.extend(reservations);
        resources.extend(more);
        let model = model(&resources);
        let row = &demand::ledger(&model)[0];
        let of = row.claims.iter().filter(|claim| claim.what == "reservation");
        of.fold((Bounds::default(), Bounds::default()), |(scaled, packed), claim| {
            (scaled + claim.demand.scaled, packed + claim.demand.packed)
        })
    }

    #[test]
    fn what_nobody_gets() {
        let prefixes = r#"{"env":{"ENABLE_PREFIX_DELEGATION":"true"}}"#;
        let exactly = |scaled, packed| (addresses(scaled), addresses(packed));
        let one = |kind: &str, cidr: &str| vec![reservation("r", kind, cidr)];
        assert_eq!(unused("{}", vec![], vec![]), exactly(0, 0));
        // The first four addresses of the subnet, or the last one, are AWS's anyway.
        assert_eq!(unused("{}", one("explicit", "10.0.0.0/25"), vec![]), exactly(124, 124));
        assert_eq!(unused("{}", one("explicit", "10.0.0.128/25"), vec![]), exactly(127, 127));
        assert_eq!(unused("{}", one("explicit", "10.0.0.64/26"), vec![]), exactly(64, 64));
        assert_eq!(unused("{}", one("prefix", "10.0.0.64/26"), vec![]), exactly(64, 64));
        assert_eq!(unused("{}", one("explicit", "10.1.0.0/25"), vec![]), exactly(0, 0));
        // Four nodes of two prefixes, and of seven when they are full.
        assert_eq!(unused(prefixes, one("prefix", "10.0.0.0/25"), vec![]), exactly(0, 0));
        assert_eq!(unused(prefixes, one("explicit", "10.0.0.64/26"), vec![]), exactly(64, 64));
        let two = vec![reservation("r", "prefix", "10.0.0.64/26"), reservation("s", "prefix", "10.0.0.128/25")];
        assert_eq!(unused(prefixes, two, vec![]), exactly(64 + 127 - 128, 0));
        // An interface may have one of the addresses.
        let interface = resource("aws_network_interface.i", vec![("subnet_id", ids(&["aws_subnet.a"]))]);
        let between = Bounds::between(63, 64).map(Addresses);
        assert_eq!(unused("{}", one("explicit", "10.0.0.64/26"), vec![interface]), (between, between));
    }
}
