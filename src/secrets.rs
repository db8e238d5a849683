//! Text that must not be shown: what sensitive values hold. Findings are computed as if nothing were secret; whatever text
//! of a secret has come into them, into the ranges or into the source lines they point at is taken out before anything is
//! printed.

use crate::eval::marks::Marks;
use crate::eval::value::Value;
use crate::finding::{Finding, Place};
use crate::model::{Model, Undecided};
use crate::source::SourceMap;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The text of sensitive values.
#[derive(Clone, Debug, Default)]
pub struct Secrets(BTreeSet<Arc<str>>);

/// What stands in a sentence instead.
pub const HIDDEN: &str = "(sensitive value)";

/// Text of fewer bytes is found in too much that is no secret, such as `prod`: it stays. Numbers stay as well, or no
/// arithmetic could be shown.
const SHORTEST: usize = 6;

impl Secrets {
    /// Takes up every text in a sensitive part of the value.
    pub fn add(&mut self, value: &Value) {
        if !value.is_sensitive() {
            return;
        }
        let mut rest = vec![(value, false)];
        for _ in 0..Value::MAX_SIZE {
            let Some((value, secret)) = rest.pop() else { return };
            let secret = secret || value.marks.contains(Marks::SENSITIVE);
            if let (true, Some(text)) = (secret, value.as_str()) {
                self.add_text(text);
            }
            rest.extend(value.children().map(|part| (part, secret)));
        }
    }

    /// Takes up the text in the parts of a plan's value where the mask, which has the same shape, says `true`.
    pub fn add_masked(&mut self, value: &Json, mask: &Json) {
        match (value, mask) {
            (_, Json::Bool(false)) => {}
            (Json::String(text), Json::Bool(true)) => self.add_text(text),
            (Json::Array(values), Json::Array(masks)) => {
                values.iter().zip(masks).for_each(|(value, mask)| self.add_masked(value, mask));
            }
            (Json::Object(values), Json::Object(masks)) => {
                masks.iter().for_each(|(name, mask)| {
                    if let Some(value) = values.get(name) {
                        self.add_masked(value, mask);
                    }
                });
            }
            (Json::Array(values), Json::Bool(true)) => values.iter().for_each(|value| self.add_masked(value, mask)),
            (Json::Object(values), Json::Bool(true)) => values.values().for_each(|value| self.add_masked(value, mask)),
            _ => {}
        }
    }

    fn add_text(&mut self, text: &str) {
        // What is written over several lines is shown line by line.
        self.0.extend(text.lines().map(str::trim).filter(|line| line.len() >= SHORTEST).map(Arc::from));
    }

    /// Takes up what another has.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    /// Takes the secrets out of everything a report shows.
    pub fn hide<'m>(
        &self,
        findings: &mut [Finding],
        models: impl IntoIterator<Item = &'m mut Model>,
        sources: &mut SourceMap,
    ) {
        if self.0.is_empty() {
            return;
        }
        // A secret may be a part of another one.
        let mut secrets: Vec<&str> = self.0.iter().map(|secret| &**secret).collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        let text = |text: &mut String| {
            for secret in &secrets {
                if text.contains(secret) {
                    *text = text.replace(secret, HIDDEN);
                }
            }
        };
        findings.iter_mut().for_each(|finding| texts_of(finding, &text));
        for model in models {
            model.undecided.iter_mut().for_each(|undecided| texts_of_undecided(undecided, &text));
            for claim in &mut model.claims {
                claim.labels.iter_mut().for_each(|label| text(&mut label.text));
            }
            for range in &mut model.ranges {
                // Its size is no secret, or nothing could be said at all.
                let shown = range.cidr.map(|cidr| cidr.to_string()).unwrap_or_default();
                if secrets.contains(&shown.as_str()) {
                    range.cidr = None;
                }
            }
        }
        sources.change(|text| {
            let hidden = secrets.iter().filter(|secret| text.contains(**secret));
            hidden.fold(None, |changed: Option<String>, secret| {
                // As many bytes as before: spans stay right.
                Some(changed.as_deref().unwrap_or(text).replace(secret, &"*".repeat(secret.len())))
            })
        });
    }
}

fn texts_of(finding: &mut Finding, change: &impl Fn(&mut String)) {
    change(&mut finding.message);
    finding.labels.iter_mut().for_each(|label| change(&mut label.text));
    finding.notes.iter_mut().for_each(change);
    for fix in &mut finding.fixes {
        change(&mut fix.change);
        change(&mut fix.result);
    }
}

fn texts_of_undecided(undecided: &mut Undecided, change: &impl Fn(&mut String)) {
    [&mut undecided.what, &mut undecided.because, &mut undecided.decide].into_iter().for_each(change);
    if let Place::Address(address) = &mut undecided.at {
        change(address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_plan_says_which_parts_are_secret() {
        let value = json!({ "a": "secret-a", "b": ["open-b", "secret-b"], "c": { "d": "secret-d" }, "e": "short" });
        let mask = json!({ "a": true, "b": [false, true], "c": true, "e": true, "f": true });
        let mut secrets = Secrets::default();
        secrets.add_masked(&value, &mask);
        let found: Vec<&str> = secrets.0.iter().map(|secret| &**secret).collect();
        assert_eq!(found, ["secret-a", "secret-b", "secret-d"]);
    }

    #[test]
    fn only_sensitive_parts_of_a_value_are_secret() {
        let secret = Value::tuple(vec![Value::string("secret-1\n  secret-2\n")]).marked(Marks::SENSITIVE);
        let mut secrets = Secrets::default();
        secrets.add(&Value::tuple(vec![Value::string("open, and long"), secret]));
        let found: Vec<&str> = secrets.0.iter().map(|secret| &**secret).collect();
        assert_eq!(found, ["secret-1", "secret-2"]);
    }
}
