//! Pods on Fargate: each is a node of its own, and takes one address of one of the profile's private subnets, in an IPv6
//! cluster as well.
//!
//! How many there are no Terraform configuration says: a profile is named, and a `usage` block tells its pods. How AWS
//! spreads them over the subnets is not published. Source: Amazon EKS User Guide, fargate-profile and cni-ipv6, read
//! 2026-11-26; that a pod has one interface of one address is general knowledge.

use super::given::{Why, counted};
use super::subnets::{self, Draw, Subnet};
use crate::address::Address;
use crate::finding::{Label, Place};
use crate::model::{Addresses, Bounds, Claim, Moments, Undecided};
use crate::resource::Resource;
use crate::source::Span;
use std::sync::Arc;

/// A Fargate profile.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    pub(super) address: Arc<Address>,
    /// Its subnets.
    pub(super) draw: Draw,
    span: Option<Span>,
}

/// Reads the profiles.
pub(super) fn profiles(resources: &[Resource], subnets: &[Subnet]) -> Vec<Profile> {
    let profile = |resource: &Resource| Profile {
        address: resource.address.clone(),
        draw: subnets::named(resource.get("subnet_ids"), &resource.address, subnets),
        span: resource.span,
    };
    resources.iter().filter(|resource| resource.is("aws_eks_fargate_profile")).map(profile).collect()
}

impl Profile {
    /// The addresses its pods take, when `used` tells.
    pub(super) fn told(&self, used: &[Claim]) -> Option<Addresses> {
        let address = self.address.to_string();
        let mut own = used.iter().filter(|claim| claim.range.name.is_none() && claim.range.address == address);
        let first = own.next()?.demand.scaled.at_least;
        Some(own.fold(first, |sum, claim| sum + claim.demand.scaled.at_least))
    }

    /// What its pods take of each of its subnets.
    pub(super) fn claims(&self, subnets: &[Subnet], used: &[Claim]) -> Vec<Claim> {
        let drawn: Vec<&Subnet> =
            self.draw.subnets.iter().filter_map(|(index, _)| subnets.get(*index)).filter(|s| !s.ipv6_only).collect();
        let told = self.told(used);
        let alone = drawn.len() == 1 && !self.is_vague();
        let demand = Bounds { at_least: told.filter(|_| alone).unwrap_or_default(), at_most: told };
        let count = demand.map(|addresses| u64::try_from(addresses.0).unwrap_or(u64::MAX));
        let how = match told {
            Some(_) => format!("{} on Fargate", counted(count, "pod")),
            None => {
                "1 address for each pod on Fargate, not counted: the configuration does not say how many".to_owned()
            }
        };
        let of = |subnet: &Subnet| Claim {
            by: self.address.to_string(),
            what: "pods",
            range: subnet.id(),
            count: Moments::of(count),
            per_node: None,
            demand: Moments::of(demand),
            labels: vec![Label { at: Place::of(self.span, &self.address.to_string()), text: how.clone() }],
            how: how.clone(),
        };
        drawn.into_iter().map(of).collect()
    }

    /// Whether there may be other subnets, or fewer.
    fn is_vague(&self) -> bool {
        self.draw.open.is_some() || self.draw.subnets.iter().any(|(_, copies)| *copies != Bounds::exactly(1))
    }

    /// Why it is not known what its pods take of each subnet.
    pub(super) fn doubt(&self, used: &[Claim]) -> Undecided {
        let own = &self.address;
        if let Some(why) = &self.draw.open {
            return why.undecided(format!("the subnets of `{own}`"), own);
        }
        let why = match self.told(used) {
            Some(_) => Why::new("AWS chooses the subnet of each", "one subnet", self.span),
            None => Why::new(
                "each pod on Fargate takes one address, and the configuration does not say how many there are",
                format!(
                    "`usage \"{}\"` in podroom.hcl, with the addresses they take",
                    own.to_string().replace('"', "\\\"")
                ),
                self.span,
            ),
        };
        why.undecided(format!("the addresses of the pods of `{own}`"), own)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PRIVATE, because, group, ids, incident, model, network, nodes_of, resource};
    use super::super::{Estate, Goal};
    use super::*;
    use crate::demand::{self, Verdict};
    use crate::eval::value::{Type, Value};
    use crate::model::RangeId;

