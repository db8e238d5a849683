//! Reads rule files. What is wrong in one is a finding at its place; the other rules of the file go on.

use super::facts::{self, Each};
use crate::cloud::Goal;
use crate::eval::expr::{Names, evaluate};
use crate::eval::value::{Origin, Type, Value};
use crate::finding::{Finding, Place, Severity};
use crate::parse::ast::{Block, Body, Expr, ExprKind, Step};
use crate::parse::hcl::parse_file;
use crate::source::{FileId, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One rule, as its file says.
#[derive(Debug)]
pub struct Rule {
    /// Its id, in kebab-case: names the fault.
    pub id: Arc<str>,
    /// One sentence without a full stop.
    pub summary: String,
    /// The file it stands in.
    pub file: FileId,
    /// What it looks at.
    pub each: Each,
    /// What can be set for it in `podroom.hcl`.
    pub settings: Vec<Setting>,
    /// Where the fixes of its findings come from.
    pub(super) help: Option<Help>,
    /// Everything between the braces: expressions are evaluated for each subject.
    pub(super) body: Body,
}

/// Something users can set.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its name.
    pub name: Arc<str>,
    /// What it is when nobody sets it; also its type.
    pub default: Value,
    /// What it does.
    pub description: String,
}

/// Which fixes a finding lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Help {
    /// Changes after which the ranges fit.
    Fits(Goal),
    /// Changes after which a node holds less.
    PerNode,
    /// Changes after which every pod that a node may run gets an address.
    MaxPods,
    /// Changes after which subnets have the blocks for prefixes.
    Blocks,
}

/// Attributes of a rule that must be there.
const REQUIRED: [&str; 5] = ["summary", "severity", "each", "condition", "error_message"];
/// Attributes that may be.
const OPTIONAL: [&str; 3] = ["undecided", "note", "help"];

impl Rule {
    /// The expression of an attribute.
    pub(super) fn expr(&self, name: &str) -> Option<&Expr> {
        self.body.attribute(name).map(|attribute| &attribute.expr)
    }

    /// The severity in a list of rules: `error`, or `error or note` when it depends on the subject.
    pub fn severity_words(&self) -> String {
        let mut words = Vec::new();
        if let Some(expr) = self.expr("severity") {
            severities(expr, &mut words);
        }
        words.sort();
        words.dedup();
        words.reverse();
        words.iter().map(|severity| severity.word()).collect::<Vec<_>>().join(" or ")
    }
}

fn severities(expr: &Expr, found: &mut Vec<Severity>) {
    match &expr.kind {
        ExprKind::String(word) => found.extend(Severity::from_word(word)),
        ExprKind::Paren(inner) => severities(inner, found),
        ExprKind::Conditional(cases, otherwise) => {
            cases.iter().for_each(|(_, value)| severities(value, found));
            severities(otherwise, found);
        }
        _ => {}
    }
}

/// Reads the rules of a file and adds them to those there are.
pub fn load(text: &str, file: FileId, rules: &mut Vec<Rule>) -> Vec<Finding> {
    let (body, problems) = parse_file(text, file);
    let mut reader = Reader { file, findings: Vec::new() };
    for problem in problems {
        reader.refuse(problem.span, problem.message, "");
    }
    for attribute in &body.attributes {
        reader.refuse(
            attribute.name_span,
            format!("`{}` stands outside a rule", attribute.name),
            "a file holds `rule` blocks",
        );
    }
    for block in body.blocks {
        let header = block.header;
        let Some(rule) = reader.rule(block) else { continue };
        if rules.iter().any(|other| other.id == rule.id) {
            reader.refuse(header, format!("there is a rule `{}` already", rule.id), "choose another id");
        } else {
            rules.push(rule);
        }
    }
    reader.findings
}

/// A mistake in a rule file. Also used by the judge for what shows only when a rule is applied.
pub(super) fn invalid(span: Span, message: String, text: &str) -> Finding {
    Finding::new("invalid-rule", Severity::Error, message, Place::Span(span), text)
}

