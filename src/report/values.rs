//! What Terraform would compute, as HCL: `podroom eval`. Assignments for outputs, blocks for resources, and for an
//! expression its value alone.

use super::text::escaped;
use crate::address::{Address, Key, quoted};
use crate::eval::blocks::Nested;
use crate::eval::encode::{self, Text, Word};
use crate::eval::marks::Marks;
use crate::eval::resources::Configured;
use crate::eval::value::{Facts, Instance, Kind, Origin, Value};
use crate::eval::whole::Output;
use crate::secrets::HIDDEN;
use crate::words::thousands;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

/// Bytes of one block or value beyond which it is left out.
const MOST: usize = 16 << 20;
/// Bytes of everything that is printed.
const MOST_OF_ALL: usize = 64 << 20;

/// Whether a value must not be shown, whatever shows it.
pub(super) fn hidden(value: &Value) -> bool {
    value.marks.contains(Marks::SENSITIVE)
}

/// What stands for a value that is not known.
const UNKNOWN: &str = "(unknown)";

/// Prints values as HCL.
pub struct Hcl<'o> {
    out: &'o mut dyn Write,
    /// Whether to say where unknown values come from.
    verbose: bool,
    left: usize,
    /// Whether something was left out for its size.
    pub cut: bool,
}

impl<'o> Hcl<'o> {
    /// Prints to the writer; `verbose` says where unknown values come from.
    pub fn new(out: &'o mut dyn Write, verbose: bool) -> Self {
        Self { out, verbose, left: MOST_OF_ALL, cut: false }
    }

    /// Prints the outputs, then resources, then data sources.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn everything(&mut self, outputs: &[Output], instances: &[Configured]) -> io::Result<()> {
        let verbose = self.verbose;
        let instead = |value: &Value| word(value, verbose, None);
        let mut text = Text::for_people(MOST, &instead);
        for output in outputs {
            text.assign(&output.name, &output.value);
        }
        let mut blank = !outputs.is_empty();
        self.print(text, "the outputs")?;
        for data in [false, true] {
            for configured in instances.iter().filter(|configured| configured.resource.address.data == data) {
                if std::mem::replace(&mut blank, true) {
                    self.out.write_all(b"\n")?;
                }
                let instead = |value: &Value| word(value, verbose, Some(&configured.resource.address));
                let mut text = Text::for_people(MOST, &instead);
                block(&mut text, configured);
                self.print(text, &configured.resource.address.to_string())?;
            }
        }
        Ok(())
    }

    /// Prints what expressions are worth: one alone, several with the expression before each.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn answers(&mut self, answers: &[(String, Option<Value>)]) -> io::Result<()> {
        let verbose = self.verbose;
        let instead = |value: &Value| word(value, verbose, None);
        let mut text = Text::for_people(MOST, &instead);
        for (expression, value) in answers {
            let Some(value) = value else { continue };
            match answers.len() {
                1 => text.value_alone(value),
                _ => text.assign_to(&escaped(&expression.split_whitespace().collect::<Vec<_>>().join(" ")), value),
            }
        }
        self.print(text, "the answer")
    }

    fn print(&mut self, text: Text<'_>, what: &str) -> io::Result<()> {
        match text.finish().and_then(|text| Some((self.left.checked_sub(text.len())?, text))) {
            Some((left, text)) => {
                self.left = left;
                self.out.write_all(text.as_bytes())
            }
            None => {
                self.cut = true;
                writeln!(self.out, "# {}: too much to print", escaped(what))
            }
        }
    }
}

/// `# address` and the block.
fn block(text: &mut Text<'_>, configured: &Configured) {
    let resource = &configured.resource;
    let address = &resource.address;
    let many = (address.key == Key::Any).then(|| number_of(resource.copies.0, resource.copies.1));
    text.line(&format!(
        "# {}{}",
        escaped(&address.to_string()),
        many.map_or(String::new(), |many| format!(": {many}"))
    ));
    if let Some(stand_in) = &configured.stand_in {
        // It has what matters for addresses, and of the rest what need not be as the module has it.
        text.line(&format!("# of the stand-in for {}", escaped(stand_in)));
    }
    let kind = if address.data { "data" } else { "resource" };
    text.open(&format!("{kind} {} {}", quoted(&address.ty), quoted(&address.name)), None);
    // What apply makes of the resource goes without saying, but for what the clouds read.
    let said = |name: &Arc<str>, value: &Value| {
        let own = |origin: &Origin| matches!(origin, Origin::Attribute(r) if r.address == *address);
        let left = value.as_unknown().is_some_and(|unknown| unknown.origins.iter().all(own));
        !(configured.beside.contains(name) || left && configured.nested.0.contains_key(name))
    };
    attributes(text, &resource.attributes, &configured.nested, &said);
    text.close();
}

