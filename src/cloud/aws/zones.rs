//! Whether two subnets lie in the same availability zone, as far as the configuration tells.

use super::given::given_text;
use crate::address::{Address, Key, Ref};
use crate::eval::value::Value;
use std::sync::Arc;

/// What is known of a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// Its name, such as `eu-west-1a`.
    Name(Arc<str>),
    /// Its id, such as `euw1-az1`.
    Id(Arc<str>),
    /// The attribute its name or id is read from, such as `data.aws_availability_zones.all.names[0]`.
    From(Arc<Ref>),
    /// How its name ends: `a` in `"${var.region}a"`.
    Ending(Arc<str>),
    /// Nothing.
    Unknown,
}

/// Whether two zones are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sameness {
    /// They are one.
    Same,
    /// They are two.
    Distinct,
    /// Either.
    Either,
}

impl Zone {
    /// The zone of a subnet, from its attributes.
    pub(super) fn of(name: &Value, id: &Value, own: &Address) -> Self {
        if let Some(zone) = name_or_id(name, id) {
            return Self::read(zone, own, Self::Name);
        }
        match (given_text(name, own), given_text(id, own)) {
            (Some(name), _) => Self::read(name, own, Self::Name),
            (None, Some(id)) => Self::read(id, own, Self::Id),
            (None, None) => Self::Unknown,
        }
    }

    fn read(value: &Value, own: &Address, known: fn(Arc<str>) -> Self) -> Self {
        if let Some(text) = value.as_str() {
            return known(text.into());
        }
        // That it is the subnet's own attribute says nothing.
        if let Some(via) = value.via.as_ref().filter(|via| via.address.key != Key::Any && *via.address != *own) {
            return Self::From(via.clone());
        }
        let ending = value.as_unknown().and_then(|unknown| unknown.facts.suffix.clone());
        ending.filter(|ending| !ending.is_empty()).map_or(Self::Unknown, Self::Ending)
    }

    /// The name, when it is known.
    pub(super) fn name(&self) -> Option<String> {
        match self {
            Self::Name(name) => Some(name.to_string()),
            _ => None,
        }
    }

    /// Whether two subnets are in one zone.
    pub(super) fn sameness(&self, other: &Self) -> Sameness {
        let by = |equal: bool| if equal { Sameness::Same } else { Sameness::Distinct };
        match (self, other) {
            (Self::Name(a), Self::Name(b)) | (Self::Id(a), Self::Id(b)) => by(a == b),
            (Self::From(a), Self::From(b)) if a == b => Sameness::Same,
            (Self::From(a), Self::From(b)) if elements_of_one_list(a, b) => Sameness::Distinct,
            // Texts that end differently differ, whatever comes before.
            (Self::Ending(a), Self::Ending(b)) if !a.ends_with(&**b) && !b.ends_with(&**a) => Sameness::Distinct,
            (Self::Ending(end), Self::Name(name)) | (Self::Name(name), Self::Ending(end))
                if !name.ends_with(&**end) =>
            {
                Sameness::Distinct
            }
            _ => Sameness::Either,
        }
    }
}

/// The zone of which it is not known whether it is written by its name or by its id. Modules that take either set
/// `is_name ? zone : null` beside `is_id ? zone : null`, both told from the same text. AWS refuses a subnet with both, and
/// nobody means one with neither, so it is in that zone whatever the text is.
fn name_or_id<'a>(name: &'a Value, id: &'a Value) -> Option<&'a Value> {
    let (name, id) = (name.as_unknown()?, id.as_unknown()?);
    let zone = |candidates: &'a [Value]| match candidates {
        [zone, null] | [null, zone] if null.is_null() && zone.via.is_some() => Some(zone),
        _ => None,
    };
    let (zone, same) = (zone(name.facts.candidates.as_deref()?)?, zone(id.facts.candidates.as_deref()?)?);
    (zone.via == same.via && name.origins == id.origins).then_some(zone)
}

/// Whether both are elements, and not the same one, of the zones that one data source lists: it lists each once.
fn elements_of_one_list(a: &Ref, b: &Ref) -> bool {
    let list = |r: &Ref| r.path.split_once('[').map(|(list, _)| list.to_owned());
    a.address == b.address
        && &*a.address.ty == "aws_availability_zones"
        && a.path != b.path
        && list(a).is_some_and(|name| list(b) == Some(name))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{computed, ending_in, own};
    use super::*;

    #[test]
    fn a_zone_that_is_known_to_end_so() {
        let subnet = own("aws_subnet.a");
        let name = Value { via: computed(&subnet, "availability_zone").via, ..ending_in("a") };
        let id = Value::null(crate::eval::value::Type::String);
        assert_eq!(Zone::of(&name, &id, &subnet), Zone::Ending("a".into()));
        assert_eq!(Zone::of(&computed(&subnet, "availability_zone"), &id, &subnet), Zone::Unknown);
    }

    #[test]
    fn a_zone_by_name_or_by_id() {
        use crate::eval::convert::join;
        use crate::eval::value::{Origin, Type};
        let zone = |n: u8| computed(&own("data.aws_availability_zones.x"), &format!("names[{n}]"));
        let null = || Value::null(Type::String);
        let condition = |name: &str| Value::unknown(Type::Bool, Origin::Variable(name.into(), None));
        let subnet = own("aws_subnet.a");
        let of = |name: Vec<Value>, id: Vec<Value>, other: &str| {
            Zone::of(&join(name, &condition("by_name")), &join(id, &condition(other)), &subnet)
        };
        let expected = Zone::From(zone(0).via.unwrap());
        assert_eq!(of(vec![zone(0), null()], vec![null(), zone(0)], "by_name"), expected);
        assert_eq!(of(vec![zone(0), null()], vec![zone(0), null()], "by_name"), expected);
        // Told from different texts, or two different zones.
        assert_ne!(of(vec![zone(0), null()], vec![null(), zone(0)], "by_id"), expected);
        assert_ne!(of(vec![zone(0), null()], vec![null(), zone(1)], "by_name"), expected);
    }

    #[test]
    fn sameness_of_zones() {
        let name = |text: &str| Zone::Name(text.into());
        let from = |data: &str, path: &str| {
            let value = computed(&own(&format!("data.aws_availability_zones.{data}")), path);
            Zone::read(&value, &own("aws_subnet.a"), Zone::Name)
        };
        let ending = |text: &str| Zone::Ending(text.into());
        use Sameness::{Distinct, Either, Same};
        for (a, b, expected) in [
            (name("eu-west-1a"), name("eu-west-1a"), Same),
            (name("eu-west-1a"), name("eu-west-1b"), Distinct),
            (name("eu-west-1a"), Zone::Id("euw1-az1".into()), Either),
            (from("x", "names[0]"), from("x", "names[0]"), Same),
            (from("x", "names[0]"), from("x", "names[1]"), Distinct),
            (from("x", "names[0]"), from("y", "names[1]"), Either),
            (from("x", "names[0]"), from("x", "zone_ids[1]"), Either),
            (from("x", "names[0]"), name("eu-west-1a"), Either),
            (ending("a"), ending("b"), Distinct),
            (ending("a"), ending("a"), Either),
            (ending("1a"), ending("a"), Either),
            (ending("a"), name("eu-west-1a"), Either),
            (ending("b"), name("eu-west-1a"), Distinct),
            (Zone::Unknown, name("eu-west-1a"), Either),
            (Zone::Unknown, Zone::Unknown, Either),
        ] {
            assert_eq!(a.sameness(&b), expected, "{a:?} {b:?}");
            assert_eq!(b.sameness(&a), expected, "{b:?} {a:?}");
        }
    }
}
