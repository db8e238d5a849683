//! Values as HCL text, and back.

use crate::eval::convert::convert;
use crate::eval::encode::{self, Text};
use crate::eval::expr::{Names, evaluate};
use crate::eval::number::Number;
use crate::eval::value::{Kind, Type, Value};
use crate::parse::hcl;
use crate::source::SourceMap;
use proptest::prelude::*;

const MOST: usize = 1 << 20;

/// What the text is worth, all of it read again.
fn read_back(text: &str) -> Value {
    let file = SourceMap::default().add("text".to_owned(), text.into());
    let expr = hcl::parse_expression(text, file).unwrap_or_else(|problem| panic!("{}\n{text}", problem.message));
    let mut names = Names::default();
    let value = evaluate(&expr, &mut names);
    assert!(names.problems.is_empty(), "{:?}\n{text}", names.problems);
    value
}

/// A value as text that tells all values apart, but not a list from a set or a tuple, nor a map from an object.
fn shape(value: &Value) -> String {
    match &value.kind {
        Kind::Set(_, values) => super::shown(&Value::tuple(values.to_vec())),
        _ => {
            let parts: Vec<String> = match value.as_entries() {
                Some(entries) => entries.iter().map(|(name, value)| format!("{name:?}={}", shape(value))).collect(),
                None => value.children().map(shape).collect(),
            };
            match value.as_sequence() {
                Some(_) => format!("[{}]", parts.join(", ")),
                None if value.as_entries().is_some() => format!("{{{}}}", parts.join(", ")),
                None => super::shown(value),
            }
        }
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::null(Type::Any)),
        any::<bool>().prop_map(Value::bool),
        any::<i64>().prop_map(|n| Value::number(i128::from(n))),
        any::<f64>()
            .prop_filter_map("finite", |n| Number::from_f64(n).filter(|_| n.is_finite()))
            .prop_map(Value::number),
        ".{0,12}".prop_map(Value::string),
        "([ $%{}\"\\\\a#]|\n|\t|EOT|\u{200d}|\u{e0001}){0,8}\n?".prop_map(Value::string),
        "(([ a${}%\t]{0,4}|EOT)\n){1,4}".prop_map(Value::string),
    ];
    leaf.prop_recursive(4, 48, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::tuple),
            prop::collection::vec("[a-c\n]{0,3}", 0..4).prop_map(|texts| {
                let texts = texts.into_iter().map(Value::string).collect();
                convert(&Value::tuple(texts), &Type::set(Type::String)).unwrap()
            }),
            prop::collection::btree_map("[a-c0. é${}-]{0,3}|null", inner, 0..4)
                .prop_map(|entries| Value::object(entries.into_iter().map(|(k, v)| (k.into(), v)).collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_value_comes_back_from_its_text(value in any_value()) {
        let text = encode::expression(&value, MOST).unwrap();
        prop_assert_eq!(shape(&read_back(&text)), shape(&value), "{}", text);
    }

    #[test]
    fn a_value_comes_back_from_its_text_for_people(value in any_value()) {
        assert_comes_back_from_people(&value);
    }
}

/// Values that once did not come back.
#[test]
fn these_values_come_back_from_their_text_for_people() {
    for (name, value) in [("for", Value::null(Type::Any)), ("", Value::string("\nEOT\\\n"))] {
        assert_comes_back_from_people(&Value::object([(name.into(), value)].into()));
    }
}

fn assert_comes_back_from_people(value: &Value) {
    let mut text = Text::for_people(MOST, &|_| None);
    text.open("", None);
    text.assign("value", value);
    text.close();
    let text = text.finish().unwrap();
    let read = read_back(text.trim());
    assert_eq!(shape(read.attribute("value").unwrap()), shape(value), "{text}");
}

#[test]
fn what_would_be_too_long_is_not_written() {
    let mut value = Value::string("x".repeat(1000));
    for _ in 0..12 {
        value = Value::tuple(vec![value.clone(), value]);
    }
    assert!(encode::expression(&value, MOST).is_none());
    // Neither what is indented, nor what is aligned, grows beyond the limit.
    let mut deep = Value::bool(true);
    for _ in 0..1500 {
        deep = Value::object([("a".into(), deep)].into());
    }
    assert!(encode::expression(&deep, MOST).is_none());
    let long = "k".repeat(10_000);
    let names = (0..1000).map(|n| format!("a{n}")).chain([long]);
    let wide = Value::object(names.map(|name| (name.into(), Value::bool(true))).collect());
    assert!(encode::expression(&wide, MOST).is_none());
}