struct Reader {
    file: FileId,
    findings: Vec<Finding>,
}

impl Reader {
    fn refuse(&mut self, span: Span, message: String, text: &str) {
        self.findings.push(invalid(span, message, text));
    }

    fn rule(&mut self, block: Block) -> Option<Rule> {
        let before = self.findings.len();
        if &*block.ty != "rule" {
            self.refuse(
                block.header,
                format!("a rule file has no `{}` blocks", block.ty),
                "a file holds `rule` blocks",
            );
            return None;
        }
        let [id] = block.labels.as_slice() else {
            self.refuse(block.header, "a rule has one label, its id".to_owned(), "such as `rule \"subnet-exhausted\"`");
            return None;
        };
        if !is_kebab_case(id) {
            self.refuse(block.header, format!("`{id}` is no rule id"), "lower-case words joined by `-`");
        }
        let body = &block.body;
        for name in REQUIRED {
            if body.attribute(name).is_none() {
                self.refuse(block.header, format!("rule `{id}` has no `{name}`"), "");
            }
        }
        for attribute in &body.attributes {
            let name = &*attribute.name;
            if !REQUIRED.contains(&name) && !OPTIONAL.contains(&name) {
                let known = [&REQUIRED[..], &OPTIONAL[..]].concat().join(", ");
                self.refuse(attribute.name_span, format!("a rule has no `{name}`"), &format!("it has {known}"));
            }
        }
        self.blocks(body);
        let summary = self.constant(body, "summary");
        let each = self.constant(body, "each").and_then(|word| {
            let each = Each::from_word(&word);
            if each.is_none() {
                let span = body.attribute("each").map_or(block.header, |attribute| attribute.expr.span);
                let known = Each::ALL.map(Each::word).join(", ");
                self.refuse(span, format!("rules cannot look at each \"{word}\""), &format!("one of {known}"));
            }
            each
        });
        let settings = self.settings(body);
        let help = each.and_then(|each| self.help(body, each));
        let (summary, each) = (summary?, each?);
        if self.findings.len() > before {
            return None;
        }
        let rule = Rule { id: id.clone(), summary, file: self.file, each, settings, help, body: block.body };
        self.rehearse(&rule);
        (self.findings.len() == before).then_some(rule)
    }

    fn blocks(&mut self, body: &Body) {
        for block in &body.blocks {
            match (&*block.ty, block.labels.as_slice()) {
                ("label", []) | ("setting", [_]) => {}
                ("label", _) => self.refuse(block.header, "`label` takes no label of its own".to_owned(), ""),
                ("setting", _) => self.refuse(block.header, "`setting` has one label, its name".to_owned(), ""),
                ("dynamic", [ty]) if &**ty == "label" => {
                    for content in block.body.blocks("content") {
                        self.label(content);
                    }
                }
                (ty, _) => {
                    self.refuse(
                        block.header,
                        format!("a rule has no `{ty}` blocks"),
                        "it has `label`, `dynamic \"label\"` and `setting`",
                    );
                }
            }
            if &*block.ty == "label" {
                self.label(block);
            }
        }
    }

    fn label(&mut self, block: &Block) {
        for name in ["at", "text"] {
            if block.body.attribute(name).is_none() {
                self.refuse(block.header, format!("this label has no `{name}`"), "");
            }
        }
        for attribute in &block.body.attributes {
            if !["at", "text"].contains(&&*attribute.name) {
                self.refuse(
                    attribute.name_span,
                    format!("a label has no `{}`", attribute.name),
                    "it has `at` and `text`",
                );
            }
        }
    }

    fn settings(&mut self, body: &Body) -> Vec<Setting> {
        let mut settings = Vec::new();
        for block in body.blocks("setting") {
            let Some(name) = block.labels.first() else { continue };
            let Some(default) = block.body.attribute("default") else {
                self.refuse(block.header, format!("setting `{name}` has no `default`"), "");
                continue;
            };
            let default = self.evaluated(&default.expr);
            let description = self.constant(&block.body, "description").unwrap_or_default();
            settings.push(Setting { name: name.clone(), default, description });
        }
        settings
    }

