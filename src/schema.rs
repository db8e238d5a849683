//! What is known of resource types: what an attribute is when the configuration does not set it, and which attributes
//! the clouds read.
//!
//! Each cloud has two tables. `src/cloud/<name>/schema.txt` is what it reads: only that is evaluated for its sake.
//! `known.txt` is what else is known of a provider's types; it costs nothing until an expression asks for it, or
//! `podroom eval` shows everything. `src/cloud/known.txt` has the providers that are no cloud's. An attribute is in one
//! of them; a block that is in both has the attributes of both.

use crate::eval::number::Number;
use crate::eval::value::{Type, Value};
use foldhash::fast::RandomState;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

/// What an attribute is when the configuration does not set it.
#[derive(Clone, Debug)]
pub enum Unset {
    /// Null: optional and not computed, or required.
    Null,
    /// Unknown before apply: the provider or the cloud fills it in.
    Computed,
    /// A fixed default of the provider.
    Default(Value),
    /// Null where that other argument is not set or null; else known after apply.
    NullWithout(Arc<str>),
    /// What the argument of that name is, in the block or in its provider's configuration.
    Provider(Arc<str>),
    /// What another attribute of it is, where that is known; else known after apply.
    Same(Arc<str>),
    /// Elements of the list that one argument is, as many as another one says or as there are: known after apply.
    Drawn {
        /// The argument that is the list.
        of: Arc<str>,
        /// The argument that is the number.
        count: Arc<str>,
    },
}

/// One attribute of a resource type.
#[derive(Clone, Debug)]
pub struct AttributeSchema {
    /// Its type.
    pub ty: Type,
    /// What it is when it is not set.
    pub unset: Unset,
    /// Bounds on the number of elements of a computed list.
    pub lengths: Vec<Length>,
    /// Whether a computed value is never null.
    pub not_null: bool,
    /// Whether a cloud reads it.
    pub read: bool,
}

/// A bound on the number of elements of a computed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Length {
    /// It has at least so many.
    pub at_least: u64,
    /// It has at most so many.
    pub at_most: Option<u64>,
    /// The bound holds where none of this may be so.
    pub unless: Vec<Unless>,
}

/// What makes a bound not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unless {
    /// An argument, or a type of nested block.
    pub argument: Arc<str>,
    /// What may not be so of it.
    pub is: Is,
}

/// What an argument or a nested block may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Is {
    /// The argument is set.
    Set,
    /// The argument is this text.
    Text(Arc<str>),
    /// In a block of this type, that argument is something else than the text.
    Other(Arc<str>, Arc<str>),
    /// In no block of this type, that argument is a list of this text alone.
    Without(Arc<str>, Arc<str>),
}

/// What the blocks of a type are as a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nesting {
    /// A list of objects.
    #[default]
    List,
    /// A set of objects.
    Set,
    /// One object, or null.
    Single,
}

/// One resource type or data source.
#[derive(Clone, Debug, Default)]
pub struct ResourceSchema {
    /// The attributes that podroom knows, by name.
    pub attributes: BTreeMap<Arc<str>, AttributeSchema>,
    /// The nested blocks that podroom knows, by name.
    pub blocks: BTreeMap<Arc<str>, ResourceSchema>,
    /// How many there may be, for a nested block.
    pub nesting: Nesting,
    /// Whether a nested block that is not written is filled in by the provider or the cloud: known after apply. Else
    /// there is none.
    pub computed: bool,
    /// Whether a cloud reads something of it.
    pub read: bool,
    /// Whether these are all the attributes and blocks there are: then another one is a mistake.
    pub complete: bool,
}

impl ResourceSchema {
    /// The attributes and blocks that a cloud reads.
    pub fn reads(&self) -> impl Iterator<Item = &Arc<str>> {
        let attributes = self.attributes.iter().filter(|(_, known)| known.read).map(|(name, _)| name);
        attributes.chain(self.blocks.iter().filter(|(_, block)| block.read).map(|(name, _)| name))
    }

