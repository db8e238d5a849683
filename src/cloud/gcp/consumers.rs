//! What takes addresses of subnetworks beside GKE's nodes: instances and groups of them, internal load balancers,
//! reserved addresses.
//!
//! Source: hashicorp/terraform-provider-google website/docs/r at e03b7622a26c (compute_instance,
//! compute_instance_template, compute_instance_group_manager, compute_autoscaler, compute_forwarding_rule,
//! compute_address), and a copy of GKE, "VPC-native clusters" (alias-ips: the primary range also serves internal load
//! balancers); read 2026-11-26. Where a row says `[K]` the number is general knowledge, and no document was read for it.

mod groups;
mod interfaces;

use super::auto_mode;
use super::claims::{Draft, addresses};
use super::clusters::region;
use super::draw::{Draw, last_segment};
use super::given::{Why, counted, given_text, product, sum, text};
use super::matching::{self, Subnets};
use super::subnetworks::Subnetwork;
use crate::address::{Address, Key};
use crate::eval::value::Value;
use crate::finding::{Label, Place};
use crate::model::{Addresses, Bounds, Claim, Moments, RangeId};
use crate::resource::{self, Resource};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

const ONE: Bounds<Addresses> = Bounds { at_least: Addresses(1), at_most: Some(Addresses(1)) };
const NONE_OR_ONE: Bounds<Addresses> = Bounds { at_least: Addresses(0), at_most: Some(Addresses(1)) };
const NONE: Bounds<Addresses> = Bounds { at_least: Addresses(0), at_most: Some(Addresses(0)) };

/// What load balancers inside a network have for `load_balancing_scheme`. An endpoint of Private Service Connect has an
/// empty one.
const INSIDE: [&str; 3] = ["INTERNAL", "INTERNAL_MANAGED", ""];

/// What they claim.
pub(super) fn read(resources: &[Resource], subnetworks: &[Subnetwork]) -> Vec<Draft> {
    let mut reader = Reader {
        subnetworks,
        templates: Templates::new(resources),
        scalers: groups::Scalers::new(resources),
        counted: BTreeSet::new(),
    };
    let mut takings = Vec::new();
    // Reserved addresses come first: whatever has one of them takes no other.
    for resource in resources.iter().filter(|resource| resource.is("google_compute_address")) {
        takings.extend(reader.reserved(resource));
    }
    for resource in resources.iter().filter(|resource| !resource.address.data) {
        match &*resource.address.ty {
            "google_compute_forwarding_rule" | "google_compute_global_forwarding_rule" => {
                takings.extend(reader.load_balancer(resource));
            }
            "google_compute_instance" | "google_compute_instance_from_template" => {
                takings.extend(reader.instance(resource));
            }
            "google_compute_instance_group_manager" | "google_compute_region_instance_group_manager" => {
                takings.extend(reader.group(resource));
            }
            _ => {}
        }
    }
    let nothing = Moments::of(NONE);
    joined(takings).into_iter().filter(|taking| taking.demand != nothing).map(Taking::draft).collect()
}

/// What one of them takes of one range.
struct Taking {
    /// Its address; that of the block once several instances are one.
    by: String,
    block: String,
    what: &'static str,
    range: RangeId,
    /// How many things take.
    things: Moments<Bounds<u64>>,
    demand: Moments<Bounds<Addresses>>,
    /// Things that one update adds, and what they take.
    surge: (Bounds<u64>, Bounds<Addresses>),
    how: String,
    at: Place,
    /// What is said at that place.
    text: String,
    /// Why the demand is not exact.
    doubt: Option<Why>,
}

impl Taking {
    fn draft(self) -> Draft {
        let exact = self.demand.desired.exact().is_some() && self.demand.scaled.exact().is_some();
        let doubt = self.doubt.filter(|_| !exact);
        let unknowns = doubt.map(|why| why.undecided(format!("addresses of `{}`", self.by), &self.by));
        let claim = Claim {
            by: self.by,
            what: self.what,
            range: self.range,
            count: self.things,
            per_node: None,
            demand: self.demand,
            how: self.how,
            labels: vec![Label { at: self.at, text: self.text }],
        };
        Draft::of_other(claim, unknowns.into_iter().collect()).with_surge(self.surge.0, self.surge.1)
    }
}