    /// A value that does not depend on a subject.
    fn evaluated(&mut self, expr: &Expr) -> Value {
        let mut names = Names::default();
        let value = evaluate(expr, &mut names);
        for (span, message) in names.problems {
            self.refuse(span, message, "");
        }
        value
    }

    /// A text that does not depend on a subject.
    fn constant(&mut self, body: &Body, name: &str) -> Option<String> {
        let expr = &body.attribute(name)?.expr;
        let ExprKind::String(text) = &expr.kind else {
            self.refuse(expr.span, format!("`{name}` must be a plain string"), "");
            return None;
        };
        Some(text.to_string())
    }

    fn help(&mut self, body: &Body, each: Each) -> Option<Help> {
        let expr = &body.attribute("help")?.expr;
        let path = dotted(expr).unwrap_or_default();
        let known: &[(&str, Help)] = match each {
            Each::Subnet | Each::PodRange | Each::Range => {
                &[("fixes.scaled", Help::Fits(Goal::Scaled)), ("fixes.packed", Help::Fits(Goal::Packed))]
            }
            Each::Packing => &[("fixes.scaled", Help::Fits(Goal::Scaled))],
            Each::NodePool => &[
                ("fixes.per_node", Help::PerNode),
                ("fixes.max_pods", Help::MaxPods),
                ("fixes.scaled", Help::Fits(Goal::Scaled)),
            ],
            Each::PrefixBlocks => &[("fixes.blocks", Help::Blocks)],
            _ => &[],
        };
        let fact = path.split_once('.').filter(|(root, _)| *root == each.word()).map(|(_, fact)| fact);
        let found = known.iter().find(|(name, _)| Some(*name) == fact);
        if found.is_none() {
            let names: Vec<String> = known.iter().map(|(name, _)| format!("{}.{name}", each.word())).collect();
            let text =
                if names.is_empty() { "it has none here".to_owned() } else { format!("one of {}", names.join(", ")) };
            self.refuse(expr.span, "`help` names a fact that holds fixes".to_owned(), &text);
        }
        found.map(|(_, help)| *help)
    }

    /// Applies the rule to a subject of which nothing is known: a name that does not exist shows here, and not first
    /// when a user's configuration has such a subject.
    fn rehearse(&mut self, rule: &Rule) {
        let unknown = || Value::unknown(Type::Any, Origin::NotComputed("this is a rehearsal".into(), None));
        let facts: BTreeMap<Arc<str>, Value> =
            facts::names(rule.each).into_iter().map(|name| (Arc::from(name), unknown())).collect();
        let mut names = Names::default();
        names.values.insert(rule.each.word().into(), Value::object(facts));
        names.values.insert("setting".into(), rule.setting_values(|_| None));
        for name in ["severity", "condition", "error_message", "undecided", "note"] {
            if let Some(expr) = rule.expr(name) {
                evaluate(expr, &mut names);
            }
        }
        crate::eval::blocks::expand(&rule.body, "label", &mut names);
        for (span, message) in names.problems {
            self.refuse(span, format!("rule `{}`: {message}", rule.id), "");
        }
    }
}

impl Rule {
    /// The settings as the rule's expressions see them: `chosen`, else the defaults.
    pub(super) fn setting_values(&self, chosen: impl Fn(&str) -> Option<Value>) -> Value {
        let value = |setting: &Setting| chosen(&setting.name).unwrap_or_else(|| setting.default.clone());
        Value::object(self.settings.iter().map(|setting| (setting.name.clone(), value(setting))).collect())
    }
}

/// `a.b.c` of an expression that is only that.
fn dotted(expr: &Expr) -> Option<String> {
    let ExprKind::Traversal(root, steps) = &expr.kind else { return None };
    let ExprKind::Name(root) = &root.kind else { return None };
    let mut path = root.to_string();
    for step in steps.iter() {
        let Step::Attr(name, _) = step else { return None };
        path.push('.');
        path.push_str(name);
    }
    Some(path)
}

