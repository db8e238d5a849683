//! What takes addresses of subnets beside nodes: network interfaces, private endpoints, load balancers, scale sets,
//! application gateways.
//!
//! Where a row says `[K]` the number is general knowledge, and no document was read for it: the least that can be is what
//! is sure. Source of the rest: hashicorp/terraform-provider-azurerm@69697b7fe6a9, website/docs, read 2026-11-26.

use super::claims::Draft;
use super::matching::Known;
use crate::address::Address;
use crate::cloud::draw::Draw;
use crate::cloud::given::{Count, Why, counted, given_text, product, sum};
use crate::eval::value::{Object, Value};
use crate::finding::{Label, Place};
use crate::model::{Addresses, Bounds, Claim, Moments};
use crate::resource::{self, Resource};
use crate::source::Span;

/// One subnet of one of them.
#[derive(Clone, Debug)]
pub(super) struct Consumer {
    address: String,
    what: &'static str,
    draw: Draw,
    takes: Bounds<u64>,
    /// Why it is not known how many addresses it takes, if it is not.
    doubt: Option<Why>,
    span: Option<Span>,
}

/// What a private endpoint takes: one address for each member of what it leads to. [K]
const ENDPOINT: Bounds<u64> = Bounds { at_least: 1, at_most: Some(16) };

/// Instances of an application gateway that scales, where nothing says. Source: `azurerm_application_gateway`,
/// `max_capacity` ("in the range 2 to 125"), read 2026-11-26.
const MOST_GATEWAYS: u64 = 125;

const ONE: Bounds<u64> = Bounds { at_least: 1, at_most: Some(1) };

/// The kinds whose blocks have one address each.
const ONE_FOR_EACH: [(&str, &str, &str); 3] = [
    ("azurerm_network_interface", "interface", "ip_configuration"),
    ("azurerm_lb", "load balancer", "frontend_ip_configuration"),
    ("azurerm_private_link_service", "private link service", "nat_ip_configuration"),
];

/// The kinds of scale sets.
const SCALE_SETS: [&str; 3] = [
    "azurerm_linux_virtual_machine_scale_set",
    "azurerm_windows_virtual_machine_scale_set",
    "azurerm_orchestrated_virtual_machine_scale_set",
];

/// Reads them.
pub(super) fn read(resources: &[Resource], known: Known<'_>) -> Vec<Consumer> {
    let settings = || resources.iter().filter(|resource| resource.is("azurerm_monitor_autoscale_setting"));
    let mut all = Vec::new();
    for resource in resources.iter().filter(|resource| !resource.address.data) {
        let of = Of { resource, known };
        let ty = &*resource.address.ty;
        for (_, what, block) in ONE_FOR_EACH.iter().filter(|(of, ..)| *of == ty) {
            let blocks = resource.blocks(block);
            all.extend(blocks.into_iter().flatten().filter_map(|block| of.block(what, block, ONE, None)));
        }
        if SCALE_SETS.contains(&ty) {
            let is_target = |setting: &Resource| {
                let target = resource::address_of(setting.get("target_resource_id"));
                target.is_none_or(|target| *target == resource.address)
            };
            all.extend(of.scale_set(settings().any(is_target)));
        }
        match ty {
            "azurerm_private_endpoint" => all.extend(of.endpoint()),
            "azurerm_application_gateway" => all.extend(of.gateway()),
            _ => {}
        }
    }
    all
}

/// A resource and what its subnets are looked up in.
struct Of<'a> {
    resource: &'a Resource,
    known: Known<'a>,
}

