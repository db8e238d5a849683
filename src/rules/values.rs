//! Figures and places as values of the rule language: bounded numbers, and where a fact was written.

use crate::address::{Address, Key, ModulePath, Ref};
use crate::eval::number::Number;
use crate::eval::value::{Facts, Origin, Type, Value};
use crate::finding::Place;
use crate::model::{Addresses, Bounds, Moments};
use crate::source::FileId;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;

/// A count of addresses. No range that a cloud has comes near the limit, which is half of IPv6.
pub(super) fn addresses(count: Addresses) -> Value {
    Value::number(number(count))
}

fn number(count: Addresses) -> Number {
    Number::from(i128::try_from(count.0).unwrap_or(i128::MAX))
}

/// The figure if it is exact, else an unknown number that keeps its bounds: comparing it is decided when they decide.
pub(super) fn bounded<T: Copy + Ord>(bounds: Bounds<T>, count: fn(T) -> Addresses, what: impl Display) -> Value {
    if let Some(exact) = bounds.exact() {
        return addresses(count(exact));
    }
    let (least, most) = (count(bounds.at_least), bounds.at_most.map(count));
    let because = match most {
        Some(most) => format!("{what} is only known to be between {least} and {most}"),
        None => format!("{what} is at least {least}, and nothing says how much at most"),
    };
    unknown(&because, Some(number(least)), most.map(number))
}

/// An upper bound, unknown where there is none.
pub(super) fn at_most<T: Copy + Ord>(bounds: Bounds<T>, count: fn(T) -> Addresses, what: impl Display) -> Value {
    match bounds.at_most {
        Some(most) => addresses(count(most)),
        None => {
            unknown(&format!("nothing says how much {what} is at most"), Some(number(count(bounds.at_least))), None)
        }
    }
}

/// A number that is not known, with what is known of it.
pub(super) fn unknown(because: &str, at_least: Option<Number>, at_most: Option<Number>) -> Value {
    let facts = Facts { not_null: true, at_least, at_most, ..Facts::default() };
    Value::unknown_with(Type::Number, vec![Origin::NotComputed(because.into(), None)], facts)
}

/// A text, or null.
pub(super) fn optional(text: Option<impl Into<Arc<str>>>) -> Value {
    text.map_or_else(|| Value::null(Type::String), Value::string)
}

/// A count, or null.
pub(super) fn optional_count(count: Option<u64>) -> Value {
    count.map_or_else(|| Value::null(Type::Number), Value::number)
}

/// Four figures as an object.
pub(super) fn moments<T>(moments: Moments<T>, value: impl FnMut(T) -> Value) -> Value {
    let Moments { desired, scaled, rollout, packed } = moments.map(value);
    object([("desired", desired), ("scaled", scaled), ("rollout", rollout), ("packed", packed)])
}

/// An object of these attributes.
pub(super) fn object<const N: usize>(attributes: [(&str, Value); N]) -> Value {
    Value::object(attributes.into_iter().map(|(name, value)| (Arc::from(name), value)).collect::<BTreeMap<_, _>>())
}

/// The value with its place: a label that points at the value points there.
pub(super) fn placed(mut value: Value, place: &Place) -> Value {
    match place {
        Place::Span(span) => value.span = Some(*span),
        Place::Address(address) => value.via = named(address),
    }
    value
}

/// The place a value carries. What was computed by a rule has the place of the rule's own expression, which is none.
pub(super) fn place(value: &Value, rule_file: FileId) -> Option<Place> {
    match (value.span, &value.via) {
        (Some(span), _) if span.file != rule_file => Some(Place::Span(span)),
        (_, Some(via)) => Some(Place::Address(via.address.to_string())),
        _ => None,
    }
}

/// An identity that prints as this address. Only its text is ever looked at, so the parts need not be the real ones.
fn named(address: &str) -> Option<Arc<Ref>> {
    let (ty, name) = address.split_once('.')?;
    let address =
        Address { module: ModulePath::default(), data: false, ty: ty.into(), name: name.into(), key: Key::None };
    Some(Arc::new(Ref { address: Arc::new(address), path: "".into() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceMap, Span};

    #[test]
    fn places_survive_in_values() {
        let mut sources = SourceMap::default();
        let (file, rule) = (sources.add("a.tf".into(), "x".into()), sources.add("r.hcl".into(), "y".into()));
        let span = Place::Span(Span::new(file, 0, 1));
        let address = Place::Address(r#"module.a["x.y"].aws_subnet.b[0]"#.to_owned());
        for expected in [span, address] {
            let value = placed(Value::bool(true), &expected).or_span(Span::new(rule, 0, 1));
            assert_eq!(place(&value, rule), Some(expected));
        }
        assert_eq!(place(&Value::bool(true).or_span(Span::new(rule, 0, 1)), rule), None);
    }

    #[test]
    fn bounds_travel_with_unknown_numbers() {
        let value = bounded(Bounds::between(Addresses(10), Addresses(20)), |a| a, "the demand");
        let unknown = value.as_unknown().expect("not exact");
        assert_eq!(unknown.facts.at_least, Some(Number::from(10_u64)));
        assert_eq!(unknown.facts.at_most, Some(Number::from(20_u64)));
        assert_eq!(unknown.origins[0].to_string(), "the demand is only known to be between 10 and 20");
        assert!(bounded(Bounds::exactly(Addresses(3)), |a| a, "").as_number().is_some());
        assert!(at_most(Bounds::from(Addresses(3)), |a| a, "it").as_unknown().is_some());
    }
}