/// `subnet-exhausted`
fn is_kebab_case(id: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    id.split('-').all(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    /// A rule with one line replaced or added.
    fn rule(name: &str, line: &str) -> String {
        let lines = [
            ("summary", "summary = \"s\""),
            ("severity", "severity = \"error\""),
            ("each", "each = \"subnet\""),
            ("condition", "condition = subnet.usable > 0"),
            ("error_message", "error_message = \"${subnet.title}\""),
        ];
        let kept = lines.iter().filter(|(other, _)| *other != name).map(|(_, line)| *line);
        format!("rule \"r\" {{\n{}\n{line}\n}}\n", kept.collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn mistakes_are_findings_with_a_place() {
        for (text, message, at) in [
            (rule("", ""), "", ""),
            (rule("summary", ""), "rule `r` has no `summary`", "rule \"r\""),
            (rule("", "sumary = 1"), "a rule has no `sumary`", "sumary"),
            (rule("each", "each = \"vpc\""), "rules cannot look at each \"vpc\"", "\"vpc\""),
            (rule("summary", "summary = upper(\"s\")"), "`summary` must be a plain string", "upper(\"s\")"),
            (rule("condition", "condition = subnet.size > 0"), "rule `r`: this object has no attribute `size`", "size"),
            (
                rule("condition", "condition = range.usable > 0"),
                "rule `r`: there is nothing called `range` here",
                "range.usable",
            ),
            (rule("condition", "condition = setting.x > 0"), "rule `r`: this object has no attribute `x`", "x"),
            (rule("", "lable {}"), "a rule has no `lable` blocks", "lable"),
            (rule("", "label { at = subnet.usable }"), "this label has no `text`", "label"),
            (rule("", "label { \n at = 1 \n text = 1 \n colour = 1 \n }"), "a label has no `colour`", "colour"),
            (rule("", "setting \"x\" {}"), "setting `x` has no `default`", "setting \"x\""),
            (rule("", "help = [\"x\"]"), "`help` names a fact that holds fixes", "[\"x\"]"),
            (
                rule("", "help = node_pool.fixes.per_node"),
                "`help` names a fact that holds fixes",
                "node_pool.fixes.per_node",
            ),
            (rule("", "").replace("\"r\"", "\"R\""), "`R` is no rule id", "rule \"R\""),
            (rule("", "").replace(" \"r\"", ""), "a rule has one label, its id", "rule"),
            (rule("", "").replace("rule", "role"), "a rule file has no `role` blocks", "role \"r\""),
            ("paths = []\n".to_owned(), "`paths` stands outside a rule", "paths"),
            (format!("{0}{0}", rule("", "")), "there is a rule `r` already", "rule \"r\""),
        ] {
            let mut sources = SourceMap::default();
            let mut rules = Vec::new();
            // The rule after it is read all the same.
            let text = format!("{text}{}", rule("", "").replace("\"r\"", "\"after\""));
            let findings = load(&text, sources.add("r.hcl".into(), text.as_str().into()), &mut rules);
            assert_eq!(rules.last().map(|rule| &*rule.id), Some("after"), "{text}");
            let found: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
            assert_eq!(found, if message.is_empty() { vec![] } else { vec![message] }, "{text}");
            for finding in findings {
                let Place::Span(span) = finding.labels[0].at else { panic!("{message} has no place") };
                assert_eq!(sources.text(span).trim(), at, "{message}");
            }
        }
    }

    #[test]
    fn text_that_is_no_hcl_costs_only_itself() {
        let text = format!("{}rule \"x\" {{ each = = }}\n{}", rule("", ""), rule("", "").replace("\"r\"", "\"s\""));
        let mut sources = SourceMap::default();
        let mut rules = Vec::new();
        let findings = load(&text, sources.add("r.hcl".into(), text.as_str().into()), &mut rules);
        assert!(findings.iter().all(|finding| finding.rule == "invalid-rule") && !findings.is_empty());
        assert_eq!(rules.iter().map(|rule| &*rule.id).collect::<Vec<_>>(), ["r", "s"]);
    }
}
