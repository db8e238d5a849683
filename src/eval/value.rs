//! Terraform's values, and what is known of those that are unknown.

use crate::address::{Address, Ref};
use crate::eval::marks::Marks;
use crate::eval::number::Number;
use crate::source::Span;
use crate::words::{excerpt, thousands};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A Terraform type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// Not known yet, or `any`. Terraform calls it dynamic.
    Any,
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    String,
    /// `list(T)`
    List(Arc<Type>),
    /// `set(T)`
    Set(Arc<Type>),
    /// `map(T)`
    Map(Arc<Type>),
    /// `tuple([T, …])`
    Tuple(Arc<[Type]>),
    /// `object({ name = T })`
    Object(Arc<BTreeMap<Arc<str>, Type>>),
}

impl Type {
    /// `list(T)`
    pub fn list(element: Type) -> Self {
        Self::List(Arc::new(element))
    }

    /// `set(T)`
    pub fn set(element: Type) -> Self {
        Self::Set(Arc::new(element))
    }

    /// `map(T)`
    pub fn map(element: Type) -> Self {
        Self::Map(Arc::new(element))
    }

    /// Whether values of the type have elements or attributes.
    pub fn is_collection(&self) -> bool {
        !matches!(self, Self::Any | Self::Bool | Self::Number | Self::String)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Bool => f.write_str("bool"),
            Self::Number => f.write_str("number"),
            Self::String => f.write_str("string"),
            Self::List(t) => write!(f, "list({t})"),
            Self::Set(t) => write!(f, "set({t})"),
            Self::Map(t) => write!(f, "map({t})"),
            Self::Tuple(types) => {
                f.write_str("tuple([")?;
                for (n, t) in types.iter().enumerate() {
                    write!(f, "{}{t}", if n == 0 { "" } else { ", " })?;
                }
                f.write_str("])")
            }
            Self::Object(types) => {
                f.write_str("object({")?;
                for (n, (name, t)) in types.iter().enumerate() {
                    write!(f, "{}{name}={t}", if n == 0 { "" } else { ", " })?;
                }
                f.write_str("})")
            }
        }
    }
}

/// A value, where it was written, and which attribute it was read from.
#[derive(Clone, Debug)]
pub struct Value {
    /// What it is.
    pub kind: Kind,
    /// The expression that made it: the line to edit. Travels with the value through references.
    pub span: Option<Span>,
    /// The resource attribute the value was last read from, unchanged. It is the value's identity: two values
    /// that are unknown but come from one attribute of one instance are the same value.
    pub via: Option<Arc<Ref>>,
    /// Whether it may be shown and kept.
    pub marks: Marks,
}

/// The forms of a value. Collections share their elements; cloning is cheap.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `null`
    Null(Type),
    /// `true`, `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Arc<str>),
    /// A list and the type of its elements.
    List(Type, Arc<Vec<Value>>),
    /// A set and the type of its elements; unique, in Terraform's order.
    Set(Type, Arc<Vec<Value>>),
    /// A map and the type of its elements.
    Map(Type, Arc<BTreeMap<Arc<str>, Value>>),
    /// A tuple.
    Tuple(Arc<Vec<Value>>),
    /// An object.
    Object(Arc<Object>),
    /// A whole resource or module instance; its attributes are evaluated when one is asked for.
    Instance(Instance),
    /// A value Terraform cannot know before apply, or podroom cannot know at all.
    Unknown(Arc<Unknown>),
}

/// An object's attributes.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// The attributes, by name.
    pub attributes: BTreeMap<Arc<str>, Value>,
    /// Set on (a part of) a resource: attributes that are not listed exist all the same and are unknown.
    pub open: Option<Arc<Ref>>,
}

/// Names a whole instance without evaluating it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Instance {
    /// A resource or data source instance; `module` is the evaluator's number of the module instance.
    Resource {
        /// The evaluator's number of the module instance that holds it.
        module: usize,
        /// Its address.
        address: Arc<Address>,
    },
    /// A module instance, as the evaluator numbers them.
    Module(usize),
}

/// Why a value is unknown, and what is known about it all the same.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// The type, as far as it is known.
    pub ty: Type,
    /// Where the uncertainty comes from; never empty, at most [`Unknown::MAX_ORIGINS`].
    pub origins: Vec<Origin>,
    /// What holds whatever the value turns out to be.
    pub facts: Facts,
}

impl Unknown {
    /// Origins beyond this many are dropped: a message names a few.
    pub const MAX_ORIGINS: usize = 8;
    /// More alternatives than this are not enumerated.
    pub const MAX_CANDIDATES: usize = 16;
}