/// `2 to 6 of these`
fn number_of(least: u64, most: Option<u64>) -> String {
    match (least, most) {
        (least, Some(most)) if least == most => format!("{} of these", thousands(u128::from(least))),
        (least, Some(most)) => format!("{} to {} of these", thousands(u128::from(least)), thousands(u128::from(most))),
        (0, None) => "any number of these".to_owned(),
        (least, None) => format!("{} or more of these", thousands(u128::from(least))),
    }
}

/// The attributes, and after an empty line each the nested blocks. Null is as good as not written.
fn attributes(
    text: &mut Text<'_>,
    entries: &BTreeMap<Arc<str>, Value>,
    nested: &Nested,
    said: &dyn Fn(&Arc<str>, &Value) -> bool,
) {
    let entries = entries.iter().filter(|(name, value)| !value.is_null() && said(name, value));
    let (blocks, plain): (Vec<_>, Vec<_>) = entries.partition(|(name, _)| nested.0.contains_key(&***name));
    let mut first = plain.is_empty();
    for (name, value) in plain {
        text.assign(name, value);
    }
    for (name, value) in blocks {
        let Some(inner) = nested.0.get(&**name) else { continue };
        for (value, many) in instances_of(value) {
            if !std::mem::replace(&mut first, false) {
                text.line("");
            }
            match value.as_entries() {
                Some(entries) => {
                    text.open(&escaped(name), many.as_deref());
                    attributes(text, entries, inner, &|_, _| true);
                    text.close();
                }
                None => text.assign(name, value),
            }
        }
    }
}

/// The blocks in the value of a nested block; of those whose number is not known one, and how many there are.
fn instances_of(value: &Value) -> Vec<(&Value, Option<String>)> {
    if let Some(values) = value.as_sequence() {
        return values.iter().map(|value| (value, None)).collect();
    }
    match value.as_unknown().map(|unknown| &unknown.facts) {
        Some(Facts { element: Some(element), min_length, max_length, .. }) if element.as_entries().is_some() => {
            vec![(element, Some(number_of(*min_length, *max_length)))]
        }
        _ => vec![(value, None)],
    }
}

/// What is printed instead of a value that is not known or must not be shown, in the block of an instance.
fn word(value: &Value, verbose: bool, block: Option<&Address>) -> Option<Word> {
    if hidden(value) {
        return Some(Word { text: HIDDEN.to_owned(), comment: None });
    }
    match &value.kind {
        Kind::Unknown(_) | Kind::Instance(_) => {
            let comment = verbose.then(|| escaped(&because(value, block).join("; ")));
            Some(Word { text: UNKNOWN.to_owned(), comment })
        }
        _ => None,
    }
}

/// Why a value is not known, and what is known of it all the same. An attribute of the block itself goes without saying.
pub(super) fn because(value: &Value, block: Option<&Address>) -> Vec<String> {
    let mut origins: Vec<Origin> = Vec::new();
    value.collect_origins(&mut origins);
    let said = |origin: &Origin| match origin {
        Origin::Attribute(r) if Some(&*r.address) == block => match r.address.data {
            true => "known only when the data source is read".to_owned(),
            false => "known only after apply".to_owned(),
        },
        other => other.to_string(),
    };
    let origins: BTreeSet<String> = origins.iter().map(said).collect();
    let facts = value.as_unknown().map(|unknown| known(&unknown.facts)).unwrap_or_default();
    origins.into_iter().chain(facts).collect()
}

fn known(facts: &Facts) -> Vec<String> {
    let mut known = Vec::new();
    if let Some(candidates) = &facts.candidates {
        let all: Option<Vec<String>> = candidates.iter().map(brief).collect();
        known.extend(all.map(|all| format!("one of {}", all.join(", "))));
    }
    for (word, part) in [("starts", &facts.prefix), ("ends", &facts.suffix)] {
        known.extend(part.as_ref().map(|part| format!("{word} with {}", quoted(part))));
    }
    let least = facts.at_least.as_ref().filter(|least| least.to_u64() != Some(0));
    known.extend(least.map(|least| format!("at least {least}")));
    known.extend(facts.at_most.as_ref().map(|most| format!("at most {most}")));
    let least = facts.min_length;
    match facts.max_length {
        Some(most) if most == least => known.push(format!("{most} elements")),
        Some(most) if least == 0 => known.push(format!("at most {most} elements")),
        Some(most) => known.push(format!("{least} to {most} elements")),
        None if least > 0 => known.push(format!("at least {least} elements")),
        None => {}
    }
    known.extend(facts.element.as_ref().and_then(brief).map(|element| format!("each is {element}")));
    known
}

/// A value in a few words, if it has any.
fn brief(value: &Value) -> Option<String> {
    const LONGEST: usize = 80;
    match &value.kind {
        Kind::Unknown(_) => value.via.as_ref().map(|via| format!("`{via}`")),
        Kind::Instance(Instance::Resource { address, .. }) => Some(format!("`{address}`")),
        _ if hidden(value) || !value.is_wholly_known() => None,
        _ => encode::expression(value, LONGEST).filter(|text| !text.contains('\n')),
    }
}