    /// Everything that is known of it.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.attributes.keys().chain(self.blocks.keys())
    }

    /// Adds what another table says of it.
    fn merge(&mut self, other: Self) {
        if self.attributes.is_empty() && self.blocks.is_empty() {
            self.nesting = other.nesting;
        }
        self.computed |= other.computed;
        self.complete |= other.complete;
        self.read |= other.read;
        for (name, attribute) in other.attributes {
            self.attributes.entry(name).or_insert(attribute);
        }
        for (name, block) in other.blocks {
            self.blocks.entry(name).or_default().merge(block);
        }
    }

    /// Whether there surely is no such attribute or block.
    pub fn lacks(&self, name: &str) -> bool {
        self.complete && !self.attributes.contains_key(name) && !self.blocks.contains_key(name)
    }
}

/// Every type podroom knows; what is not in it is unknown when it is not configured. The lines of a type are read when
/// somebody asks for it: a configuration has few of all these.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    resources: Types,
    data: Types,
}

/// By type. It is asked for every attribute that is evaluated.
type Types = HashMap<Arc<str>, Lines, RandomState>;

/// What the tables say of a type.
#[derive(Clone, Debug, Default)]
struct Lines {
    /// The lines of each table after the one that names the type, whether the schema is complete, and whether a cloud reads
    /// it.
    tables: Vec<(String, bool, bool)>,
    parsed: OnceLock<ResourceSchema>,
}

/// The one resource type of Terraform itself. Its id is never null.
/// Source: its documentation, `terraform_data`, and what plans of Terraform 1.11.4 say of `terraform_data.x.id == null`;
/// read 2026-11-23.
const TERRAFORM: &str = "resource terraform_data complete
  id string computed not-null
  input any null
  output any null without input
  triggers_replace any null
  # A block, from Terraform 1.17 on.
  store any computed
";

impl Schema {
    /// What Terraform has without any provider.
    pub fn terraform() -> Self {
        let mut schema = Self::default();
        schema.add(TERRAFORM);
        schema
    }

    /// Every type, with whether it is a data source.
    #[cfg(test)]
    pub fn types(&self) -> impl Iterator<Item = (bool, &Arc<str>)> {
        let of = |data: bool| move |ty| (data, ty);
        self.resources.keys().map(of(false)).chain(self.data.keys().map(of(true)))
    }

    /// The schema of a resource type, or of a data source type.
    pub fn get(&self, data: bool, ty: &str) -> Option<&ResourceSchema> {
        let lines = self.lines(data, ty)?;
        Some(lines.parsed.get_or_init(|| {
            let mut schema = ResourceSchema::default();
            for (text, complete, read) in &lines.tables {
                schema.merge(parsed(text, *complete, *read));
            }
            schema
        }))
    }

    /// Whether a cloud reads something of a type.
    pub fn reads(&self, data: bool, ty: &str) -> bool {
        self.lines(data, ty).is_some_and(|lines| lines.tables.iter().any(|(.., read)| *read))
    }

    fn lines(&self, data: bool, ty: &str) -> Option<&Lines> {
        if data { self.data.get(ty) } else { self.resources.get(ty) }
    }

    /// Adds the types of a table, of which a cloud reads everything. The table is ours, and tests read each of them, so
    /// a line that cannot be read is left out rather than reported.
    ///
    /// ```text
    /// # comment
    /// resource aws_subnet
    ///   cidr_block string null
    ///   availability_zone string computed
    ///   map_public_ip_on_launch bool = false
    ///   output any null without input
    ///   key string same cidr_block
    ///   result list(string) drawn input result_count
    ///   timeouts single {
    ///     create string null
    ///   }
    ///   update_config computed {
    ///     max_unavailable number null
    ///   }
    /// data aws_availability_zones
    ///   names list(string) computed 0..100 or 3.. unless exclude_names filter.name!=opt-in-status region=us-west-1
    /// data aws_region
    ///   name string provider region
    /// resource terraform_data complete
    ///   id string computed not-null
    ///   input any null
    /// ```
    pub fn add(&mut self, table: &str) {
        self.add_table(table, true);
    }

    /// Adds the types of a table that no cloud reads.
    pub fn add_known(&mut self, table: &str) {
        self.add_table(table, false);
    }