/// One reason for a value to be unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// An attribute that only apply (or reading the data source) can tell.
    Attribute(Arc<Ref>),
    /// A root variable without a value: its name and its declaration.
    Variable(Arc<str>, Option<Span>),
    /// A module whose source is not at hand: the call's address and its source.
    Module(Arc<str>, Arc<str>),
    /// A result podroom does not compute, such as `timestamp()`: what it is.
    NotComputed(Arc<str>, Option<Span>),
    /// An expression Terraform would refuse; the message was reported at the place.
    Error(Arc<str>, Option<Span>),
    /// How many instances there are is not known: the address of the block.
    Count(Arc<str>, Option<Span>),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(r) if r.is_output() && r.path.is_empty() => {
                write!(f, "the module of `{}` is not at hand, and no stand-in has all of its outputs", r.address)
            }
            Self::Attribute(r) if r.is_output() => {
                write!(f, "`{r}` is an output of a module that is not at hand, and no stand-in has it")
            }
            Self::Attribute(r) if r.address.data => write!(f, "`{r}` is known only when the data source is read"),
            Self::Attribute(r) => write!(f, "`{r}` is known only after apply"),
            Self::Variable(name, _) => write!(f, "`var.{name}` has no value"),
            Self::Module(call, source) => write!(f, "`{call}` is not at hand (source \"{source}\")"),
            Self::NotComputed(what, _) => write!(f, "{what}"),
            Self::Error(message, _) => write!(f, "{message}"),
            Self::Count(block, _) => write!(f, "the number of `{block}` is not known"),
        }
    }
}

impl Origin {
    /// Where the uncertainty stands, if anywhere.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Attribute(_) | Self::Module(..) => None,
            Self::Variable(_, s) | Self::NotComputed(_, s) | Self::Error(_, s) | Self::Count(_, s) => *s,
        }
    }
}

/// What holds of an unknown value.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// It is not null.
    pub not_null: bool,
    /// A string starts with this.
    pub prefix: Option<Arc<str>>,
    /// A string ends with this: `"${var.net}.0.0/16"` is a /16 whatever the variable is.
    pub suffix: Option<Arc<str>>,
    /// It is an absolute path that leads where this one does, which starts in the root module's directory: `.` for
    /// `path.cwd`. So files can be read without knowing where the directory is.
    pub path: Option<Arc<str>>,
    /// A number is at least this.
    pub at_least: Option<Number>,
    /// A number is at most this.
    pub at_most: Option<Number>,
    /// A collection has at least this many elements.
    pub min_length: u64,
    /// A collection has at most this many elements.
    pub max_length: Option<u64>,
    /// Every element of the collection is (an instance of) this value, whatever their number.
    pub element: Option<Value>,
    /// It is one of these.
    pub candidates: Option<Arc<[Value]>>,
    /// The text is this value in JSON, YAML or base64, packed or not.
    pub encodes: Option<Value>,
    /// The text of several lines is these one after the other.
    pub parts: Option<Arc<[Value]>>,
    /// It is at this place of a list whose order is not known: all places together are a set that is.
    pub place: Option<Place>,
    /// As a set, the list is this one: it has its elements, in an order that is not known.
    pub as_set: Option<Value>,
}

/// A place in a list of these values, whose order is not known.
#[derive(Clone, Debug)]
pub struct Place {
    /// From 0.
    pub n: usize,
    /// What is in the list.
    pub of: Arc<Vec<Value>>,
}

impl Place {
    /// Whether it is in the same list.
    pub fn is_beside(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.of, &other.of)
    }
}

/// A list of these values, in an order that is not known.
pub fn shuffled(ty: Type, values: &[Value], one: &Value) -> Value {
    let of = Arc::new(values.to_vec());
    let at = |n| {
        let place = Some(Place { n, of: of.clone() });
        match &one.kind {
            Kind::Unknown(unknown) => {
                let facts = Facts { place, ..unknown.facts.clone() };
                Value {
                    kind: Kind::Unknown(Arc::new(Unknown { facts, ..(**unknown).clone() })),
                    via: None,
                    ..one.clone()
                }
            }
            _ => one.clone(),
        }
    };
    Value::list(ty, (0..values.len()).map(at).collect())
}

impl Value {
    /// A value of no place.
    pub fn new(kind: Kind) -> Self {
        Self { kind, span: None, via: None, marks: Marks::NONE }
    }