    fn profile(subnets: Value) -> Resource {
        resource("aws_eks_fargate_profile.web", vec![("subnet_ids", subnets)])
    }

    fn usage(of: &str, addresses: u64) -> Claim {
        let demand = Bounds::exactly(Addresses(addresses.into()));
        Claim {
            by: "podroom.hcl".to_owned(),
            what: "usage",
            range: RangeId { address: of.to_owned(), name: None },
            count: Moments::of(Bounds::exactly(1)),
            per_node: None,
            demand: Moments::of(demand),
            labels: Vec::new(),
            how: String::new(),
        }
    }

    #[test]
    fn pods_that_nobody_counted_leave_a_subnet_undecided() {
        let mut resources = network();
        resources.push(group("aws_eks_node_group.g", &["m5.large"], 6, &PRIVATE, vec![]));
        assert!(demand::ledger(&model(&resources)).iter().all(|row| row.verdict == Verdict::Fits));
        resources.push(profile(ids(&PRIVATE[..2])));
        let found = model(&resources);
        let verdicts: Vec<_> = demand::ledger(&found).iter().map(|row| row.verdict).collect();
        assert_eq!(verdicts, [Verdict::Undecided, Verdict::Undecided, Verdict::Fits]);
        let word = "the addresses of the pods of `aws_eks_fargate_profile.web`: each pod on Fargate takes one address, \
                    and the configuration does not say how many there are";
        assert_eq!(because(&found), [word]);
    }

    #[test]
    fn pods_that_are_told_count() {
        let at = |subnets: &[&str], of: &str| {
            let mut resources = network();
            resources.push(profile(ids(subnets)));
            let mut estate = Estate::read(&resources, 1);
            estate.used = vec![usage(of, 40), usage(of, 2)];
            let model = estate.model();
            let claim = model.claims.iter().find(|claim| claim.what == "pods").map(|claim| claim.demand.packed);
            claim.unwrap().map(|addresses| addresses.0)
        };
        let own = "aws_eks_fargate_profile.web";
        assert_eq!(at(&PRIVATE[..1], own), Bounds::exactly(42));
        assert_eq!(at(&PRIVATE, own), Bounds::between(0, 42));
        assert_eq!(at(&PRIVATE, "aws_eks_fargate_profile.other"), Bounds::from(0));
    }

    #[test]
    fn what_is_surely_too_much_stays_so_and_is_fixed_beside_the_pods() {
        let mut resources = incident();
        resources.push(profile(ids(&PRIVATE)));
        let estate = Estate::read(&resources, 1);
        let model = estate.model();
        assert!(demand::ledger(&model).iter().all(|row| row.verdict == Verdict::Exhausted));
        assert_eq!(nodes_of(&model, PRIVATE[0])[0].demand.scaled, Bounds::exactly(Addresses(5400)));
        let failing: Vec<_> = model.ranges.iter().map(|range| range.id.clone()).collect();
        let fix = &estate.fixes(&failing, Goal::Scaled)[0];
        assert_eq!(fix.change, "max_size = 120");
        assert_eq!(fix.result, "40 nodes in each subnet, 4,000 of 4,091, pods on Fargate not counted");
    }

    #[test]
    fn a_profile_without_known_subnets_is_said() {
        let mut resources = network();
        resources.push(profile(Value::unknown(
            Type::set(Type::String),
            crate::eval::value::Origin::Variable("subnets".into(), None),
        )));
        assert_eq!(
            because(&model(&resources)),
            ["the subnets of `aws_eks_fargate_profile.web`: `var.subnets` has no value"]
        );
    }
}
