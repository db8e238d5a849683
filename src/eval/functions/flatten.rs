//! `flatten`: what remains of nested lists, also where some of them are unknown.

use super::check_elements;
use super::sequence::{
    any_element, bounds, element_type, elements, may_be_sequence, one_of, sequence_at, unknown_sequence,
};
use crate::eval::value::{Fault, Kind, Type, Value};

/// The elements of a list, set or tuple, and of those inside it, in one tuple.
pub(super) fn flatten(args: &[Value]) -> Result<Value, Fault> {
    sequence_at(args, 0, true)?;
    let mut flat = Flat::default();
    flat.add(&args[0])?;
    if !flat.unsure {
        return Ok(Value::tuple(flat.parts));
    }
    let same = flat.parts.split_first().filter(|(f, rest)| rest.iter().all(|p| p.type_of() == f.type_of()));
    let ty = same.map_or(Type::Any, |(first, _)| Type::list(first.type_of()));
    let element = one_of(flat.parts.into_iter().map(Some).chain(flat.missing.then_some(None)).collect(), &args[0]);
    Ok(unknown_sequence(ty, args, (flat.least, flat.most), element))
}

/// What `flatten` has found: the elements, or samples of them where a list's length is unknown.
struct Flat {
    parts: Vec<Value>,
    least: u64,
    most: Option<u64>,
    unsure: bool,
    missing: bool,
}

impl Default for Flat {
    fn default() -> Self {
        Self { parts: Vec::new(), least: 0, most: Some(0), unsure: false, missing: false }
    }
}

impl Flat {
    fn add(&mut self, value: &Value) -> Result<(), Fault> {
        if let Some(elements) = elements(value) {
            let merging = matches!(value.kind, Kind::Set(..)) && bounds(value).0 != elements.len() as u64;
            let least = self.least;
            elements.iter().try_for_each(|element| self.add(element))?;
            if merging {
                self.unsure = true;
                self.least = self.least.min(least + 1);
            }
            return Ok(());
        }
        match value.as_unknown() {
            Some(unknown) if may_be_sequence(unknown) => {
                self.unsure = true;
                let (least, most) = bounds(value);
                let sample = any_element(value).unwrap_or_else(|| Value::unknown_from(element_type(value), [value]));
                let is_list = !matches!(unknown.ty, Type::Any);
                if is_list && !matches!(sample.type_of(), Type::Any | Type::List(_) | Type::Set(_) | Type::Tuple(_)) {
                    self.parts.push(sample);
                    self.least = self.least.saturating_add(least);
                    self.most = self.most.zip(most).and_then(|(a, b)| a.checked_add(b));
                } else if most != Some(0) {
                    // It may also be no list at all, or a list of lists.
                    self.missing = true;
                    self.most = None;
                }
            }
            _ => {
                self.parts.push(value.clone());
                self.least = self.least.saturating_add(1);
                self.most = self.most.and_then(|most| most.checked_add(1));
            }
        }
        check_elements(self.parts.len())
    }
}