    fn add_table(&mut self, table: &str, read: bool) {
        let mut open = None;
        for line in table.lines() {
            let header = ["resource ", "data "].iter().any(|word| line.starts_with(word));
            let words: Vec<&str> = if header { line.split_whitespace().collect() } else { Vec::new() };
            match (words.as_slice(), &mut open) {
                ([word, ty, rest @ ..], _) if matches!(rest, [] | ["complete"]) => {
                    self.close(open.take(), read);
                    let (data, name) = (*word == "data", (*ty).into());
                    open = Some(Open { data, name, text: String::new(), complete: !rest.is_empty() });
                }
                (_, Some(Open { text, .. })) => {
                    text.push_str(line);
                    text.push('\n');
                }
                _ => {}
            }
        }
        self.close(open, read);
    }

    fn close(&mut self, open: Option<Open>, read: bool) {
        if let Some(Open { data, name, text, complete }) = open {
            let types = if data { &mut self.data } else { &mut self.resources };
            let lines = types.entry(name).or_default();
            lines.tables.push((text, complete, read));
            lines.parsed = OnceLock::new();
        }
    }
}

/// A type whose lines are being collected.
struct Open {
    data: bool,
    name: Arc<str>,
    text: String,
    complete: bool,
}

/// The lines of one type.
fn parsed(text: &str, complete: bool, read: bool) -> ResourceSchema {
    let mut owner = ResourceSchema { complete, read, ..ResourceSchema::default() };
    let mut stack: Vec<(Arc<str>, ResourceSchema)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [name, words @ .., "{"] => {
                let nesting = match words {
                    ["set", ..] => Nesting::Set,
                    ["single", ..] => Nesting::Single,
                    _ => Nesting::List,
                };
                let computed = words.contains(&"computed");
                let block = ResourceSchema { nesting, computed, complete, read, ..ResourceSchema::default() };
                stack.push(((*name).into(), block));
            }
            ["}"] => {
                if let Some((name, block)) = stack.pop() {
                    stack.last_mut().map_or(&mut owner, |(_, parent)| parent).blocks.insert(name, block);
                }
            }
            [name, ty, rest @ ..] => {
                if let Some(attribute) = attribute(ty, rest) {
                    let parent = stack.last_mut().map_or(&mut owner, |(_, parent)| parent);
                    parent.attributes.insert((*name).into(), AttributeSchema { read, ..attribute });
                }
            }
            _ => {}
        }
    }
    owner
}

fn attribute(ty: &str, rest: &[&str]) -> Option<AttributeSchema> {
    let ty = parse_type(ty)?;
    let mut lengths = Vec::new();
    let unset = match rest {
        ["null"] => Unset::Null,
        ["computed"] | ["computed", "not-null"] => Unset::Computed,
        ["provider", argument] => Unset::Provider((*argument).into()),
        ["drawn", of, count] => Unset::Drawn { of: (*of).into(), count: (*count).into() },
        ["same", other] => Unset::Same((*other).into()),
        ["null", "without", other] => Unset::NullWithout((*other).into()),
        ["computed", bounds @ ..] => {
            lengths = bounds.split(|word| *word == "or").map(length).collect::<Option<_>>()?;
            Unset::Computed
        }
        ["=", words @ ..] => Unset::Default(literal_of(&ty, &words.join(" "))?),
        _ => return None,
    };
    let not_null = !lengths.is_empty() || rest.contains(&"not-null");
    Some(AttributeSchema { ty, unset, lengths, not_null, read: true })
}

/// `2..`, `3..4`, `3.. unless names region=x filter.name!=y`, `..` and so on `unless !filter.values=z`.
fn length(words: &[&str]) -> Option<Length> {
    let (bounds, unless) = match words {
        [bounds] => (bounds, &[][..]),
        [bounds, "unless", unless @ ..] => (bounds, unless),
        _ => return None,
    };
    let (low, high) = bounds.split_once("..")?;
    let at_most = if high.is_empty() { None } else { Some(high.parse().ok()?) };
    let in_block = |place: &str, text: &str, is: fn(Arc<str>, Arc<str>) -> Is| {
        let (block, argument) = place.split_once('.')?;
        Some(Unless { argument: block.into(), is: is(argument.into(), text.into()) })
    };
    let unless = unless.iter().map(|word| {
        if let Some((place, text)) = word.split_once("!=") {
            return in_block(place, text, Is::Other);
        }
        match (word.strip_prefix('!'), word.split_once('=')) {
            (Some(word), _) => word.split_once('=').and_then(|(place, text)| in_block(place, text, Is::Without)),
            (None, Some((argument, text))) => Some(Unless { argument: argument.into(), is: Is::Text(text.into()) }),
            (None, None) => Some(Unless { argument: (*word).into(), is: Is::Set }),
        }
    });
    Some(Length { at_least: low.parse().ok()?, at_most, unless: unless.collect::<Option<_>>()? })
}

