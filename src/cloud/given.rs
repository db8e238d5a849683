//! Reading attributes: what is written, what is left to the provider, and what is unknown and why.

use crate::address::Address;
use crate::eval::value::{Origin, Value};
use crate::finding::Place;
use crate::model::{Addresses, Bounds, Undecided};
use crate::resource;
use crate::source::Span;
use std::fmt;

/// Why something is not known, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Why {
    /// One clause.
    pub(super) because: String,
    /// What would tell.
    pub(super) decide: String,
    /// Where it is written.
    pub(super) at: Option<Span>,
}

impl Why {
    pub(super) fn new(because: impl Into<String>, decide: impl Into<String>, at: Option<Span>) -> Self {
        Self { because: because.into(), decide: decide.into(), at }
    }

    /// Why a value is unknown.
    pub(super) fn of(value: &Value) -> Self {
        let mut origins = Vec::new();
        value.collect_origins(&mut origins);
        let because = match resource::because(value) {
            words if words.is_empty() => "it is not known before apply".to_owned(),
            words => words,
        };
        Self::new(because, origins.first().map_or_else(|| "a plan".to_owned(), decision), value.span)
    }

    /// An entry of the report about `what`; it points at `address` when nothing is written.
    pub(super) fn undecided(&self, what: impl Into<String>, address: &(impl fmt::Display + ?Sized)) -> Undecided {
        Undecided {
            what: what.into(),
            because: self.because.clone(),
            at: Place::of(self.at, &address.to_string()),
            decide: self.decide.clone(),
        }
    }
}

/// What would settle an uncertainty.
fn decision(origin: &Origin) -> String {
    match origin {
        Origin::Variable(name, _) => format!("-var {name}=…"),
        Origin::Attribute(of) if of.is_output() => "`terraform init`, which fetches the module".to_owned(),
        Origin::Attribute(of) if of.address.data => format!("a plan, or `{of}` in an `assume` block"),
        Origin::Attribute(_) | Origin::NotComputed(..) => "a plan".to_owned(),
        Origin::Module(..) => "`terraform init`, which fetches the module".to_owned(),
        Origin::Error(..) => "a configuration without the error".to_owned(),
        Origin::Count(block, _) => format!("the `count` or `for_each` of `{block}`"),
    }
}

/// The value, unless it is left to the provider: null, or unknown only because it is an attribute of `own`.
pub(super) fn given<'a>(value: &'a Value, own: &Address) -> Option<&'a Value> {
    let computed = value.as_unknown().is_some_and(|unknown| {
        let of_own = |origin: &Origin| matches!(origin, Origin::Attribute(r) if r.address.block() == own.block());
        unknown.origins.iter().all(of_own)
    });
    (!computed && !value.is_null()).then_some(value)
}

/// A text that is given and not empty: the provider takes an empty one as unset.
pub(super) fn given_text<'a>(value: &'a Value, own: &Address) -> Option<&'a Value> {
    given(value, own).filter(|value| value.as_str() != Some(""))
}

/// A known text.
pub(super) fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A switch; off when it is not given, absent when it is unknown.
pub(super) fn switch(value: &Value, own: &Address) -> Option<bool> {
    given(value, own).map_or(Some(false), Value::as_bool)
}

/// A number that is given: nodes, or pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Count {
    /// What is known of it.
    pub(super) bounds: Bounds<u64>,
    /// Where it is written.
    pub(super) at: Option<Span>,
    /// Why it is not exact.
    pub(super) why: Option<Why>,
}

impl Count {
    /// A number that is known.
    pub(super) fn exactly(number: u64, at: Option<Span>) -> Self {
        Self { bounds: Bounds::exactly(number), at, why: None }
    }

    /// A given number; nothing when it is left to the provider.
    pub(super) fn given(value: &Value, own: &Address) -> Option<Self> {
        given(value, own).map(Self::of)
    }

    /// The same, where the provider takes 0 as unset.
    pub(super) fn given_above_zero(value: &Value, own: &Address) -> Option<Self> {
        Self::given(value, own).filter(|count| count.bounds.exact() != Some(0))
    }

    fn of(value: &Value) -> Self {
        let known = value.as_number().and_then(|n| n.to_u64()).or_else(|| value.as_str()?.parse().ok());
        let Some(unknown) = value.as_unknown() else {
            return known.map_or_else(
                || Self::unknown(Why::new("it is not a whole number", "a whole number", value.span)),
                |number| Self::exactly(number, value.span),
            );
        };
        let nullable = unknown.facts.candidates.iter().flat_map(|list| list.iter()).any(Value::is_null);
        let mut count = Self::unknown(Why::of(value));
        if !nullable {
            count.bounds = Bounds {
                at_least: unknown.facts.at_least.as_ref().and_then(|n| n.to_u64()).unwrap_or(0),
                at_most: unknown.facts.at_most.as_ref().and_then(|n| n.to_u64()),
            };
        }
        count
    }

    /// Any number.
    pub(super) fn unknown(why: Why) -> Self {
        Self { bounds: Bounds::from(0), at: why.at, why: Some(why) }
    }
}

/// The product of two figures.
pub(super) fn product(a: Bounds<u64>, b: Bounds<u64>) -> Bounds<u64> {
    Bounds {
        at_least: a.at_least.saturating_mul(b.at_least),
        at_most: match (a.at_most, b.at_most) {
            (Some(0), _) | (_, Some(0)) => Some(0),
            (Some(a), Some(b)) => Some(a.saturating_mul(b)),
            _ => None,
        },
    }
}

/// The sum of two figures; the largest number rather than an overflow.
pub(super) fn sum(a: Bounds<u64>, b: Bounds<u64>) -> Bounds<u64> {
    Bounds {
        at_least: a.at_least.saturating_add(b.at_least),
        at_most: a.at_most.zip(b.at_most).map(|(a, b)| a.saturating_add(b)),
    }
}

/// Two ends as people write them: `4`, `1 to 4`, `at least 1`.
pub(super) fn figure<T: Copy + Ord + Into<u128>>(bounds: Bounds<T>) -> String {
    let low = Addresses(bounds.at_least.into());
    match bounds.at_most {
        Some(high) if high == bounds.at_least => low.to_string(),
        Some(high) => format!("{low} to {}", Addresses(high.into())),
        None => format!("at least {low}"),
    }
}

/// `1 node`, `3 nodes`, `1 to 4 zones`, `at least 1 address`.
pub(super) fn counted<T: Copy + Ord + Into<u128>>(bounds: Bounds<T>, one: &str) -> String {
    let plural = match bounds.at_most.unwrap_or(bounds.at_least).into() {
        1 => "",
        _ if one.ends_with("ss") => "es",
        _ => "s",
    };
    format!("{} {one}{plural}", figure(bounds))
}
