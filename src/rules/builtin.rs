//! The rules that come with podroom, and the pages that explain every finding. One line per rule.

use super::load::{Rule, load};
use crate::source::SourceMap;

/// A rule's file and page.
struct Builtin {
    id: &'static str,
    rule: &'static str,
    page: &'static str,
}

macro_rules! builtin {
    ($id:literal) => {
        Builtin {
            id: $id,
            rule: include_str!(concat!("../../rules/", $id, ".hcl")),
            page: include_str!(concat!("../../rules/", $id, ".md")),
        }
    };
}

/// In the order of `podroom explain`: what stops nodes first.
const RULES: [Builtin; 32] = [
    builtin!("subnet-exhausted"),
    builtin!("pod-range-exhausted"),
    builtin!("node-pools-exceed-ranges"),
    builtin!("subnet-exhausted-by-rollout"),
    builtin!("subnet-exhausted-when-packed"),
    builtin!("subnet-nearly-full"),
    builtin!("zone-share-exceeds-subnet"),
    builtin!("node-pool-limits-exceed-subnets"),
    builtin!("unbounded-node-pool"),
    builtin!("zone-loss-exhausts-subnet"),
    builtin!("prefix-blocks-exhausted"),
    builtin!("oversized-warm-pool"),
    builtin!("minimum-ip-target-alone"),
    builtin!("warm-target-takes-all"),
    builtin!("max-pods-unreachable"),
    builtin!("prefix-delegation-unsupported"),
    builtin!("lowest-instance-type-decides"),
    builtin!("wasteful-max-pods"),
    builtin!("cni-set-twice"),
    builtin!("control-plane-subnet-too-small"),
    builtin!("load-balancer-subnet-too-small"),
    builtin!("desired-above-max"),
    builtin!("cidr-overlap"),
    builtin!("cidr-invalid"),
    builtin!("subnet-outside-network"),
    builtin!("secondary-range-missing"),
    builtin!("pods-and-services-share-range"),
    builtin!("services-range-shared"),
    builtin!("services-range-too-small"),
    builtin!("network-limit-exceeded"),
    builtin!("unknown-instance-type"),
    builtin!("undecided"),
];

/// A finding that podroom itself makes, without a rule.
struct Own {
    id: &'static str,
    severity: &'static str,
    summary: &'static str,
    page: &'static str,
}

macro_rules! own {
    ($id:literal, $severity:literal, $summary:literal) => {
        Own { id: $id, severity: $severity, summary: $summary, page: include_str!(concat!("../../rules/", $id, ".md")) }
    };
}

/// Findings about the input itself.
const OWN: [Own; 4] = [
    own!("invalid-configuration", "error", "Terraform would refuse this"),
    own!("unreadable-input", "error", "A file could not be read"),
    own!("invalid-rule", "error", "A rule file says something that rules cannot say"),
    own!("invalid-settings", "error", "podroom.hcl says something that podroom does not know"),
];

/// Every built-in rule. Their files become part of the sources, so that a mistake in one has a place.
pub fn rules(sources: &mut SourceMap) -> Vec<Rule> {
    let mut rules = Vec::with_capacity(RULES.len());
    for builtin in &RULES {
        let file = sources.add(format!("podroom:rules/{}.hcl", builtin.id), builtin.rule.into());
        // A test says that there is nothing to find in these files.
        load(builtin.rule, file, &mut rules);
    }
    rules
}

/// The page of a rule, or of a finding podroom itself makes.
pub fn page(id: &str) -> Option<&'static str> {
    let rule = RULES.iter().find(|builtin| builtin.id == id).map(|builtin| builtin.page);
    rule.or_else(|| OWN.iter().find(|own| own.id == id).map(|own| own.page))
}