    /// `null` of a type.
    pub fn null(ty: Type) -> Self {
        Self::new(Kind::Null(ty))
    }

    /// A string. Terraform composes every string it makes (Unicode's form C), so `é` is one character however it
    /// was written.
    pub fn string(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let composed = text.is_ascii() || is_nfc(&text);
        Self::new(Kind::String(if composed { text } else { text.nfc().collect::<String>().into() }))
    }

    /// A boolean.
    pub fn bool(value: bool) -> Self {
        Self::new(Kind::Bool(value))
    }

    /// A number.
    pub fn number(value: impl Into<Number>) -> Self {
        Self::new(Kind::Number(value.into()))
    }

    /// A list; elements must be of that type.
    pub fn list(element: Type, values: Vec<Value>) -> Self {
        Self::new(Kind::List(element, Arc::new(values)))
    }

    /// A tuple.
    pub fn tuple(values: Vec<Value>) -> Self {
        Self::new(Kind::Tuple(Arc::new(values)))
    }

    /// A map; elements must be of that type.
    pub fn map(element: Type, values: BTreeMap<Arc<str>, Value>) -> Self {
        Self::new(Kind::Map(element, Arc::new(values)))
    }

    /// A closed object.
    pub fn object(attributes: BTreeMap<Arc<str>, Value>) -> Self {
        Self::new(Kind::Object(Arc::new(Object { attributes, open: None })))
    }

    /// An unknown value of one origin.
    pub fn unknown(ty: Type, origin: Origin) -> Self {
        Self::unknown_with(ty, vec![origin], Facts::default())
    }

    /// An unknown value; origins are sorted, deduplicated and cut to [`Unknown::MAX_ORIGINS`].
    pub fn unknown_with(ty: Type, mut origins: Vec<Origin>, facts: Facts) -> Self {
        origins.sort();
        origins.dedup();
        origins.truncate(Unknown::MAX_ORIGINS);
        Self::new(Kind::Unknown(Arc::new(Unknown { ty, origins, facts })))
    }

