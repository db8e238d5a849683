//! Which subnetwork, secondary range and cluster a value names: by the attribute it was read from, by name, by id or
//! by self link.

use super::auto_mode;
use super::draw::{Draw, agree, last_segment, segment};
use super::given::{Why, text};
use super::subnetworks::Subnetwork;
use crate::address::{Address, Key};
use crate::eval::value::Value;
use crate::resource;
use std::sync::Arc;

/// The subnetworks that a value may name.
#[derive(Clone, Debug, Default)]
pub(super) struct Subnets {
    /// Their places in the list.
    pub(super) indices: Vec<usize>,
    /// Why it is not certain that it is the one of the list; always given when there is none, or are several.
    pub(super) uncertain: Option<Why>,
}

impl Subnets {
    /// Where nodes in this subnetwork draw from.
    pub(super) fn primary(&self, all: &[Subnetwork]) -> Draw {
        let ranges = self.indices.iter().filter_map(|index| all.get(*index)).map(|subnet| subnet.id.clone()).collect();
        Draw { ranges, uncertain: self.uncertain.clone() }
    }
}

/// The subnetwork a value names. `region` is where the cluster is, when that is known.
pub(super) fn subnetwork(value: &Value, region: Option<&str>, all: &[Subnetwork]) -> Subnets {
    if let Some(address) = resource::address_of(value)
        && let Some(found) = by_address(address, all)
    {
        return found;
    }
    // A subnetwork of a network in auto mode has the name of the network.
    if resource::address_of(value).is_some_and(|address| &*address.ty == "google_compute_network")
        && let Some(found) = auto_mode::of(value, region, all)
    {
        return found;
    }
    if let Some(written) = value.as_str() {
        return by_name(written, region, value, all);
    }
    let Some(unknown) = value.as_unknown() else {
        return Subnets { indices: Vec::new(), uncertain: Some(Why::of(value)) };
    };
    if let Some(candidates) = &unknown.facts.candidates {
        let mut found: Vec<_> =
            candidates.iter().flat_map(|candidate| subnetwork(candidate, region, all).indices).collect();
        found.sort_unstable();
        found.dedup();
        return Subnets { indices: found, uncertain: Some(Why::of(value)) };
    }
    match unknown.facts.suffix.as_deref().filter(|suffix| suffix.contains('/')) {
        Some(suffix) => {
            let found = by_name(suffix, region, value, all);
            Subnets { uncertain: found.uncertain.or_else(|| Some(Why::of(value))), ..found }
        }
        None => Subnets { indices: Vec::new(), uncertain: Some(Why::of(value)) },
    }
}

fn by_address(address: &Arc<Address>, all: &[Subnetwork]) -> Option<Subnets> {
    let several = |indices: Vec<usize>| {
        let why = Why::new(format!("which instance of `{}` it is is not known", address.block()), "a plan", None);
        Subnets { indices, uncertain: Some(why) }
    };
    if let Some(index) = all.iter().position(|subnet| !subnet.auto && subnet.address == *address) {
        let subnet = &all[index];
        if !subnet.single() {
            return Some(several(vec![index]));
        }
        let found = Subnets { indices: vec![index], uncertain: None };
        return Some(if subnet.address.data { described(subnet, index, all) } else { found });
    }
    // An instance of a block whose instances are not known one by one, or the other way round.
    let of_block = |subnet: &Subnetwork| {
        !subnet.auto
            && subnet.address.block() == address.block()
            && (address.key == Key::Any || subnet.address.key == Key::Any)
    };
    let indices: Vec<_> = (0..all.len()).filter(|index| of_block(&all[*index])).collect();
    (!indices.is_empty()).then(|| several(indices))
}

/// What a data source describes: the one resource of that name and region in this configuration, or else itself.
fn described(subnet: &Subnetwork, index: usize, all: &[Subnetwork]) -> Subnets {
    let same = |other: &Subnetwork| {
        !other.address.data
            && other.single()
            && subnet.name.is_some()
            && other.name == subnet.name
            && agree(other.region.as_deref(), subnet.region.as_deref())
            && agree(other.project.as_deref(), subnet.project.as_deref())
    };
    let mut indices = (0..all.len()).filter(|other| same(&all[*other]));
    match (indices.next(), indices.next()) {
        (Some(other), None) => Subnets { indices: vec![other], uncertain: None },
        _ => Subnets { indices: vec![index], uncertain: None },
    }
}

