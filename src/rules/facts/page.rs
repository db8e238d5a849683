//! `docs/facts.md`, printed from the tables.

use super::{Each, Fact, clusters, faults, pools, ranges};
use std::fmt::Write;

/// The page that lists every fact.
pub fn page() -> String {
    let mut page = String::from(HEAD);
    for each in Each::ALL {
        let _ = writeln!(page, "\n## {}\n\n`each = \"{}\"`: {}", each.word(), each.word(), each.text());
        match each {
            Each::Subnet => rows(&mut page, &ranges::table()),
            Each::PodRange | Each::Range => page.push_str("\nThe facts of `subnet`, under this name.\n"),
            Each::NodePool => rows(&mut page, &pools::table()),
            Each::Cluster => rows(&mut page, &clusters::table()),
            Each::LoadBalancer => page.push_str("\nThe facts of `cluster`, under this name.\n"),
            Each::Overlap => rows(&mut page, &faults::overlaps()),
            Each::Cidr
            | Each::OutsideNetwork
            | Each::SecondaryRange
            | Each::ServicesRange
            | Each::Packing
            | Each::NetworkLimit
            | Each::InstanceType
            | Each::CniConflict
            | Each::PrefixBlocks => {
                rows(&mut page, &faults::table(each));
            }
            Each::Undecided => rows(&mut page, &faults::undecided()),
        }
        match each {
            Each::Subnet => {
                page.push_str("\nA claim, an element of `subnet.claims`:\n");
                rows(&mut page, &ranges::claims());
            }
            Each::Cluster => {
                page.push_str("\nAn element of `cluster.subnets`, and `cluster.tightest`:\n");
                rows(&mut page, &clusters::subnets());
            }
            _ => {}
        }
    }
    page
}

fn rows<T>(page: &mut String, table: &[Fact<T>]) {
    page.push_str("\n| fact | what it says |\n| --- | --- |\n");
    for fact in table {
        let _ = writeln!(page, "| `{}` | {} |", fact.name, fact.text);
    }
}

const HEAD: &str = "\
# Facts

What a rule's expressions can ask, by what the rule looks at (`each`). This page is printed from the tables in
`src/rules/facts/`; a test keeps it so. How rules are written is in [writing-rules.md](writing-rules.md).

Figures *by moment* are objects with four attributes:

| moment | nodes | addresses per node |
| --- | --- | --- |
| `desired` | desired or initial size | what a node holds once its first pod runs |
| `scaled` | maximum size | the same |
| `rollout` | maximum size and the largest surge of one rolling update | the same |
| `packed` | maximum size | what a node holds when it is full of pods |

Every fact that was read from a line remembers it: `at = subnet.cidr_block` points a label there. Where the input has no
lines (a plan), the label shows the Terraform address.

`help` names how fixes are found: `subnet.fixes.scaled` and `subnet.fixes.packed` (also of `pod_range` and `range`) are
single changes after which the ranges hold their claims, at maximum size or with full nodes as well;
`node_pool.fixes.scaled` the same for all ranges of the pool, `packing.fixes.scaled` changes after which there is a way
to place the node pools, `node_pool.fixes.per_node` changes after which a node holds fewer addresses, `node_pool.fixes.max_pods` changes after
which every pod that a node may run gets an address, `prefix_blocks.fixes.blocks` changes after which the blocks suffice.
Each was computed by making the change and doing the arithmetic again.
";

#[cfg(test)]
mod tests {
    #[test]
    fn the_documentation_lists_every_fact() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/facts.md");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, super::page()).expect("docs/facts.md can be written");
        }
        let written = std::fs::read_to_string(path).expect("docs/facts.md can be read");
        assert!(written == super::page(), "docs/facts.md is out of date: run `UPDATE_DOCS=1 cargo test facts`");
    }
}