    /// An unknown value of that type because the given values are (they or something inside them).
    pub fn unknown_from<'a>(ty: Type, values: impl IntoIterator<Item = &'a Value>) -> Self {
        let mut origins = Vec::new();
        let mut marks = Marks::NONE;
        for value in values {
            value.collect_origins(&mut origins);
            marks |= value.marks;
        }
        Self::unknown_with(ty, origins, Facts::default()).marked(marks)
    }

    /// The value with a place, unless it has one.
    #[must_use]
    pub fn or_span(mut self, span: Span) -> Self {
        self.span = self.span.or(Some(span));
        self
    }

    /// Whether the value itself is known; elements may not be.
    pub fn is_known(&self) -> bool {
        !matches!(self.kind, Kind::Unknown(_))
    }

    /// Whether the value and everything in it is known.
    pub fn is_wholly_known(&self) -> bool {
        match &self.kind {
            Kind::Unknown(_) | Kind::Instance(_) => false,
            Kind::Object(object) if object.open.is_some() => false,
            _ => self.children().all(Value::is_wholly_known),
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null(_))
    }

    /// What is known of an unknown value.
    pub fn as_unknown(&self) -> Option<&Unknown> {
        match &self.kind {
            Kind::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    /// The text of a known string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a known string, or the path that leads where an unknown one does.
    pub fn as_path(&self) -> Option<&str> {
        self.as_str().or_else(|| self.as_unknown()?.facts.path.as_deref())
    }

    /// A known boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A known number.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.kind {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The elements of a known list, set or tuple, in order.
    pub fn as_sequence(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::List(_, values) | Kind::Set(_, values) | Kind::Tuple(values) => Some(values),
            _ => None,
        }
    }

    /// The entries of a known map or object.
    pub fn as_entries(&self) -> Option<&BTreeMap<Arc<str>, Value>> {
        match &self.kind {
            Kind::Map(_, values) => Some(values),
            Kind::Object(object) => Some(&object.attributes),
            _ => None,
        }
    }

    /// An attribute of a known object or an element of a known map.
    pub fn attribute(&self, name: &str) -> Option<&Value> {
        self.as_entries()?.get(name)
    }

    /// The direct parts of a known collection.
    pub fn children(&self) -> Box<dyn Iterator<Item = &Value> + '_> {
        match &self.kind {
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => Box::new(v.iter()),
            Kind::Map(_, m) => Box::new(m.values()),
            Kind::Object(o) => Box::new(o.attributes.values()),
            _ => Box::new(std::iter::empty()),
        }
    }

    /// Whether it is a known collection, which alone has parts.
    pub fn is_collection(&self) -> bool {
        matches!(self.kind, Kind::List(..) | Kind::Set(..) | Kind::Tuple(_) | Kind::Map(..) | Kind::Object(_))
    }

    /// The value as one that a text can be known to encode: nothing inside is known to be made of further values in
    /// turn, so that no chain of them grows.
    pub fn encodable(&self) -> Option<Value> {
        let mut rest = vec![self];
        for _ in 0..Self::MAX_SIZE {
            let Some(value) = rest.pop() else { return Some(self.clone()) };
            let made =
                |u: &Unknown| u.facts.encodes.is_some() || u.facts.parts.is_some() || u.facts.candidates.is_some();
            if value.as_unknown().is_some_and(made) {
                return None;
            }
            rest.extend(value.children());
        }
        None
    }

    /// Whether the value, written out, has more than [`Value::MAX_SIZE`] parts. Parts may be shared, so a value can be
    /// small in memory and endless to walk: whoever walks one asks first.
    pub fn is_too_large(&self) -> bool {
        self.size() > Self::MAX_SIZE
    }

    /// How many parts the value has; counted no further than is too large.
    pub fn size(&self) -> usize {
        if !self.is_collection() {
            return 1;
        }
        let mut rest: Vec<&Value> = vec![self];
        let mut parts = 0;
        while let Some(value) = rest.pop() {
            parts += 1;
            if parts > Self::MAX_SIZE {
                break;
            }
            rest.extend(value.children());
        }
        parts
    }

    /// The type in a message. That of a value too large to be walked is not known.
    pub fn type_name(&self) -> String {
        if self.is_too_large() { "collection".to_owned() } else { excerpt(&self.type_of().to_string()).into_owned() }
    }

    /// What is said of a value that is too large.
    pub fn too_large() -> String {
        format!("this value has more than {} parts; it was not evaluated", thousands(Self::MAX_SIZE as u128))
    }

    /// The most parts a value may have to be walked.
    pub const MAX_SIZE: usize = 1_000_000;

    /// The type. An open object's is [`Type::Any`]: the rest of it is not known.
    pub fn type_of(&self) -> Type {
        match &self.kind {
            Kind::Null(ty) => ty.clone(),
            Kind::Bool(_) => Type::Bool,
            Kind::Number(_) => Type::Number,
            Kind::String(_) => Type::String,
            Kind::List(element, _) => Type::list(element.clone()),
            Kind::Set(element, _) => Type::set(element.clone()),
            Kind::Map(element, _) => Type::map(element.clone()),
            Kind::Tuple(values) => Type::Tuple(values.iter().map(Value::type_of).collect()),
            Kind::Object(object) if object.open.is_some() => Type::Any,
            Kind::Object(object) => Type::Object(Arc::new(
                object.attributes.iter().map(|(name, value)| (name.clone(), value.type_of())).collect(),
            )),
            Kind::Instance(_) => Type::Any,
            Kind::Unknown(unknown) => unknown.ty.clone(),
        }
    }

    /// Adds the origins of every unknown inside the value.
    pub fn collect_origins(&self, origins: &mut Vec<Origin>) {
        match &self.kind {
            Kind::Unknown(unknown) => origins.extend(unknown.origins.iter().cloned()),
            Kind::Object(object) => {
                if let Some(open) = &object.open {
                    origins.push(Origin::Attribute(open.clone()));
                }
                object.attributes.values().for_each(|v| v.collect_origins(origins));
            }
            Kind::Instance(Instance::Resource { address, .. }) => {
                origins.push(Origin::Attribute(Arc::new(Ref { address: address.clone(), path: "*".into() })));
            }
            _ => self.children().for_each(|v| v.collect_origins(origins)),
        }
    }
}

/// An operation that is refused: what is wrong, and with which argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// One sentence without the place.
    pub message: String,
    /// The argument at fault (from 0), when one can be blamed.
    pub argument: Option<usize>,
    /// Whether it is podroom that refuses it, for its size or its place, where Terraform may not.
    pub limit: bool,
}

impl Fault {
    /// A fault of the operation as a whole.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), argument: None, limit: false }
    }

    /// A fault of one argument.
    pub fn argument(index: usize, message: impl Into<String>) -> Self {
        Self { message: message.into(), argument: Some(index), limit: false }
    }

    /// A limit of podroom's.
    pub fn limit(message: impl Into<String>) -> Self {
        Self { message: message.into(), argument: None, limit: true }
    }
}
