//! Type constraints of variables: `object({ name = string, size = optional(number, 3) })`.

use super::convert::convert;
use super::expr::{Names, evaluate};
use super::value::{Fault, Kind, Type, Value};
use crate::parse::Problem;
use crate::parse::ast::{Expr, ExprKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A type constraint, with the defaults of optional attributes.
#[derive(Clone, Debug)]
pub struct Constraint(Shape);

#[derive(Clone, Debug)]
enum Shape {
    Plain(Type),
    List(Arc<Shape>),
    Set(Arc<Shape>),
    Map(Arc<Shape>),
    Tuple(Vec<Shape>),
    Object(BTreeMap<Arc<str>, Attribute>),
}

#[derive(Clone, Debug)]
struct Attribute {
    shape: Shape,
    /// For `optional(…)`: the default, which is null when none is given.
    default: Option<Value>,
}

/// Types nest a few levels; deeper ones are refused rather than walked.
const MAX_DEPTH: usize = 200;

impl Constraint {
    /// What a variable without `type` accepts.
    pub fn any() -> Self {
        Self(Shape::Plain(Type::Any))
    }

    /// Reads a type expression.
    ///
    /// # Errors
    /// It is not a type.
    pub fn read(expr: &Expr) -> Result<Self, Problem> {
        shape(expr, 0).map(Self)
    }

    /// The type values are converted to.
    pub fn ty(&self) -> Type {
        self.0.ty()
    }

    /// Whether `-var` and the environment give the text itself, not an expression.
    pub fn is_text(&self) -> bool {
        matches!(self.0, Shape::Plain(Type::String))
    }

    /// A value as the variable's: defaults of optional attributes filled in, then converted.
    ///
    /// # Errors
    /// The value does not convert to the type.
    pub fn accept(&self, value: &Value) -> Result<Value, Fault> {
        let filled = self.0.fill(value);
        match self.0 {
            Shape::Plain(Type::Any) => Ok(filled),
            _ => convert(&filled, &self.ty()),
        }
    }
}

impl Shape {
    fn ty(&self) -> Type {
        match self {
            Self::Plain(ty) => ty.clone(),
            Self::List(shape) => Type::list(shape.ty()),
            Self::Set(shape) => Type::set(shape.ty()),
            Self::Map(shape) => Type::map(shape.ty()),
            Self::Tuple(shapes) => Type::Tuple(shapes.iter().map(Shape::ty).collect()),
            Self::Object(attributes) => Type::Object(Arc::new(
                attributes.iter().map(|(name, attribute)| (name.clone(), attribute.shape.ty())).collect(),
            )),
        }
    }

    /// Fills in defaults of optional attributes that are absent or null. What does not have the shape is left for
    /// the conversion to refuse.
    fn fill(&self, value: &Value) -> Value {
        let kind = match (self, &value.kind) {
            (Self::Object(attributes), Kind::Object(_) | Kind::Map(..)) => {
                let mut entries = value.as_entries().cloned().unwrap_or_default();
                if let Kind::Object(object) = &value.kind
                    && object.open.is_some()
                {
                    return value.clone();
                }
                for (name, attribute) in attributes {
                    let filled = match (entries.get(name), &attribute.default) {
                        (Some(given), Some(default)) if given.is_null() => attribute.shape.fill(default),
                        (None, Some(default)) => attribute.shape.fill(default),
                        (Some(given), _) => attribute.shape.fill(given),
                        (None, None) => continue,
                    };
                    entries.insert(name.clone(), filled);
                }
                return Value { kind: Value::object(entries).kind, ..value.clone() };
            }
            (Self::Map(shape), Kind::Object(object)) if object.open.is_none() => {
                let entries = object.attributes.iter().map(|(name, v)| (name.clone(), shape.fill(v))).collect();
                return Value { kind: Value::object(entries).kind, ..value.clone() };
            }
            // Filling may change element types: a tuple lets the conversion find the common one again.
            (Self::Map(shape), Kind::Map(_, entries)) => {
                let entries = entries.iter().map(|(name, v)| (name.clone(), shape.fill(v))).collect();
                return Value { kind: Value::object(entries).kind, ..value.clone() };
            }
            (Self::List(shape) | Self::Set(shape), Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v)) => {
                Kind::Tuple(Arc::new(v.iter().map(|v| shape.fill(v)).collect()))
            }
            (_, Kind::Null(ty)) => Kind::Null(self.widened(ty)),
            (_, Kind::Unknown(unknown)) => {
                let ty = self.widened(&unknown.ty);
                if ty == unknown.ty {
                    return value.clone();
                }
                let mut facts = unknown.facts.clone();
                let fill = |all: &Arc<[Value]>| all.iter().map(|candidate| self.fill(candidate)).collect();
                facts.candidates = facts.candidates.as_ref().map(fill);
                if let Self::List(shape) | Self::Set(shape) | Self::Map(shape) = self {
                    facts.element = facts.element.as_ref().map(|element| shape.fill(element));
                }
                Value::unknown_with(ty, unknown.origins.clone(), facts).kind
            }
            (Self::Tuple(shapes), Kind::Tuple(values)) if shapes.len() == values.len() => {
                Kind::Tuple(Arc::new(shapes.iter().zip(values.iter()).map(|(shape, v)| shape.fill(v)).collect()))
            }
            _ => return value.clone(),
        };
        Value { kind, ..value.clone() }
    }
}