impl Of<'_> {
    fn own(&self) -> &Address {
        &self.resource.address
    }

    fn consumer(
        &self,
        what: &'static str,
        subnet: &Value,
        takes: Bounds<u64>,
        doubt: Option<&str>,
    ) -> Option<Consumer> {
        let own = self.own();
        let draw = self.known.draw(given_text(subnet, own)?);
        let copies = Bounds { at_least: self.resource.copies.0, at_most: self.resource.copies.1 };
        let counted = || {
            let decide = format!("the `count` or `for_each` of `{}`", own.block());
            Why::new(format!("how many of `{own}` there are is not known"), decide, self.resource.span)
        };
        let doubt = doubt.map(|because| Why::new(because, "more free addresses", self.resource.span));
        Some(Consumer {
            address: own.to_string(),
            what,
            takes: product(copies, takes),
            doubt: (copies != ONE).then(counted).or_else(|| draw.uncertain.clone()).or(doubt),
            draw,
            span: self.resource.span,
        })
    }

    /// A block with a subnet, unless its address is IPv6.
    fn block(&self, what: &'static str, block: &Object, takes: Bounds<u64>, doubt: Option<&str>) -> Option<Consumer> {
        let version = block.get("private_ip_address_version").as_str().or_else(|| block.get("version").as_str());
        if version.is_some_and(|version| version.eq_ignore_ascii_case("ipv6")) {
            return None;
        }
        self.consumer(what, block.get("subnet_id"), takes, doubt)
    }

    fn endpoint(&self) -> Option<Consumer> {
        let written = u64::try_from(self.resource.blocks("ip_configuration").len()).unwrap_or(u64::MAX);
        let (takes, doubt) = match written {
            0 => (ENDPOINT, Some("a private endpoint takes an address for each part of what it leads to")),
            number => (Bounds::exactly(number), None),
        };
        self.consumer("private endpoint", self.resource.get("subnet_id"), takes, doubt)
    }

    /// One address for each instance and configuration.
    fn scale_set(&self, autoscaled: bool) -> Vec<Consumer> {
        let count = Count::given(self.resource.get("instances"), self.own());
        let count = count.map_or(Bounds::from(0), |count| count.bounds);
        let takes = if autoscaled { Bounds::from(0) } else { count };
        let doubt = takes.exact().is_none().then_some("how many instances it has is not known");
        let interfaces = self.resource.blocks("network_interface").into_iter().flatten();
        let blocks = interfaces.flat_map(|interface| resource::blocks(interface.get("ip_configuration"))).flatten();
        blocks.filter_map(|block| self.block("instance", block, takes, doubt)).collect()
    }

    /// One address for each instance and one for a private frontend. [K]
    fn gateway(&self) -> Option<Consumer> {
        let own = self.own();
        let subnet = self.resource.block("gateway_ip_configuration")?.get("subnet_id");
        let count = |object: &Object, name| Count::given(object.get(name), own).map(|count| count.bounds);
        let instances = match self.resource.block("autoscale_configuration") {
            Some(scale) => Bounds {
                at_least: count(scale, "min_capacity").map_or(0, |count| count.at_least),
                at_most: count(scale, "max_capacity").map_or(Some(MOST_GATEWAYS), |count| count.at_most),
            },
            None => self.resource.block("sku").and_then(|sku| count(sku, "capacity")).unwrap_or(Bounds::from(1)),
        };
        let frontends = self.resource.blocks("frontend_ip_configuration").into_iter().flatten();
        let private = frontends.filter(|block| given_text(block.get("subnet_id"), own).is_some()).count();
        let takes = sum(instances, Bounds::exactly(u64::try_from(private).unwrap_or(u64::MAX)));
        let doubt = takes.exact().is_none().then_some("how many instances it has is not known");
        self.consumer("application gateway", subnet, takes, doubt)
    }
}

/// What they claim.
pub(super) fn drafts(consumers: &[Consumer]) -> Vec<Draft> {
    consumers.iter().flat_map(|consumer| consumer.draw.ranges.iter().map(|range| consumer.draft(range))).collect()
}

impl Consumer {
    fn draft(&self, range: &crate::model::RangeId) -> Draft {
        let takes = if self.draw.uncertain.is_some() { Bounds { at_least: 0, ..self.takes } } else { self.takes };
        let demand = takes.map(|n| Addresses(n.into()));
        let how = counted(takes, "address");
        let claim = Claim {
            by: self.address.clone(),
            what: self.what,
            range: range.clone(),
            count: Moments::of(ONE),
            per_node: None,
            demand: Moments::of(demand),
            labels: vec![Label {
                at: Place::of(self.span, &self.address),
                text: format!("{how} for the {}", self.what),
            }],
            how,
        };
        let unknowns = self.doubt.iter().filter(|_| takes.exact().is_none());
        let what = format!("addresses of `{}`", self.address);
        Draft { claim, unknowns: unknowns.map(|why| why.undecided(what.clone(), &self.address)).collect() }
    }
}