fn literal_of(ty: &Type, literal: &str) -> Option<Value> {
    Some(match ty {
        Type::Bool => Value::bool(literal.parse().ok()?),
        Type::Number => Value::number(Number::parse(literal)?),
        Type::String => Value::string(literal.trim_matches('"')),
        _ => return None,
    })
}

fn parse_type(text: &str) -> Option<Type> {
    Some(match text {
        "string" => Type::String,
        "number" => Type::Number,
        "bool" => Type::Bool,
        "any" => Type::Any,
        _ => {
            let (outer, inner) = text.strip_suffix(')')?.split_once('(')?;
            if outer == "object" {
                return parse_object(inner);
            }
            let inner = parse_type(inner)?;
            match outer {
                "list" => Type::list(inner),
                "set" => Type::set(inner),
                "map" => Type::map(inner),
                _ => return None,
            }
        }
    })
}

/// `name=string,tags=map(string)`
fn parse_object(text: &str) -> Option<Type> {
    let mut attributes = BTreeMap::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in text.char_indices().chain([(text.len(), ',')]) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                let (name, ty) = text.get(start..at)?.split_once('=')?;
                attributes.insert(name.into(), parse_type(ty)?);
                start = at + 1;
            }
            _ => {}
        }
    }
    Some(Type::Object(Arc::new(attributes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_with_nested_blocks_and_defaults() {
        let mut schema = Schema::default();
        schema.add(
            "resource aws_eks_node_group\n  id string computed\n  scaling_config {\n    max_size number null\n  }\n  \
             force bool = false\ndata aws_availability_zones\n  \
             names list(string) computed 2.. unless names or 3..6 unless region=x filter.name!=y \
             !filter.values=z\n",
        );
        let group = schema.get(false, "aws_eks_node_group").unwrap();
        assert!(matches!(group.attributes["id"].unset, Unset::Computed));
        assert!(matches!(group.attributes["force"].unset, Unset::Default(_)));
        assert!(group.blocks["scaling_config"].attributes.contains_key("max_size"));
        let zones = schema.get(true, "aws_availability_zones").unwrap();
        let unless = |argument: &str, is| Unless { argument: argument.into(), is };
        let expected = [
            Length { at_least: 2, at_most: None, unless: vec![unless("names", Is::Set)] },
            Length {
                at_least: 3,
                at_most: Some(6),
                unless: vec![
                    unless("region", Is::Text("x".into())),
                    unless("filter", Is::Other("name".into(), "y".into())),
                    unless("filter", Is::Without("values".into(), "z".into())),
                ],
            },
        ];
        assert_eq!(zones.attributes["names"].lengths, expected);
        assert_eq!(zones.attributes["names"].ty, Type::list(Type::String));
    }

    #[test]
    fn what_is_known_beside_what_is_read_is_told_apart() {
        let mut schema = Schema::default();
        schema.add("resource net\n  id string computed\n  rule computed {\n    port number null\n  }\n");
        schema.add_known(
            "resource net\n  name string = Managed by us\n  rule {\n    text string null\n  }\n  \
             seen list(object(a=string,b=map(number))) computed\nresource gate\n  id string computed\n",
        );
        let net = schema.get(false, "net").unwrap();
        assert_eq!(net.reads().map(|name| &**name).collect::<Vec<_>>(), ["id", "rule"]);
        assert_eq!(net.names().map(|name| &**name).collect::<Vec<_>>(), ["id", "name", "seen", "rule"]);
        assert!(net.blocks["rule"].computed && net.blocks["rule"].attributes.len() == 2);
        assert!(
            matches!(&net.attributes["name"].unset, Unset::Default(value) if value.as_str() == Some("Managed by us"))
        );
        assert_eq!(net.attributes["seen"].ty.to_string(), "list(object({a=string, b=map(number)}))");
        assert!(net.read && !schema.get(false, "gate").unwrap().read);
    }
}
