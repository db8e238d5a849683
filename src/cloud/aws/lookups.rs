//! Data sources that look subnets up by VPC, tag and filter, answered by the subnets that are made here.
//!
//! A lookup is answered only where its VPC is made here as well: then no other subnet can be found. It must be certain of
//! every subnet of that VPC whether it is found. Source: hashicorp/aws provider documentation, `aws_subnets`,
//! `aws_subnet`; Amazon EC2 API, `DescribeSubnets`; read 2026-11-23.

use super::given::{given, given_text};
use super::networks::{self, Network};
use super::subnets::Subnet;
use crate::address::{Address, Key};
use crate::eval::value::Value;
use crate::resource::{self, Resource};
use std::collections::BTreeMap;

/// Notes on each subnet by which data sources it is found.
pub(super) fn answer(resources: &[Resource], networks: &[Network], subnets: &mut [Subnet]) {
    const TYPES: [&str; 3] = ["aws_subnets", "aws_subnet_ids", "aws_subnet"];
    let made: BTreeMap<&Address, &Resource> =
        resources.iter().filter(|r| r.is("aws_subnet")).map(|resource| (&*resource.address, resource)).collect();
    for lookup in resources.iter().filter(|r| r.address.data && TYPES.contains(&&*r.address.ty)) {
        if lookup.address.key == Key::Any {
            continue;
        }
        for index in found(lookup, &made, networks, subnets).unwrap_or_default() {
            if let Some(subnet) = subnets.get_mut(index) {
                subnet.found_by.push(lookup.address.clone());
            }
        }
    }
}

/// What is asked of a subnet: a filter's name, and the values of which it must have one.
type Condition<'a> = (String, Vec<&'a Value>);

/// The places of the subnets that a data source finds, if that is certain.
fn found(
    lookup: &Resource,
    made: &BTreeMap<&Address, &Resource>,
    networks: &[Network],
    subnets: &[Subnet],
) -> Option<Vec<usize>> {
    let own = &lookup.address;
    let single = &*own.ty == "aws_subnet";
    if let Some(id) = given(lookup.get("id"), own).filter(|_| single) {
        let named = resource::address_of(id).filter(|address| !address.data)?;
        return subnets.iter().position(|subnet| subnet.address == *named).map(|index| vec![index]);
    }
    let conditions = conditions(lookup)?;
    let vpc = conditions.iter().find_map(|(name, values)| match (name.as_str(), values.as_slice()) {
        ("vpc-id", [vpc]) => networks.get(networks::named(vpc, own, networks)?),
        _ => None,
    })?;
    if vpc.address.data {
        return None;
    }
    let mut found = Vec::new();
    for (index, subnet) in subnets.iter().enumerate().filter(|(_, subnet)| !subnet.address.data) {
        if subnet.network.as_deref() != Some(vpc.address.to_string().as_str()) {
            // One whose VPC is not known may be found as well.
            subnet.is_outside(&vpc.address).then_some(())?;
            continue;
        }
        let made = made.get(&*subnet.address)?;
        let mut all = true;
        for (name, values) in conditions.iter().filter(|(name, _)| name != "vpc-id") {
            all = all && matches(made, name, values)?;
        }
        if all {
            found.push(index);
        }
    }
    (!found.is_empty() && (!single || found.len() == 1)).then_some(found)
}

/// Everything a data source asks; nothing if some of it is not known.
fn conditions(lookup: &Resource) -> Option<Vec<Condition<'_>>> {
    let own = &lookup.address;
    let mut all = Vec::new();
    for block in lookup.blocks("filter") {
        let block = block?;
        let name = block.get("name").as_str()?.to_owned();
        all.push((name, block.get("values").as_sequence()?.iter().collect()));
    }
    if let Some(tags) = given(lookup.get("tags"), own) {
        for (key, value) in tags.as_entries()? {
            all.push((format!("tag:{key}"), vec![value]));
        }
    }
    for (attribute, name) in [("vpc_id", "vpc-id"), ("availability_zone", "availability-zone"), ("cidr_block", "cidr")]
    {
        if let Some(value) = given_text(lookup.get(attribute), own) {
            all.push((name.to_owned(), vec![value]));
        }
    }
    Some(all)
}

/// Whether a subnet has one of the values; nothing if that is not known.
fn matches(subnet: &Resource, name: &str, values: &[&Value]) -> Option<bool> {
    let own = &subnet.address;
    let has = match name {
        "availability-zone" | "availabilityZone" => given_text(subnet.get("availability_zone"), own)?.as_str()?,
        "cidr" | "cidr-block" | "cidrBlock" => given_text(subnet.get("cidr_block"), own)?.as_str()?,
        _ => {
            let key = name.strip_prefix("tag:")?;
            let Some(tags) = given(subnet.get("tags"), own) else { return Some(false) };
            match tags.as_entries()?.get(key) {
                Some(value) => value.as_str()?,
                None => return Some(false),
            }
        }
    };
    let mut one = false;
    for value in values {
        one = one || is_like(has, value.as_str()?);
    }
    Some(one)
}

/// Whether a text is as a filter says, where `*` stands for any text and `?` for one character.
pub(super) fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    // Where to go on when what follows the last `*` does not match.
    let (mut at, mut of, mut back) = (0, 0, None);
    while at < text.len() {
        match pattern.get(of) {
            Some('*') => {
                back = Some((at, of));
                of += 1;
            }
            Some(c) if *c == '?' || text.get(at) == Some(c) => (at, of) = (at + 1, of + 1),
            _ => match &mut back {
                Some((from, star)) => {
                    *from += 1;
                    (at, of) = (*from, *star + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(of).all(|c| *c == '*')
}

#[test]
fn patterns() {
    for (text, pattern, expected) in [
        ("prod-private-a", "*private*", true),
        ("private", "*private*", true),
        ("public", "*private*", false),
        ("ab", "a?", true),
        ("abc", "a?", false),
        ("aXbXc", "a*X*c", true),
        ("", "*", true),
        ("", "?", false),
        ("a", "", false),
    ] {
        assert_eq!(is_like(text, pattern), expected, "{text} {pattern}");
    }
}
