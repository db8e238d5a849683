//! What the network interfaces of an instance take, as it or its template writes them.

use super::{NONE, NONE_OR_ONE, ONE, Reader};
use crate::cloud::gcp::draw::Draw;
use crate::cloud::gcp::given::{Why, given_text};
use crate::cloud::gcp::matching;
use crate::eval::value::{Object, Value};
use crate::model::{Addresses, Bounds, RangeId};
use crate::resource::{self, Resource};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// What one instance takes of one range.
pub(super) struct Share {
    pub(super) range: RangeId,
    pub(super) addresses: Bounds<Addresses>,
    /// Why it is not certain.
    pub(super) doubt: Option<Why>,
}

impl Reader<'_> {
    /// The interfaces of an instance, or of a template where `named` is off: its instances share no address that it
    /// names.
    pub(super) fn shares(&mut self, resource: &Resource, region: Option<&str>, named: bool) -> Vec<Share> {
        let own = &resource.address;
        let mut shares: BTreeMap<RangeId, (Bounds<Addresses>, Option<Why>)> = BTreeMap::new();
        let mut add = |draw: &Draw, takes: Bounds<Addresses>| {
            let takes = if draw.uncertain.is_some() { Bounds { at_least: Addresses(0), ..takes } } else { takes };
            for range in draw.ranges.iter().filter(|_| takes != NONE) {
                let (sum, doubt) = shares.entry(range.clone()).or_default();
                *sum = *sum + takes;
                *doubt = doubt.take().or_else(|| draw.uncertain.clone());
            }
        };
        for interface in resource.blocks("network_interface").into_iter().flatten() {
            let project = interface.get("subnetwork_project");
            let get = |name: &str| interface.get(name);
            let Some(subnets) = self.subnets(&get, own, region, project) else { continue };
            let primary = subnets.primary(self.subnetworks);
            let stack = interface.get("stack_type");
            let takes = match given_text(stack, own).map(Value::as_str) {
                Some(Some("IPV6_ONLY")) => continue,
                Some(None) => NONE_OR_ONE,
                _ if named => self.one_more(interface.get("network_ip"), own, &primary),
                _ => ONE,
            };
            add(&primary, takes);
            for alias in resource::blocks(interface.get("alias_ip_range")).into_iter().flatten() {
                let draw = match given_text(alias.get("subnetwork_range_name"), own) {
                    Some(name) => matching::secondary(name, &subnets, self.subnetworks).unwrap_or_default(),
                    None => primary.clone(),
                };
                add(&draw, alias_addresses(alias));
            }
        }
        let share = |(range, (addresses, doubt))| Share { range, addresses, doubt };
        shares.into_iter().map(share).collect()
    }
}

/// Addresses of an alias range: one, or a block that is written as such or by its size alone.
fn alias_addresses(alias: &Object) -> Bounds<Addresses> {
    let written = alias.get("ip_cidr_range").as_str();
    let len = match written.map(|text| text.rsplit_once('/').ok_or(text)) {
        Some(Ok((_, len))) => len.parse::<u8>().ok().filter(|len| *len <= 32),
        Some(Err(one)) => one.parse::<Ipv4Addr>().ok().map(|_| 32),
        None => None,
    };
    len.map_or(Bounds::from(Addresses(1)), |len| Bounds::exactly(Addresses::of_prefix(len)))
}