impl Shape {
    /// The type of an unknown value, or of a null, with the optional attributes that it lacks: they would be there.
    fn widened(&self, ty: &Type) -> Type {
        match (self, ty) {
            (Self::Object(attributes), Type::Object(types)) => {
                let mut widened = BTreeMap::clone(types);
                for (name, attribute) in attributes {
                    match types.get(name) {
                        Some(ty) => widened.insert(name.clone(), attribute.shape.widened(ty)),
                        None if attribute.default.is_some() => widened.insert(name.clone(), attribute.shape.ty()),
                        None => None,
                    };
                }
                Type::Object(Arc::new(widened))
            }
            (Self::List(shape) | Self::Set(shape), Type::List(element)) => Type::list(shape.widened(element)),
            (Self::List(shape) | Self::Set(shape), Type::Set(element)) => Type::set(shape.widened(element)),
            (Self::Map(shape), Type::Map(element)) => Type::map(shape.widened(element)),
            (Self::Map(shape), Type::Object(types)) => {
                let widened = types.iter().map(|(name, ty)| (name.clone(), shape.widened(ty)));
                Type::Object(Arc::new(widened.collect()))
            }
            (Self::List(shape) | Self::Set(shape), Type::Tuple(types)) => {
                Type::Tuple(types.iter().map(|ty| shape.widened(ty)).collect())
            }
            (Self::Tuple(shapes), Type::Tuple(types)) if shapes.len() == types.len() => {
                Type::Tuple(shapes.iter().zip(types.iter()).map(|(shape, ty)| shape.widened(ty)).collect())
            }
            _ => ty.clone(),
        }
    }
}

fn shape(expr: &Expr, depth: usize) -> Result<Shape, Problem> {
    let refuse = |message: &str| Err(Problem { span: expr.span, message: message.to_owned() });
    if depth > MAX_DEPTH {
        return refuse("this type nests deeper than podroom reads");
    }
    match &expr.kind {
        ExprKind::Paren(inner) => shape(inner, depth + 1),
        // `"string"` was how types were written before Terraform 0.12.
        ExprKind::Name(name) | ExprKind::String(name) => Ok(match &**name {
            "any" => Shape::Plain(Type::Any),
            "string" => Shape::Plain(Type::String),
            "number" => Shape::Plain(Type::Number),
            "bool" => Shape::Plain(Type::Bool),
            "list" => Shape::List(Arc::new(Shape::Plain(Type::Any))),
            "set" => Shape::Set(Arc::new(Shape::Plain(Type::Any))),
            "map" => Shape::Map(Arc::new(Shape::Plain(Type::Any))),
            other => return refuse(&format!("`{other}` is not a type")),
        }),
        ExprKind::Call(call) => match (&*call.name, call.args.as_slice()) {
            ("list", [element]) => Ok(Shape::List(Arc::new(shape(element, depth + 1)?))),
            ("set", [element]) => Ok(Shape::Set(Arc::new(shape(element, depth + 1)?))),
            ("map", [element]) => Ok(Shape::Map(Arc::new(shape(element, depth + 1)?))),
            ("tuple", [Expr { kind: ExprKind::Tuple(types), .. }]) => {
                Ok(Shape::Tuple(types.iter().map(|ty| shape(ty, depth + 1)).collect::<Result<_, _>>()?))
            }
            ("object", [Expr { kind: ExprKind::Object(items), .. }]) => {
                let mut attributes = BTreeMap::new();
                for (key, ty) in items.iter() {
                    let (ExprKind::Name(name) | ExprKind::String(name)) = &key.kind else {
                        return Err(Problem { span: key.span, message: "an attribute needs a name".to_owned() });
                    };
                    attributes.insert(name.clone(), attribute(ty, depth + 1)?);
                }
                Ok(Shape::Object(attributes))
            }
            (name, _) => refuse(&format!("`{name}` with these arguments is not a type")),
        },
        _ => refuse("this is not a type"),
    }
}

fn attribute(expr: &Expr, depth: usize) -> Result<Attribute, Problem> {
    let ExprKind::Call(call) = &expr.kind else { return Ok(Attribute { shape: shape(expr, depth)?, default: None }) };
    match (&*call.name, call.args.as_slice()) {
        ("optional", [ty]) => {
            let shape = shape(ty, depth)?;
            let default = Some(Value::null(shape.ty()));
            Ok(Attribute { shape, default })
        }
        ("optional", [ty, default]) => {
            // Defaults are constants.
            let mut names = Names::default();
            let default = evaluate(default, &mut names);
            if let Some((span, message)) = names.problems.into_iter().next() {
                return Err(Problem { span, message });
            }
            Ok(Attribute { shape: shape(ty, depth)?, default: Some(default) })
        }
        _ => Ok(Attribute { shape: shape(expr, depth)?, default: None }),
    }
}
