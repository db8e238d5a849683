//! What takes addresses of subnets beside nodes and control planes: load balancers, gateways, endpoints, databases,
//! file systems, functions, tasks, instances.
//!
//! AWS publishes few of these figures. Where a row says `[K]` the number is general knowledge, and no document was read
//! for it: the least that can be is what is sure. Source of the rest: awsdocs/elb-application-load-balancers-user-guide
//! at 01db3bf00d70, amazon-opensearch-service-developer-guide at 1dc781838782 (vpc.md), aws-lambda-developer-guide at
//! 2be81b8fa0e4 (foundation-networking.md), hashicorp/aws provider documentation; read 2026-11-23.

mod claims;

pub(super) use claims::{claims, too_many};

use super::given::{Count, Why, given, given_text, product, switch};
use super::subnets::{self, Draw, Subnet};
use crate::address::{Address, Key};
use crate::eval::value::Value;
use crate::model::{Bounds, Moments};
use crate::resource::{self, Resource};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Consumer {
    pub(super) address: Arc<Address>,
    /// What it is.
    pub(super) what: &'static str,
    /// Its subnets.
    pub(super) draw: Draw,
    takes: Takes,
    /// How many it stands for.
    copies: Bounds<u64>,
    /// Why it is not known how many addresses it takes from each subnet, if it is not.
    doubt: Option<Why>,
    /// Whether AWS makes more interfaces of it as its load grows.
    pub(super) grows: bool,
    span: Option<Span>,
}

/// How many addresses it takes, and how they spread over its subnets.
#[derive(Clone, Copy, Debug)]
enum Takes {
    /// So many of each subnet.
    Each(Bounds<u64>),
    /// So many over all of its subnets, at most so many of one.
    Over(Moments<Bounds<u64>>, Option<u64>),
    /// So many, even over the zones.
    Even(Moments<Bounds<u64>>),
    /// One of each subnet, and more as its load grows: so many in all of them together, if that is known. So many are to be
    /// free in each.
    Growing { most_in_all: Option<u64>, advised: u64 },
}

/// The kinds whose subnets and figures stand in one or two attributes: one of each subnet, or a little more. [K]
///
/// An FSx file system of one zone has one interface at least, ONTAP two, and more with its size; those are not counted.
/// A client VPN, an MWAA environment and a directory have at least one in each subnet.
const ONE_OF_EACH: [(&str, &str, &str, &str); 16] = [
    ("aws_vpc_endpoint_subnet_association", "interface endpoint", "", "subnet_id"),
    ("aws_efs_mount_target", "mount target", "", "subnet_id"),
    ("aws_fsx_lustre_file_system", "file system", "", "subnet_ids"),
    ("aws_fsx_windows_file_system", "file system", "", "subnet_ids"),
    ("aws_fsx_ontap_file_system", "file system", "", "subnet_ids"),
    ("aws_fsx_openzfs_file_system", "file system", "", "subnet_ids"),
    ("aws_ec2_transit_gateway_vpc_attachment", "transit gateway", "", "subnet_ids"),
    ("aws_networkfirewall_firewall", "firewall endpoint", "subnet_mapping", "subnet_id"),
    ("aws_ec2_client_vpn_network_association", "client VPN", "", "subnet_id"),
    ("aws_directory_service_directory", "directory", "vpc_settings", "subnet_ids"),
    ("aws_directory_service_directory", "directory", "connect_settings", "subnet_ids"),
    ("aws_mq_broker", "message broker", "", "subnet_ids"),
    ("aws_mwaa_environment", "workflow environment", "network_configuration", "subnet_ids"),
    ("aws_route53_resolver_endpoint", "resolver endpoint", "ip_address", "subnet_id"),
    ("aws_elb", "load balancer", "", "subnets"),
    ("aws_db_proxy", "database proxy", "", "vpc_subnet_ids"),
];

/// A load balancer grows to 100 addresses in all of its subnets; AWS asks for 8 free ones in each. [K] the ceiling.
const LOAD_BALANCER: Takes = Takes::Growing { most_in_all: Some(100), advised: 8 };