/// Instances of one block on one range as one.
fn joined(takings: Vec<Taking>) -> Vec<Taking> {
    let mut all: Vec<Taking> = Vec::new();
    let mut seen: BTreeMap<(String, RangeId), (usize, u64)> = BTreeMap::new();
    for taking in takings {
        match seen.entry((taking.block.clone(), taking.range.clone())) {
            Entry::Vacant(vacant) => {
                vacant.insert((all.len(), 1));
                all.push(taking);
            }
            Entry::Occupied(mut occupied) => {
                occupied.get_mut().1 += 1;
                let (at, number) = *occupied.get();
                if let Some(first) = all.get_mut(at) {
                    first.join(taking, number);
                }
            }
        }
    }
    all
}

impl Taking {
    /// Adds another instance of the same block; `number` is how many there are with it.
    fn join(&mut self, other: Self, number: u64) {
        self.things = self.things.zip(other.things, sum);
        self.demand = self.demand.zip(other.demand, |a, b| a + b);
        self.surge = (self.surge.0.max(other.surge.0), self.surge.1.max(other.surge.1));
        self.doubt = self.doubt.take().or(other.doubt);
        self.by.clone_from(&self.block);
        let words = addresses(self.demand.scaled);
        self.how = format!("{number} of them, {words}");
        self.text.clone_from(&self.how);
    }
}

/// An address that is given and not left to Google.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ip {
    /// That of this resource.
    Of(Address),
    /// Those of the instances of this block, of which it is not known which one is meant.
    OfSome(Address),
    /// This one of this range.
    Written(RangeId, Ipv4Addr),
}

/// What the address of a resource is asked for by.
fn names(of: &Address) -> [Ip; 2] {
    [Ip::Of(of.clone()), Ip::OfSome(of.block())]
}

/// Templates of instances.
struct Templates<'a> {
    by_address: BTreeMap<&'a Address, &'a Resource>,
    /// Nothing where several have the name.
    by_name: BTreeMap<&'a str, Option<&'a Resource>>,
}

impl<'a> Templates<'a> {
    fn new(resources: &'a [Resource]) -> Self {
        const TYPES: [&str; 2] = ["google_compute_instance_template", "google_compute_region_instance_template"];
        let mut all = Self { by_address: BTreeMap::new(), by_name: BTreeMap::new() };
        for template in resources.iter().filter(|resource| TYPES.iter().any(|ty| resource.is(ty))) {
            all.by_address.insert(&template.address, template);
            if let Some(name) = template.get("name").as_str() {
                all.by_name.entry(name).and_modify(|found| *found = None).or_insert(Some(template));
            }
        }
        all
    }

    /// The one that a value names: by reference, or by name.
    fn find(&self, value: &Value) -> Option<&'a Resource> {
        if let Some(address) = resource::address_of(value).filter(|address| address.ty.ends_with("instance_template")) {
            return self.by_address.get(&**address).copied();
        }
        self.by_name.get(last_segment(value.as_str()?)).copied().flatten()
    }
}

struct Reader<'a> {
    subnetworks: &'a [Subnetwork],
    templates: Templates<'a>,
    scalers: groups::Scalers<'a>,
    /// The addresses that are counted already.
    counted: BTreeSet<Ip>,
}

impl<'a> Reader<'a> {
    /// The subnetwork that something names, or that its network has in the region; none where the choice is left to
    /// Google.
    fn subnets(
        &self,
        get: &dyn Fn(&str) -> &'a Value,
        own: &Address,
        region: Option<&str>,
        project: &Value,
    ) -> Option<Subnets> {
        let Some(value) = given_text(get("subnetwork"), own) else {
            return auto_mode::of(given_text(get("network"), own)?, region, self.subnetworks);
        };
        let mut found = matching::subnetwork(value, region, self.subnetworks);
        if let Some(project) = project.as_str() {
            let of = |index: &usize| self.subnetworks.get(*index).and_then(|subnet| subnet.project.as_deref());
            found.indices.retain(|index| of(index).is_none_or(|other| other == project));
        }
        Some(found)
    }

