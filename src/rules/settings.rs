//! What users set for rules in `podroom.hcl`: `rule "id" { severity = "off", percent = 90 }`.

use super::load::Rule;
use crate::eval::convert::convert;
use crate::eval::expr::{Names, evaluate};
use crate::eval::value::Value;
use crate::finding::{Finding, Place, Severity};
use crate::parse::ast::{Attribute, Block};
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is set, by rule. The default sets nothing.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    rules: BTreeMap<Arc<str>, RuleSettings>,
}

/// What is set for one rule.
#[derive(Clone, Debug, Default)]
pub(super) struct RuleSettings {
    /// The severity of every finding of the rule, when it is set.
    pub severity: Option<Severity>,
    /// Whether the rule reports nothing.
    pub off: bool,
    /// Settings that the rule declares, by name.
    pub values: BTreeMap<Arc<str>, Value>,
}

impl Settings {
    /// Reads the `rule` blocks of a settings file. What does not fit a rule is an `invalid-settings` finding, and the
    /// rest counts.
    pub fn read<'a>(blocks: impl IntoIterator<Item = &'a Block>, rules: &[Rule]) -> (Self, Vec<Finding>) {
        let mut settings = Self::default();
        let mut findings = Vec::new();
        for block in blocks {
            let [id] = block.labels.as_slice() else {
                findings.push(invalid(block.header, "a `rule` block has one label, the rule's id".to_owned(), ""));
                continue;
            };
            let Some(rule) = rules.iter().find(|rule| rule.id == *id) else {
                let message = format!("there is no rule `{id}`");
                findings.push(invalid(block.header, message, "`podroom explain` lists them"));
                continue;
            };
            let chosen = settings.rules.entry(id.clone()).or_default();
            for attribute in &block.body.attributes {
                if let Err(finding) = set(chosen, rule, attribute) {
                    findings.push(*finding);
                }
            }
            for inner in &block.body.blocks {
                findings.push(invalid(inner.header, format!("a rule has no `{}` block to set", inner.ty), ""));
            }
        }
        (settings, findings)
    }

    /// What is set for a rule.
    pub(super) fn of(&self, rule: &str) -> Option<&RuleSettings> {
        self.rules.get(rule)
    }
}

fn set(chosen: &mut RuleSettings, rule: &Rule, attribute: &Attribute) -> Result<(), Box<Finding>> {
    let span = attribute.expr.span;
    let refuse = |message: String, text: &str| Err(Box::new(invalid(span, message, text)));
    let mut names = Names::default();
    let value = evaluate(&attribute.expr, &mut names);
    if let Some((span, message)) = names.problems.into_iter().next() {
        return Err(Box::new(invalid(span, message, "")));
    }
    if &*attribute.name == "severity" {
        match (value.as_str(), value.as_str().and_then(Severity::from_word)) {
            (Some("off"), _) => chosen.off = true,
            (_, Some(severity)) => chosen.severity = Some(severity),
            _ => return refuse("this is no severity".to_owned(), "one of \"error\", \"warning\", \"note\", \"off\""),
        }
        return Ok(());
    }
    let Some(setting) = rule.settings.iter().find(|setting| setting.name == attribute.name) else {
        let known: Vec<&str> = ["severity"].into_iter().chain(rule.settings.iter().map(|s| &*s.name)).collect();
        let message = format!("rule `{}` has no setting `{}`", rule.id, attribute.name);
        return Err(Box::new(invalid(attribute.name_span, message, &format!("it has {}", known.join(", ")))));
    };
    let ty = setting.default.type_of();
    match convert(&value, &ty) {
        Ok(value) if value.is_wholly_known() && !value.is_null() => {
            chosen.values.insert(setting.name.clone(), value);
            Ok(())
        }
        _ => refuse(format!("`{}` of rule `{}` must be a {ty}", setting.name, rule.id), ""),
    }
}

fn invalid(span: Span, message: String, text: &str) -> Finding {
    Finding::new("invalid-settings", Severity::Error, message, Place::Span(span), text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::hcl::parse_file;
    use crate::rules::load;
    use crate::source::SourceMap;

    #[test]
    fn settings_must_fit_the_rules() {
        let rule = r#"rule "r" {
            summary       = "s"
            severity      = "error"
            each          = "subnet"
            condition     = true
            error_message = "m"
            setting "percent" { default = 80 }
        }"#;
        let mut sources = SourceMap::default();
        let mut rules = Vec::new();
        assert_eq!(load(rule, sources.add("r.hcl".into(), rule.into()), &mut rules), []);
        for (text, expected) in [
            (r#"rule "r" { percent = 90 }"#, None),
            (r#"rule "r" { severity = "off" }"#, None),
            (r#"rule "r" { severity = "note" }"#, None),
            (r#"rule "r" { severity = "bad" }"#, Some("this is no severity")),
            (r#"rule "x" { }"#, Some("there is no rule `x`")),
            (r#"rule { }"#, Some("a `rule` block has one label, the rule's id")),
            (r#"rule "r" { share = 1 }"#, Some("rule `r` has no setting `share`")),
            (r#"rule "r" { percent = "many" }"#, Some("`percent` of rule `r` must be a number")),
            (r#"rule "r" { percent = null }"#, Some("`percent` of rule `r` must be a number")),
            (r#"rule "r" { percent = nine }"#, Some("there is nothing called `nine` here")),
        ] {
            let (body, problems) = parse_file(text, sources.add("podroom.hcl".into(), text.into()));
            assert_eq!(problems, [], "{text}");
            let (_, findings) = Settings::read(body.blocks("rule"), &rules);
            let messages: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
            assert_eq!(messages, expected.into_iter().collect::<Vec<_>>(), "{text}");
        }
    }
}
