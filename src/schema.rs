//! What is known of resource types: which attributes podroom reads, and what an attribute is when the
//! configuration does not set it. Each cloud has a table of its own (`src/cloud/<name>/schema.txt`).

use crate::eval::number::Number;
use crate::eval::value::{Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

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
}

/// One attribute of a resource type.
#[derive(Clone, Debug)]
pub struct AttributeSchema {
    /// Its type.
    pub ty: Type,
    /// What it is when it is not set.
    pub unset: Unset,
    /// Bounds on the number of elements of a computed list.
    pub length: Option<(u64, u64)>,
    /// Whether a computed value is never null.
    pub not_null: bool,
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
    /// The nested blocks that podroom reads, by name.
    pub blocks: BTreeMap<Arc<str>, ResourceSchema>,
    /// How many there may be, for a nested block.
    pub nesting: Nesting,
    /// Whether these are all the attributes and blocks there are: then another one is a mistake.
    pub complete: bool,
}

impl ResourceSchema {
    /// Whether there surely is no such attribute or block.
    pub fn lacks(&self, name: &str) -> bool {
        self.complete && !self.attributes.contains_key(name) && !self.blocks.contains_key(name)
    }
}

/// Every type podroom reads; what is not in it is unknown when it is not configured.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// By type; data sources as `data.aws_subnet`.
    pub resources: BTreeMap<Arc<str>, ResourceSchema>,
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

    /// The schema of a resource type, or of a data source type.
    pub fn get(&self, data: bool, ty: &str) -> Option<&ResourceSchema> {
        if data { self.resources.get(format!("data.{ty}").as_str()) } else { self.resources.get(ty) }
    }

    /// Adds the types of a table. The table is ours, and a test reads each of them, so a line that cannot be read is
    /// left out rather than reported.
    ///
    /// ```text
    /// # comment
    /// resource aws_subnet
    ///   cidr_block string null
    ///   availability_zone string computed
    ///   map_public_ip_on_launch bool = false
    ///   output any null without input
    ///   timeouts single {
    ///     create string null
    ///   }
    /// data aws_availability_zones
    ///   names list(string) computed 2..6
    /// data aws_region
    ///   name string provider region
    /// resource terraform_data complete
    ///   id string computed not-null
    ///   input any null
    /// ```
    pub fn add(&mut self, table: &str) {
        let mut stack: Vec<(Arc<str>, ResourceSchema)> = Vec::new();
        for line in table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["resource" | "data", ty, rest @ ..] if matches!(rest, [] | ["complete"]) => {
                    self.close(&mut stack);
                    let name = if words[0] == "data" { format!("data.{ty}").into() } else { (*ty).into() };
                    let complete = !rest.is_empty();
                    stack.push((name, ResourceSchema { complete, ..ResourceSchema::default() }));
                }
                [name, nesting @ .., "{"] => {
                    let nesting = match nesting {
                        ["set"] => Nesting::Set,
                        ["single"] => Nesting::Single,
                        _ => Nesting::List,
                    };
                    let complete = stack.last().is_some_and(|(_, owner)| owner.complete);
                    stack.push(((*name).into(), ResourceSchema { nesting, complete, ..ResourceSchema::default() }));
                }
                ["}"] => {
                    if let Some((name, block)) = stack.pop()
                        && let Some((_, parent)) = stack.last_mut()
                    {
                        parent.blocks.insert(name, block);
                    }
                }
                [name, ty, rest @ ..] => {
                    if let (Some((_, owner)), Some(attribute)) = (stack.last_mut(), attribute(ty, rest)) {
                        owner.attributes.insert((*name).into(), attribute);
                    }
                }
                _ => {}
            }
        }
        self.close(&mut stack);
    }

    fn close(&mut self, stack: &mut Vec<(Arc<str>, ResourceSchema)>) {
        if let Some((name, resource)) = stack.drain(..).next() {
            self.resources.insert(name, resource);
        }
    }
}

fn attribute(ty: &str, rest: &[&str]) -> Option<AttributeSchema> {
    let ty = parse_type(ty)?;
    let (unset, length) = match rest {
        ["null"] => (Unset::Null, None),
        ["computed"] | ["computed", "not-null"] => (Unset::Computed, None),
        ["provider", argument] => (Unset::Provider((*argument).into()), None),
        ["null", "without", other] => (Unset::NullWithout((*other).into()), None),
        ["computed", bounds] => {
            let (low, high) = bounds.split_once("..")?;
            (Unset::Computed, Some((low.parse().ok()?, high.parse().ok()?)))
        }
        ["=", literal] => (Unset::Default(literal_of(&ty, literal)?), None),
        _ => return None,
    };
    let not_null = length.is_some() || rest.contains(&"not-null");
    Some(AttributeSchema { ty, unset, length, not_null })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_with_nested_blocks_and_defaults() {
        let mut schema = Schema::default();
        schema.add(
            "resource aws_eks_node_group\n  id string computed\n  scaling_config {\n    max_size number null\n  }\n  \
             force bool = false\ndata aws_availability_zones\n  names list(string) computed 2..6\n",
        );
        let group = schema.get(false, "aws_eks_node_group").unwrap();
        assert!(matches!(group.attributes["id"].unset, Unset::Computed));
        assert!(matches!(group.attributes["force"].unset, Unset::Default(_)));
        assert!(group.blocks["scaling_config"].attributes.contains_key("max_size"));
        let zones = schema.get(true, "aws_availability_zones").unwrap();
        assert_eq!(zones.attributes["names"].length, Some((2, 6)));
        assert_eq!(zones.attributes["names"].ty, Type::list(Type::String));
    }
}