/// A database proxy has more interfaces for larger databases and while AWS maintains it: how many at most is not published.
/// AWS advises 10 free addresses for the smallest one.
/// Source: Amazon RDS User Guide, "Planning for IP address capacity" (rds-proxy-network-prereqs), read 2026-11-26.
const PROXY: Takes = Takes::Growing { most_in_all: None, advised: 10 };

const ONE: Bounds<u64> = Bounds { at_least: 1, at_most: Some(1) };
const NONE_OR_ONE: Bounds<u64> = Bounds { at_least: 0, at_most: Some(1) };

/// Reads them. `groups` are the Auto Scaling groups that are nodes.
pub(super) fn consumers(resources: &[Resource], subnets: &[Subnet], nodes: &BTreeSet<Arc<Address>>) -> Vec<Consumer> {
    let others = Others { resources, subnets };
    let mut all = Vec::new();
    for resource in resources.iter().filter(|resource| !resource.address.data) {
        if resource.is("aws_autoscaling_group") && nodes.contains(&resource.address) {
            continue;
        }
        others.read(resource, &mut all);
    }
    all.extend(others.functions());
    all.retain(|consumer: &Consumer| !consumer.draw.subnets.is_empty());
    all
}

/// Resources and subnets to look things up in.
struct Others<'a> {
    resources: &'a [Resource],
    subnets: &'a [Subnet],
}