    fn draw(&self, resource: &'a Resource) -> Draw {
        let (own, region) = (&resource.address, place(resource));
        let get = |name: &str| resource.get(name);
        let subnets = self.subnets(&get, own, region.as_deref(), resource.get("project"));
        subnets.map(|subnets| subnets.primary(self.subnetworks)).unwrap_or_default()
    }

    /// An address that is kept for something.
    fn reserved(&mut self, resource: &Resource) -> Vec<Taking> {
        let own = &resource.address;
        let takes = match (resource.get("address_type").as_str(), resource.get("ip_version").as_str()) {
            (Some("EXTERNAL"), _) | (_, Some("IPV6")) => return Vec::new(),
            (Some(_), _) => ONE,
            (None, _) => NONE_OR_ONE,
        };
        let draw = self.draw(resource);
        if let [range] = draw.ranges.as_slice() {
            self.counted.extend(names(own));
            let written = resource.get("address").as_str().and_then(|text| text.parse().ok());
            self.counted.extend(written.map(|ip| Ip::Written(range.clone(), ip)));
        }
        taken(resource, "reservation", &draw, takes)
    }

    /// One address for a rule of an internal load balancer.
    fn load_balancer(&mut self, resource: &Resource) -> Vec<Taking> {
        let scheme = resource.get("load_balancing_scheme");
        let inside = scheme.as_str().map(|scheme| INSIDE.contains(&scheme));
        if inside == Some(false) || resource.get("ip_version").as_str() == Some("IPV6") {
            return Vec::new();
        }
        let draw = self.draw(resource);
        let takes = self.one_more(resource.get("ip_address"), &resource.address, &draw);
        let takes = if inside.is_none() { Bounds { at_least: Addresses(0), ..takes } } else { takes };
        taken(resource, "load balancer", &draw, takes)
    }

    /// One address, or none where the one that is given is counted already.
    fn one_more(&mut self, given: &Value, own: &Address, draw: &Draw) -> Bounds<Addresses> {
        let Some(value) = given_text(given, own) else { return ONE };
        let written = value.as_str().map(str::parse::<Ipv4Addr>);
        let of = resource::address_of(value).filter(|of| of.ty.starts_with("google_compute_"));
        let mut known: Vec<Ip> = Vec::new();
        if let (Some(Ok(ip)), [range]) = (&written, draw.ranges.as_slice()) {
            known.push(Ip::Written(range.clone(), *ip));
        }
        let asked = of.map(|of| match of.key {
            Key::Any => Ip::OfSome(of.block()),
            _ => Ip::Of((**of).clone()),
        });
        let any = of.map(|of| Ip::Of(Address { key: Key::Any, ..of.block() }));
        if known.iter().chain(&asked).chain(&any).any(|ip| self.counted.contains(ip)) {
            return NONE;
        }
        self.counted.extend(known);
        self.counted.extend(of.into_iter().flat_map(|of| names(of)));
        match written {
            Some(Ok(_)) => ONE,
            None if of.is_some_and(|of| &*of.ty == "google_compute_address") => ONE,
            // It may be one that something else has too, or none of IPv4.
            _ => NONE_OR_ONE,
        }
    }

    /// What an instance takes: an address for each interface, and those of its alias ranges.
    fn instance(&mut self, resource: &Resource) -> Vec<Taking> {
        let region = place(resource);
        let mut shares = self.shares(resource, region.as_deref(), true);
        if shares.is_empty()
            && let Some(template) = self.templates.find(resource.get("source_instance_template"))
        {
            shares = self.shares(template, region.as_deref(), false);
        }
        let things = copies(resource);
        let taking = |share: interfaces::Share| Taking {
            how: addresses(things.times(share.addresses)),
            ..Taking::new(resource, "instance", share.range, Moments::of(things), share.addresses, share.doubt)
        };
        shares.into_iter().map(taking).collect()
    }