fn by_name(written: &str, region: Option<&str>, value: &Value, all: &[Subnetwork]) -> Subnets {
    let name = last_segment(written);
    let region = segment(written, "regions").or(region);
    let project = segment(written, "projects");
    let fits = |subnet: &Subnetwork| {
        subnet.self_links.iter().any(|link| link == written)
            || subnet.name.as_deref() == Some(name)
                && agree(subnet.region.as_deref(), region)
                && agree(subnet.project.as_deref(), project)
    };
    let mut indices: Vec<_> = (0..all.len()).filter(|index| fits(&all[*index])).collect();
    if indices.iter().any(|index| !all[*index].address.data) {
        indices.retain(|index| !all[*index].address.data);
    }
    let uncertain = match indices.as_slice() {
        [] => Some(Why::new(
            format!("the subnetwork `{name}` is not in this configuration"),
            "the configuration that makes it, scanned in the same run",
            value.span,
        )),
        [one] if all[*one].single() => None,
        _ => Some(Why::new(
            format!("several subnetworks may be `{name}`"),
            "a reference instead of the name",
            value.span,
        )),
    };
    Subnets { indices, uncertain }
}

/// Why a secondary range was not found.
#[derive(Clone, Debug)]
pub(super) enum Miss {
    /// The subnetwork at this place in the list surely has no range of that name.
    Surely(usize, String),
    /// It is not known which range it is.
    Unknown(Why),
}

/// The secondary range that a value names, in the subnetwork it is looked for.
pub(super) fn secondary(value: &Value, subnets: &Subnets, all: &[Subnetwork]) -> Result<Draw, Miss> {
    let members = || subnets.indices.iter().filter_map(|index| Some((*index, all.get(*index)?)));
    if let Some(name) = text(value).filter(|_| !subnets.indices.is_empty()) {
        let named = |subnet: &Subnetwork| {
            subnet.secondary.iter().find(|range| range.name.as_deref() == Some(&name)).map(|range| range.id.clone())
        };
        let ranges: Vec<_> = members().filter_map(|(_, subnet)| named(subnet)).collect();
        if !ranges.is_empty() {
            let uncertain = subnets.uncertain.clone();
            return Ok(Draw { ranges, uncertain });
        }
        return Err(match (members().next(), &subnets.uncertain) {
            (Some((index, subnet)), None) if subnet.complete => Miss::Surely(index, name),
            (_, Some(why)) => Miss::Unknown(why.clone()),
            _ => Miss::Unknown(Why::new(
                format!("the secondary range `{name}` is not among those that are known of its subnetwork"),
                "`secondary_ip_range` blocks with known names",
                value.span,
            )),
        });
    }
    if let Some(found) = by_attribute(value, all) {
        return Ok(found);
    }
    let candidates = value.as_unknown().and_then(|unknown| unknown.facts.candidates.clone());
    let found: Vec<_> = candidates
        .iter()
        .flat_map(|list| list.iter())
        .filter_map(|candidate| secondary(candidate, subnets, all).ok())
        .flat_map(|draw| draw.ranges)
        .collect();
    if found.is_empty() {
        let why = subnets.uncertain.clone().filter(|_| value.is_known()).unwrap_or_else(|| Why::of(value));
        return Err(Miss::Unknown(why));
    }
    let why = Why::of(value);
    Ok(Draw { uncertain: Some(why.clone()), ..Draw::default().or(&found, why) })
}

/// The range whose name was read: `google_compute_subnetwork.a.secondary_ip_range[0].range_name`.
fn by_attribute(value: &Value, all: &[Subnetwork]) -> Option<Draw> {
    let via = value.via.as_ref()?;
    let after = via.path.strip_prefix("secondary_ip_range")?;
    let digits: String = after.chars().skip(1).take_while(char::is_ascii_digit).collect();
    let index: usize = digits.parse().ok()?;
    let subnets = by_address(&via.address, all)?;
    let ranges: Vec<_> = subnets
        .indices
        .iter()
        .filter_map(|subnet| all.get(*subnet)?.secondary.get(index))
        .map(|secondary| secondary.id.clone())
        .collect();
    (!ranges.is_empty()).then_some(Draw { ranges, uncertain: subnets.uncertain })
}