impl Others<'_> {
    fn read(&self, resource: &Resource, all: &mut Vec<Consumer>) {
        let own = &resource.address;
        let number = |name: &str| number(resource.get(name), own);
        for (_, what, block, name) in ONE_OF_EACH.iter().filter(|(ty, ..)| *ty == &*own.ty) {
            // One at a time: two interfaces may be in one subnet.
            let ids: Vec<Value> = match *block {
                "" => vec![resource.get(name).clone()],
                block => resource.blocks(block).into_iter().flatten().map(|block| block.get(name).clone()).collect(),
            };
            let (takes, doubt) = match &*own.ty {
                "aws_elb" => (LOAD_BALANCER, Some(GROWS)),
                "aws_db_proxy" => (
                    PROXY,
                    Some("AWS makes more interfaces of a database proxy for larger databases, and says no limit"),
                ),
                "aws_fsx_ontap_file_system" => (Takes::Each(Bounds::exactly(2)), None),
                _ => (Takes::Each(ONE), None),
            };
            all.extend(ids.iter().map(|ids| self.consumer(resource, what, self.draw(ids, own), takes, doubt)));
        }
        match &*own.ty {
            "aws_lb" | "aws_alb" => all.push(self.load_balancer(resource)),
            "aws_nat_gateway" => all.push(self.nat_gateway(resource)),
            "aws_vpc_endpoint" => all.extend(self.endpoint(resource)),
            "aws_db_instance" => {
                let draw = self.of_group("aws_db_subnet_group", resource.get("db_subnet_group_name"), own);
                all.push(self.over(resource, "database", draw, multi_az(resource), Some(1)));
            }
            "aws_rds_cluster" if given_text(resource.get("db_cluster_instance_class"), own).is_some() => {
                let draw = self.of_group("aws_db_subnet_group", resource.get("db_subnet_group_name"), own);
                all.push(self.over(resource, "database", draw, Bounds::exactly(3), Some(1)));
            }
            "aws_rds_cluster_instance" => {
                let cluster = self.cluster(resource, "aws_rds_cluster", "db_subnet_group_name");
                all.push(self.over(resource, "database", self.of("aws_db_subnet_group", cluster), ONE, None));
            }
            "aws_docdb_cluster_instance" => {
                let cluster = self.cluster(resource, "aws_docdb_cluster", "db_subnet_group_name");
                all.push(self.over(resource, "database", self.of("aws_docdb_subnet_group", cluster), ONE, None));
            }
            "aws_neptune_cluster_instance" => {
                let cluster = self.cluster(resource, "aws_neptune_cluster", "neptune_subnet_group_name");
                all.push(self.over(resource, "database", self.of("aws_neptune_subnet_group", cluster), ONE, None));
            }
            "aws_elasticache_replication_group" => {
                let draw = self.of_group("aws_elasticache_subnet_group", resource.get("subnet_group_name"), own);
                all.push(self.over(resource, "cache", draw, cache_nodes(resource), None));
            }
            "aws_elasticache_cluster" => {
                let draw = self.of_group("aws_elasticache_subnet_group", resource.get("subnet_group_name"), own);
                all.push(self.over(resource, "cache", draw, number("num_cache_nodes").unwrap_or(ONE), None));
            }
            "aws_memorydb_cluster" => {
                let draw = self.of_group("aws_memorydb_subnet_group", resource.get("subnet_group_name"), own);
                let (shards, replicas) = (number("num_shards"), number("num_replicas_per_shard"));
                let nodes = product(shards.unwrap_or(ONE), replicas.unwrap_or(ONE).map(|n| n.saturating_add(1)));
                all.push(self.over(resource, "cache", draw, nodes, None));
            }
            "aws_redshift_cluster" => {
                let draw = self.of_group("aws_redshift_subnet_group", resource.get("cluster_subnet_group_name"), own);
                // Several nodes have a leader.
                let nodes = number("number_of_nodes").unwrap_or(ONE).map(|n| n.saturating_add(u64::from(n > 1)));
                all.push(self.over(resource, "data warehouse", draw, nodes, None));
            }
            "aws_dms_replication_instance" => {
                let name = resource.get("replication_subnet_group_id");
                let draw = self.of_group("aws_dms_replication_subnet_group", name, own);
                all.push(self.over(resource, "replication instance", draw, multi_az(resource), Some(1)));
            }
            "aws_workspaces_workspace" => {
                let draw = self.of_group("aws_workspaces_directory", resource.get("directory_id"), own);
                all.push(self.over(resource, "workspace", draw, ONE, None));
            }
            "aws_msk_cluster" => all.extend(self.brokers(resource)),
            "aws_opensearch_domain" | "aws_elasticsearch_domain" => all.extend(self.search(resource)),
            "aws_ecs_service" => all.extend(self.tasks(resource)),
            "aws_instance" | "aws_spot_instance_request" => {
                let more = length(resource.get("secondary_private_ips"), own).unwrap_or_default();
                let takes = Takes::Each(more.map(|n| n.saturating_add(1)));
                all.push(self.consumer(resource, "instance", self.draw(resource.get("subnet_id"), own), takes, None));
            }
            "aws_network_interface" => {
                let draw = self.draw(resource.get("subnet_id"), own);
                all.push(self.consumer(resource, "interface", draw, Takes::Each(interface(resource)), None));
            }
            "aws_autoscaling_group" => all.push(self.instances(resource)),
            "aws_emr_cluster" => all.extend(self.emr(resource)),
            _ => {}
        }
    }

    fn consumer(
        &self,
        resource: &Resource,
        what: &'static str,
        draw: Draw,
        takes: Takes,
        doubt: Option<&str>,
    ) -> Consumer {
        let own = &resource.address;
        let copies = Bounds { at_least: resource.copies.0, at_most: resource.copies.1 };
        let grows = doubt == Some(GROWS);
        let doubt = match (&draw.open, doubt) {
            (Some(why), _) => Some(why.clone()),
            (None, _) if copies != ONE => {
                let decide = format!("the `count` or `for_each` of `{}`", own.block());
                Some(Why::new(format!("how many of `{own}` there are is not known"), decide, resource.span))
            }
            (None, Some(because)) => Some(Why::new(because, "", resource.span)),
            (None, None) => None,
        };
        Consumer { address: resource.address.clone(), what, draw, takes, copies, doubt, grows, span: resource.span }
    }

    /// What takes so many addresses over all of its subnets, at every moment.
    fn over(
        &self,
        resource: &Resource,
        what: &'static str,
        draw: Draw,
        total: Bounds<u64>,
        most: Option<u64>,
    ) -> Consumer {
        self.consumer(resource, what, draw, Takes::Over(Moments::of(total), most), Some(PLACED))
    }

    /// The subnets that a value names; none where the choice is left to the provider.
    fn draw(&self, ids: &Value, own: &Address) -> Draw {
        match given(ids, own) {
            Some(ids) if ids.as_str() != Some("") => subnets::named(ids, own, self.subnets),
            _ => Draw::default(),
        }
    }

    /// The subnets of the subnet group (or directory) that a value names.
    fn of_group(&self, ty: &str, name: &Value, own: &Address) -> Draw {
        self.of(ty, given_text(name, own))
    }

    fn of(&self, ty: &str, name: Option<&Value>) -> Draw {
        match name.and_then(|name| self.find(ty, name)) {
            Some(group) => self.draw(group.get("subnet_ids"), &group.address),
            None => Draw::default(),
        }
    }

    /// The resource of a type that a value names: by reference, or by one of the names it is known by.
    fn find(&self, ty: &str, name: &Value) -> Option<&Resource> {
        const NAMES: [&str; 5] = ["name", "id", "cluster_identifier", "replication_subnet_group_id", "directory_id"];
        let mut of_type = self.resources.iter().filter(|resource| resource.is(ty));
        if let Some(address) = resource::address_of(name).filter(|address| &*address.ty == ty) {
            return of_type.find(|resource| resource.address == *address);
        }
        let name = name.as_str()?;
        of_type.find(|resource| NAMES.iter().any(|attribute| resource.get(attribute).as_str() == Some(name)))
    }

    /// The subnet group of a cluster's instance: its own, or its cluster's.
    fn cluster<'a>(&'a self, instance: &'a Resource, ty: &str, attribute: &str) -> Option<&'a Value> {
        let own = given_text(instance.get(attribute), &instance.address);
        own.or_else(|| {
            let cluster = self.find(ty, instance.get("cluster_identifier"))?;
            given_text(cluster.get(attribute), &cluster.address)
        })
    }

    fn load_balancer(&self, resource: &Resource) -> Consumer {
        let own = &resource.address;
        let mapped: Vec<Value> = resource
            .blocks("subnet_mapping")
            .into_iter()
            .flatten()
            .map(|block| block.get("subnet_id").clone())
            .collect();
        let mapped = (!mapped.is_empty()).then(|| Value::tuple(mapped));
        let draw = self.draw(mapped.as_ref().unwrap_or_else(|| resource.get("subnets")), own);
        let kind = resource.get("load_balancer_type");
        let (takes, doubt) = match kind.as_str() {
            Some("network") => {
                let more = number(resource.get("secondary_ips_auto_assigned_per_subnet"), own).unwrap_or_default();
                (Takes::Each(more.map(|n| n.saturating_add(1))), None)
            }
            Some("gateway") => (Takes::Each(ONE), None),
            Some(_) => (LOAD_BALANCER, Some(GROWS)),
            None => (LOAD_BALANCER, Some("what type of load balancer it is is not known")),
        };
        self.consumer(resource, "load balancer", draw, takes, doubt)
    }

    fn nat_gateway(&self, resource: &Resource) -> Consumer {
        let own = &resource.address;
        let more = number(resource.get("secondary_private_ip_address_count"), own)
            .or_else(|| length(resource.get("secondary_private_ip_addresses"), own))
            .or_else(|| length(resource.get("secondary_allocation_ids"), own))
            .unwrap_or_default();
        // A regional one has no subnet.
        let draw = self.draw(resource.get("subnet_id"), own);
        self.consumer(resource, "NAT gateway", draw, Takes::Each(more.map(|n| n.saturating_add(1))), None)
    }

    /// Interfaces of an endpoint; a gateway endpoint has none.
    fn endpoint(&self, resource: &Resource) -> Option<Consumer> {
        let own = &resource.address;
        let kind = resource.get("vpc_endpoint_type");
        let takes = match (kind.as_str(), given_text(resource.get("ip_address_type"), own).map(Value::as_str)) {
            (_, Some(Some("ipv6"))) => return None,
            (Some("Interface" | "GatewayLoadBalancer"), None | Some(Some(_))) => ONE,
            (Some("Interface" | "GatewayLoadBalancer") | None, _) => NONE_OR_ONE,
            // How many a resource or service network endpoint takes is not published.
            (Some(_), _) => return None,
        };
        let configured: Vec<Value> = resource
            .blocks("subnet_configuration")
            .into_iter()
            .flatten()
            .map(|block| block.get("subnet_id").clone())
            .collect();
        let listed = given(resource.get("subnet_ids"), own);
        let draw = match listed {
            Some(ids) => self.draw(ids, own),
            None => self.draw(&Value::tuple(configured), own),
        };
        Some(self.consumer(resource, "interface endpoint", draw, Takes::Each(takes), None))
    }

    /// Brokers, the same number in each subnet. [K] Those with ZooKeeper have up to one more.
    fn brokers(&self, resource: &Resource) -> Option<Consumer> {
        let own = &resource.address;
        let draw = self.draw(resource.block("broker_node_group_info")?.get("client_subnets"), own);
        let brokers = number(resource.get("number_of_broker_nodes"), own)?;
        let subnets = u64::try_from(draw.subnets.len()).ok().filter(|n| *n > 0)?;
        let each = Bounds {
            at_least: brokers.at_least / subnets,
            at_most: brokers
                .at_most
                .map(|n| if draw.open.is_some() { n } else { n.div_ceil(subnets) }.saturating_add(1)),
        };
        let because = "whether AWS puts a ZooKeeper node beside the brokers is not published";
        Some(self.consumer(resource, "message broker", draw, Takes::Each(each), Some(because)))
    }

    /// Nodes of a search domain: at rest their share, and AWS reserves three times as many.
    fn search(&self, resource: &Resource) -> Option<Consumer> {
        let own = &resource.address;
        let draw = self.draw(resource.block("vpc_options")?.get("subnet_ids"), own);
        let configured = resource.block("cluster_config");
        let nodes = configured.and_then(|block| number(block.get("instance_count"), own)).unwrap_or(ONE);
        let subnets = u64::try_from(draw.subnets.len()).ok().filter(|n| *n > 0)?;
        let each = Bounds {
            at_least: nodes.at_least / subnets,
            at_most: nodes.at_most.map(|n| {
                let share = if draw.open.is_some() { n } else { n.div_ceil(subnets) };
                share.saturating_mul(3)
            }),
        };
        let because =
            "AWS reserves three times as many addresses as a search domain has data nodes, and uses them for updates";
        Some(self.consumer(resource, "search domain", draw, Takes::Each(each), Some(because)))
    }

    /// Tasks with interfaces of their own. A deployment may double them, and need not.
    fn tasks(&self, resource: &Resource) -> Option<Consumer> {
        let own = &resource.address;
        let draw = self.draw(resource.block("network_configuration")?.get("subnets"), own);
        let mut desired = number(resource.get("desired_count"), own).unwrap_or_default();
        if resource.get("scheduling_strategy").as_str() == Some("DAEMON") {
            desired = Bounds::from(0);
        }
        let scaled = self.autoscaled(resource).map_or(desired, |most| most.max(desired));
        let percent = number(resource.get("deployment_maximum_percent"), own).unwrap_or(Bounds::exactly(200));
        let most = product(scaled, percent.max(Bounds::exactly(100))).at_most.map(|n| n / 100);
        let rollout = Bounds { at_least: scaled.at_least, at_most: most };
        let takes = Takes::Over(Moments { desired, scaled, rollout, packed: scaled }, None);
        Some(self.consumer(resource, "task", draw, takes, Some(PLACED)))
    }

    /// The most tasks that autoscaling makes of a service.
    fn autoscaled(&self, service: &Resource) -> Option<Bounds<u64>> {
        let ending = format!("/{}", service.get("name").as_str()?);
        let names = |target: &&Resource| {
            let id = target.get("resource_id");
            let known = id.as_str().is_some_and(|id| id.starts_with("service/") && id.ends_with(&ending));
            let suffix = id.as_unknown().and_then(|unknown| unknown.facts.suffix.as_deref());
            known || suffix.is_some_and(|suffix| suffix.ends_with(&ending))
        };
        let is_service = |resource: &&Resource| {
            resource.is("aws_ecs_service") && resource.get("name").as_str() == service.get("name").as_str()
        };
        let mut of_name = self.resources.iter().filter(is_service);
        let mut targets = self.resources.iter().filter(|r| r.is("aws_appautoscaling_target")).filter(names);
        let (target, None, Some(_), None) = (targets.next()?, targets.next(), of_name.next(), of_name.next()) else {
            return None;
        };
        number(target.get("max_capacity"), &target.address)
    }

    /// Instances of a group that are not known to be nodes of a cluster.
    fn instances(&self, resource: &Resource) -> Consumer {
        let own = &resource.address;
        let size = |name: &str| number(resource.get(name), own);
        let max = size("max_size").unwrap_or(Bounds::from(0));
        let desired = size("desired_capacity").or_else(|| size("min_size")).unwrap_or(Bounds::from(0));
        // Sizes may be counted in units of which an instance has several.
        let weighted = resource.block("mixed_instances_policy").is_some();
        let least = |bounds: Bounds<u64>| if weighted { Bounds { at_least: 0, ..bounds } } else { bounds };
        let (desired, max) =
            (least(desired), least(max.max(Bounds { at_most: Some(0), ..Bounds::from(desired.at_least) })));
        let takes = Takes::Even(Moments { desired, scaled: max, rollout: max, packed: max });
        let draw = self.draw(resource.get("vpc_zone_identifier"), own);
        self.consumer(
            resource,
            "instance",
            draw,
            takes,
            Some("it is not known how many of its instances start in each subnet"),
        )
    }

    /// The master and core instances of an EMR cluster, all in one subnet.
    fn emr(&self, resource: &Resource) -> Option<Consumer> {
        let own = &resource.address;
        let attributes = resource.block("ec2_attributes")?;
        let ids = given(attributes.get("subnet_id"), own).unwrap_or_else(|| attributes.get("subnet_ids"));
        let of = |name: &str| resource.block(name).and_then(|block| number(block.get("instance_count"), own));
        let (master, core) =
            (of("master_instance_group").unwrap_or(ONE), of("core_instance_group").unwrap_or_default());
        let total = Bounds {
            at_least: master.at_least.saturating_add(core.at_least),
            at_most: master.at_most.zip(core.at_most).map(|(a, b)| a.saturating_add(b)),
        };
        Some(self.over(resource, "instance", self.draw(ids, own), total, None))
    }

    /// Functions: one interface for each subnet and set of security groups, however many functions share it.
    fn functions(&self) -> Vec<Consumer> {
        let mut sets: BTreeMap<Vec<Arc<Address>>, usize> = BTreeMap::new();
        let mut all: Vec<Consumer> = Vec::new();
        for resource in self.resources.iter().filter(|resource| resource.is("aws_lambda_function")) {
            let Some(config) = resource.block("vpc_config") else { continue };
            let draw = self.draw(config.get("subnet_ids"), &resource.address);
            let groups = security_groups(config.get("security_group_ids"));
            let takes = if groups.is_some() { ONE } else { NONE_OR_ONE };
            let because = "functions of one subnet and one set of security groups share an interface";
            let mut one = self.consumer(resource, "function", draw, Takes::Each(takes), Some(because));
            one.copies.at_least = one.copies.at_least.min(1);
            if groups.is_some() {
                one.copies.at_most = one.copies.at_most.map(|most| most.min(1)).or(Some(1));
            }
            match groups.map(|groups| (sets.get(&groups).copied(), groups)) {
                // The second of a set adds the subnets that the first does not have.
                Some((Some(first), _)) => {
                    let mut rest = one;
                    if let Some(first) = all.get(first) {
                        rest.draw
                            .subnets
                            .retain(|(index, _)| !first.draw.subnets.iter().any(|(known, _)| known == index));
                        rest.takes = Takes::Each(NONE_OR_ONE);
                    }
                    all.push(rest);
                }
                Some((None, groups)) => {
                    sets.insert(groups, all.len());
                    all.push(one);
                }
                None => all.push(one),
            }
        }
        all
    }
}