/// Id, severity and summary of these rules and of the findings podroom itself makes.
pub fn list(rules: &[Rule]) -> Vec<(String, String, String)> {
    let rules = rules.iter().map(|rule| (rule.id.to_string(), rule.severity_words(), rule.summary.clone()));
    let own = OWN.iter().map(|own| (own.id.to_owned(), own.severity.to_owned(), own.summary.to_owned()));
    rules.chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::hcl::parse_file;
    use crate::rules::Settings;
    use std::collections::BTreeSet;

    const HEADINGS: [&str; 6] = ["What it reports", "Why", "Example", "How to fix", "Settings", "Sources"];

    #[test]
    fn built_in_rules_are_read_without_a_finding() {
        let mut sources = SourceMap::default();
        let mut rules = Vec::new();
        for builtin in &RULES {
            let file = sources.add(builtin.id.into(), builtin.rule.into());
            let findings = load(builtin.rule, file, &mut rules);
            assert_eq!(findings, [], "{}", builtin.id);
            assert_eq!(rules.last().map(|rule| &*rule.id), Some(builtin.id), "the id is the name of the file");
        }
    }

    #[test]
    fn every_finding_has_a_page() {
        let mut ids = BTreeSet::new();
        let pages = RULES.iter().map(|b| (b.id, b.page)).chain(OWN.iter().map(|own| (own.id, own.page)));
        for (id, page) in pages {
            assert!(ids.insert(id), "{id} is there twice");
            assert!(page.starts_with(&format!("# {id}\n")), "{id}: the title is the id");
            let found: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(found, HEADINGS, "{id}");
        }
        assert_eq!(page("subnet-exhausted").map(|page| page.starts_with("# subnet-exhausted")), Some(true));
        assert_eq!(page("no-such-rule"), None);
    }

    #[test]
    fn every_file_of_the_folder_is_listed() {
        let listed: BTreeSet<String> = RULES
            .iter()
            .flat_map(|b| [format!("{}.hcl", b.id), format!("{}.md", b.id)])
            .chain(OWN.iter().map(|own| format!("{}.md", own.id)))
            .collect();
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/rules")).expect("the folder is there");
        let there: BTreeSet<String> =
            folder.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned()).collect();
        assert_eq!(there, listed);
    }

    #[test]
    fn rules_document_their_settings() {
        let mut sources = SourceMap::default();
        for rule in rules(&mut sources) {
            let page = page(&rule.id).expect("every rule has a page");
            let settings = page.split("## Settings").nth(1).and_then(|rest| rest.split("## ").next());
            for setting in &rule.settings {
                let named = settings.is_some_and(|text| text.contains(&format!("`{}`", setting.name)));
                assert!(named, "{}: {}", rule.id, setting.name);
            }
        }
    }

    /// The HCL examples of a page.
    fn examples(page: &str) -> Vec<&str> {
        page.split("```hcl\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
    }

    #[test]
    fn examples_of_rule_files_do_what_their_pages_say() {
        let mut sources = SourceMap::default();
        let mut mistakes = |text: &str| load(text, sources.add("r.hcl".into(), text.into()), &mut Vec::new()).len();
        let pages = examples(page("invalid-rule").expect("it has a page"));
        assert_eq!(pages.iter().map(|text| mistakes(text)).collect::<Vec<_>>(), [1, 0]);
        let documentation = include_str!("../../docs/writing-rules.md");
        let rules: Vec<&str> =
            examples(documentation).into_iter().filter(|text| text.contains("error_message")).collect();
        assert_eq!(rules.iter().map(|text| mistakes(text)).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn examples_of_settings_do_what_their_pages_say() {
        let mut sources = SourceMap::default();
        let rules = rules(&mut sources);
        let mut mistakes = |text: &str| {
            let (body, problems) = parse_file(text, sources.add("podroom.hcl".into(), text.into()));
            problems.len() + Settings::read(body.blocks("rule"), &rules).1.len()
        };
        let page = examples(page("invalid-settings").expect("it has a page"));
        assert_eq!(page.iter().map(|text| mistakes(text)).collect::<Vec<_>>(), [1, 0]);
        for builtin in &RULES {
            let settings = builtin.page.split("## Settings").nth(1).unwrap_or_default();
            assert_eq!(examples(settings).iter().map(|text| mistakes(text)).sum::<usize>(), 0, "{}", builtin.id);
        }
    }

    #[test]
    fn the_list_says_every_severity() {
        let rules = rules(&mut SourceMap::default());
        let list = list(&rules);
        assert_eq!(list.len(), RULES.len() + OWN.len());
        let severity = |id: &str| list.iter().find(|entry| entry.0 == id).map(|entry| entry.1.as_str());
        assert_eq!(severity("subnet-exhausted"), Some("error"));
        assert_eq!(severity("control-plane-subnet-too-small"), Some("error or warning or note"));
        assert_eq!(severity("invalid-rule"), Some("error"));
    }
}