    /// What the instances of a managed group take: each what its template says.
    fn group(&mut self, resource: &Resource) -> Vec<Taking> {
        let region = place(resource);
        let size = groups::size(resource, &self.scalers);
        let things = size.instances.map(|instances| product(instances, copies(resource)));
        let mut shares: BTreeMap<RangeId, (Bounds<Addresses>, Option<Why>)> = BTreeMap::new();
        let versions = resource.blocks("version");
        for (number, version) in versions.iter().enumerate() {
            let template = version.and_then(|version| self.templates.find(version.get("instance_template")));
            let of_version = match template {
                Some(template) => self.shares(template, region.as_deref(), false),
                None => Vec::new(),
            };
            // Which version an instance has is not known: what only some of them take is not sure.
            for (range, (each, _)) in &mut shares {
                if !of_version.iter().any(|share| share.range == *range) {
                    each.at_least = Addresses(0);
                }
            }
            for share in of_version {
                match shares.entry(share.range) {
                    Entry::Occupied(mut other) => other.get_mut().0 = other.get().0.or(share.addresses),
                    Entry::Vacant(vacant) => {
                        let at_least = if number == 0 { share.addresses.at_least } else { Addresses(0) };
                        vacant.insert((Bounds { at_least, ..share.addresses }, share.doubt));
                    }
                }
            }
        }
        let several = || Why::new("its versions have several templates", "one version", resource.span);
        let taking = |(range, (each, doubt)): (RangeId, (Bounds<Addresses>, Option<Why>))| {
            let doubt = size.why.clone().or(doubt).or_else(|| (versions.len() > 1).then(several));
            let words = counted(things.scaled, "instance");
            let at = Place::of(size.at.or(resource.span), &resource.address.to_string());
            Taking {
                surge: (size.surge, size.surge.times(each)),
                how: format!("{words} × {}", addresses(each)),
                text: if each == ONE { words } else { format!("{words}, {} each", addresses(each)) },
                at,
                ..Taking::new(resource, "instances", range, things, each, doubt)
            }
        };
        shares.into_iter().map(taking).collect()
    }
}

impl Taking {
    fn new(
        resource: &Resource,
        what: &'static str,
        range: RangeId,
        things: Moments<Bounds<u64>>,
        each: Bounds<Addresses>,
        doubt: Option<Why>,
    ) -> Self {
        let own = &resource.address;
        let how = addresses(things.scaled.times(each));
        let many = || {
            let decide = format!("the `count` or `for_each` of `{}`", own.block());
            Why::new(format!("how many of `{own}` there are is not known"), decide, resource.span)
        };
        Self {
            by: own.to_string(),
            block: own.block().to_string(),
            what,
            range,
            things,
            demand: things.map(|things| things.times(each)),
            surge: Default::default(),
            text: format!("{how} for the {what}"),
            how,
            at: Place::of(resource.span, &own.to_string()),
            doubt: (resource.copies != (1, Some(1))).then(many).or(doubt),
        }
    }
}

/// What something with one subnetwork takes of it.
fn taken(resource: &Resource, what: &'static str, draw: &Draw, takes: Bounds<Addresses>) -> Vec<Taking> {
    if takes == NONE {
        return Vec::new();
    }
    let each = if draw.uncertain.is_some() { Bounds { at_least: Addresses(0), ..takes } } else { takes };
    let unknown = || Why::new("whether it has an address of its own here is not known", "a plan", resource.span);
    let things = Moments::of(copies(resource));
    let taking = |range: &RangeId| {
        let doubt = draw.uncertain.clone().unwrap_or_else(unknown);
        Taking::new(resource, what, range.clone(), things, each, Some(doubt))
    };
    draw.ranges.iter().map(taking).collect()
}

fn copies(resource: &Resource) -> Bounds<u64> {
    Bounds { at_least: resource.copies.0, at_most: resource.copies.1 }
}

/// The region that a resource is in, as far as it says.
fn place(resource: &Resource) -> Option<String> {
    let of = |name: &str| text(resource.get(name));
    let written = of("region").or_else(|| of("zone"))?;
    Some(region(last_segment(&written)).to_owned())
}