const GROWS: &str =
    "AWS makes more interfaces of a load balancer as its load grows, up to 100 in all, and asks for 8 free addresses";
const PLACED: &str = "AWS chooses the subnet of each";

/// Whom a set of security groups names, when all of them are made here: two such sets are surely two.
fn security_groups(ids: &Value) -> Option<Vec<Arc<Address>>> {
    let named = |id: &Value| {
        let address = resource::address_of(id)?;
        (!address.data && &*address.ty == "aws_security_group" && address.key != Key::Any).then(|| address.clone())
    };
    let mut groups = ids.as_sequence()?.iter().map(named).collect::<Option<Vec<_>>>()?;
    groups.sort();
    groups.dedup();
    Some(groups)
}

/// One, or two in two zones.
fn multi_az(resource: &Resource) -> Bounds<u64> {
    match switch(resource.get("multi_az"), &resource.address) {
        Some(true) => Bounds::exactly(2),
        Some(false) => ONE,
        None => Bounds::between(1, 2),
    }
}

/// Nodes of a replication group.
fn cache_nodes(resource: &Resource) -> Bounds<u64> {
    let own = &resource.address;
    let number = |name: &str| number(resource.get(name), own);
    let mode = resource.block("cluster_mode");
    let of_mode = |name: &str| mode.and_then(|mode| self::number(mode.get(name), own));
    let shards = number("num_node_groups").or_else(|| of_mode("num_node_groups"));
    let replicas = number("replicas_per_node_group").or_else(|| of_mode("replicas_per_node_group"));
    if shards.is_some() || replicas.is_some() {
        return product(shards.unwrap_or(ONE), replicas.unwrap_or_default().map(|n| n.saturating_add(1)));
    }
    let listed = number("num_cache_clusters").or_else(|| number("number_cache_clusters"));
    let foreign = given_text(resource.get("global_replication_group_id"), own).is_some();
    listed.unwrap_or(if foreign { Bounds::from(1) } else { ONE })
}

