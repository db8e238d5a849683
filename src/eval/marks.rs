//! Marks: what Terraform remembers of a value besides the value. A mark never changes what an expression is worth; it says
//! where the value may go: a sensitive one is not shown, an ephemeral one is not kept.
//!
//! Which marks a result has follows zclconf/go-cty 1.16 and hashicorp/hcl 2.23, as in Terraform 1.11, held against
//! `issensitive()` of Terraform 1.11.4.

use super::value::{Kind, Object, Value};
use std::collections::BTreeMap;
use std::ops::{BitOr, BitOrAssign};
use std::sync::Arc;

/// The marks of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Marks(u8);

impl Marks {
    /// No mark.
    pub const NONE: Self = Self(0);
    /// It must not be shown.
    pub const SENSITIVE: Self = Self(1);
    /// It must not be kept: it exists only while Terraform runs.
    pub const EPHEMERAL: Self = Self(2);

    /// Whether all of the marks are there.
    pub fn contains(self, marks: Self) -> bool {
        self.0 & marks.0 == marks.0
    }

    /// Without those marks.
    #[must_use]
    pub fn without(self, marks: Self) -> Self {
        Self(self.0 & !marks.0)
    }
}

impl BitOr for Marks {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Marks {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl FromIterator<Marks> for Marks {
    fn from_iter<I: IntoIterator<Item = Marks>>(all: I) -> Self {
        all.into_iter().fold(Self::NONE, Self::bitor)
    }
}

impl Value {
    /// The value with these marks as well.
    #[must_use]
    pub fn marked(mut self, marks: Marks) -> Self {
        self.marks |= marks;
        self
    }

    /// The marks of the value and of everything in it. Of a value that is too large to be walked ([`Value::MAX_SIZE`]),
    /// and so for everything else too, not all is looked at.
    pub fn marks_within(&self) -> Marks {
        if !self.is_collection() {
            return self.marks;
        }
        let mut rest: Vec<&Value> = vec![self];
        let mut marks = Marks::NONE;
        for _ in 0..Self::MAX_SIZE {
            let Some(value) = rest.pop() else { break };
            marks |= value.marks;
            rest.extend(value.children());
        }
        marks
    }

    /// Whether the value or something in it must not be shown.
    pub fn is_sensitive(&self) -> bool {
        self.marks_within().contains(Marks::SENSITIVE)
    }

    /// The value without marks, at any depth.
    #[must_use]
    pub fn unmarked(&self) -> Self {
        self.changed(&|value| (value.marks != Marks::NONE).then(|| Self { marks: Marks::NONE, ..value.clone() }))
            .unwrap_or_else(|| self.clone())
    }

    /// The value with every ephemeral part of it null.
    #[must_use]
    pub fn without_ephemeral(&self) -> Self {
        self.changed(&|value| {
            let is_ephemeral = value.marks.contains(Marks::EPHEMERAL);
            is_ephemeral.then(|| {
                let marks = value.marks.without(Marks::EPHEMERAL);
                Self::null(value.type_of()).marked(marks)
            })
        })
        .unwrap_or_else(|| self.clone())
    }

    /// The value with parts replaced, the whole before what is in it. `None` when nothing was: what is unchanged stays
    /// shared.
    fn changed(&self, replace: &dyn Fn(&Value) -> Option<Value>) -> Option<Self> {
        let replaced = replace(self);
        let whole = replaced.as_ref().unwrap_or(self);
        let kind = match &whole.kind {
            Kind::List(ty, values) => all_changed(values, replace).map(|values| Kind::List(ty.clone(), values)),
            Kind::Set(ty, values) => all_changed(values, replace).map(|values| Kind::Set(ty.clone(), values)),
            Kind::Tuple(values) => all_changed(values, replace).map(Kind::Tuple),
            Kind::Map(ty, entries) => {
                entries_changed(entries, replace).map(|entries| Kind::Map(ty.clone(), Arc::new(entries)))
            }
            Kind::Object(object) => entries_changed(&object.attributes, replace)
                .map(|attributes| Kind::Object(Arc::new(Object { attributes, open: object.open.clone() }))),
            _ => None,
        };
        match kind {
            Some(kind) => Some(Self { kind, ..whole.clone() }),
            None => replaced,
        }
    }
}

fn all_changed(values: &[Value], replace: &dyn Fn(&Value) -> Option<Value>) -> Option<Arc<Vec<Value>>> {
    let changed: Vec<Option<Value>> = values.iter().map(|value| value.changed(replace)).collect();
    changed.iter().any(Option::is_some).then(|| {
        let pairs = changed.into_iter().zip(values);
        Arc::new(pairs.map(|(changed, value)| changed.unwrap_or_else(|| value.clone())).collect())
    })
}

fn entries_changed(
    entries: &BTreeMap<Arc<str>, Value>,
    replace: &dyn Fn(&Value) -> Option<Value>,
) -> Option<BTreeMap<Arc<str>, Value>> {
    let changed: Vec<(Arc<str>, Value)> =
        entries.iter().filter_map(|(name, value)| Some((name.clone(), value.changed(replace)?))).collect();
    (!changed.is_empty()).then(|| {
        let mut entries = entries.clone();
        entries.extend(changed);
        entries
    })
}