/// Addresses of an interface: its own, and whole blocks.
fn interface(resource: &Resource) -> Bounds<u64> {
    let own = &resource.address;
    let listed = length(resource.get("private_ips"), own).or_else(|| length(resource.get("private_ip_list"), own));
    let addresses = listed
        .or_else(|| Some(number(resource.get("private_ips_count"), own)?.map(|n| n.saturating_add(1))))
        .unwrap_or(ONE)
        .max(ONE);
    let blocks = number(resource.get("ipv4_prefix_count"), own).or_else(|| length(resource.get("ipv4_prefixes"), own));
    let blocks = product(blocks.unwrap_or_default(), Bounds::exactly(16));
    Bounds {
        at_least: addresses.at_least.saturating_add(blocks.at_least),
        at_most: addresses.at_most.zip(blocks.at_most).map(|(a, b)| a.saturating_add(b)),
    }
}

/// A number that is given.
fn number(value: &Value, own: &Address) -> Option<Bounds<u64>> {
    Count::given(value, own).map(|count| count.bounds)
}

/// The length of a list that is given.
fn length(value: &Value, own: &Address) -> Option<Bounds<u64>> {
    let value = given(value, own)?;
    if let Some(elements) = value.as_sequence() {
        return u64::try_from(elements.len()).ok().map(Bounds::exactly);
    }
    let facts = &value.as_unknown()?.facts;
    Some(Bounds { at_least: facts.min_length, at_most: facts.max_length })
}

#[cfg(test)]
mod tests;
