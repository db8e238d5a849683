//! The address ledger for people: every range with a bar, what draws from it and how that was computed. One table per
//! root; a narrow terminal gets fewer columns, never a wider line.

use super::text::{Tone, padded, paragraph, right, width};
use super::{RootReport, Style, counted, line_of, number};
use crate::demand::{Row, Verdict, ledger};
use crate::finding::Place;
use crate::model::{Addresses, Bounds, Claim, Decided, NodePool, Undecided};
use crate::registry::Used;
use crate::source::SourceMap;
use std::io::{self, Write};

/// Columns a bar may have.
const BAR: (usize, usize) = (8, 24);
/// Columns `>999 %` and its like take beside the bar, with a space before them.
const PERCENT: usize = 7;
/// The longest name that stands in its row; a longer one gets a line of its own.
const NAME: usize = 34;
/// The title above the names.
const NAME_TITLE: &str = "range";
/// Spaces between columns.
const BETWEEN: usize = 2;
/// Spaces before a row.
const INDENT: usize = 2;

/// What the columns mean.
const MOMENTS: &str = "desired, scaled: addresses reserved with every node pool at its desired and at its maximum \
                       size, one pod per node; used: scaled, of usable; packed: maximum size, nodes full of pods";

/// Prints the ledger of every root, and one line that sums them up.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, roots: &[RootReport<'_>], sources: &SourceMap, style: &Style) -> io::Result<()> {
    for (n, root) in roots.iter().enumerate() {
        let gap = if n > 0 { "\n" } else { "" };
        write!(out, "{gap}{}", text_of(root, sources, style))?;
    }
    let verdicts = roots.iter().flat_map(|root| ledger(root.model)).map(|row| row.verdict).collect::<Vec<_>>();
    write!(out, "\n{}", sum(&verdicts, style))?;
    if verdicts.is_empty() {
        return Ok(());
    }
    write!(out, "{}", paragraph(style, ("", Tone::Faint), MOMENTS, Some(Tone::Faint), 2))
}

fn text_of(root: &RootReport<'_>, sources: &SourceMap, style: &Style) -> String {
    let mut title = style.prose(root.path);
    if !root.var_files.is_empty() {
        title.push_str(&format!(" ({})", style.prose(&root.var_files.join(", "))));
    }
    let mut text = paragraph(style, ("", Tone::Strong), &title, Some(Tone::Strong), INDENT);
    if !root.complete {
        text.push_str(&paragraph(style, ("  ", Tone::Faint), "not everything in it was read", Some(Tone::Doubtful), 2));
    }
    let rows = ledger(root.model);
    if rows.is_empty() && root.model.node_pools.is_empty() && root.model.undecided.is_empty() {
        text.push_str("  no subnets and no node pools\n");
    }
    if !rows.is_empty() {
        text.push('\n');
        text.push_str(&table(&rows, style));
    }
    section(&mut text, "stand-ins for modules that are not at hand", root.stand_ins, style, |used| {
        stand_in(used, style)
    });
    section(&mut text, "node pools", &root.model.node_pools, style, |pool| node_pool(pool, style));
    section(&mut text, "undecided", &root.model.undecided, style, |open| undecided(open, sources, style));
    text
}

/// A heading and an entry for each item; nothing without items.
fn section<T>(text: &mut String, heading: &str, items: &[T], style: &Style, entry: impl Fn(&T) -> String) {
    if items.is_empty() {
        return;
    }
    text.push_str(&format!("\n  {}\n", style.paint(Tone::Strong, heading)));
    items.iter().for_each(|item| text.push_str(&entry(item)));
}

/// A column of figures. The name stands before them, the bar and the verdict after.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Cidr,
    Usable,
    Desired,
    Scaled,
    Packed,
    NodesThatFit,
}

/// Every column, and the order in which they give way on a narrow terminal.
const COLUMNS: [Column; 6] =
    [Column::Cidr, Column::Usable, Column::Desired, Column::Scaled, Column::Packed, Column::NodesThatFit];
const FIRST_TO_GO: [Column; 6] =
    [Column::Packed, Column::Desired, Column::NodesThatFit, Column::Cidr, Column::Usable, Column::Scaled];

impl Column {
    fn title(self) -> &'static str {
        match self {
            Self::Cidr => "cidr",
            Self::Usable => "usable",
            Self::Desired => "desired",
            Self::Scaled => "scaled",
            Self::Packed => "packed",
            Self::NodesThatFit => "nodes fit",
        }
    }

    fn cell(self, row: &Row<'_>, style: &Style) -> String {
        let unknown = || "?".to_owned();
        match self {
            Self::Cidr => match (row.range.cidr, &row.range.prefix_len) {
                (Some(cidr), _) => cidr.to_string(),
                (None, Decided::Known(len)) => format!("?/{len}"),
                (None, Decided::Unknown(_)) => unknown(),
            },
            Self::Usable => row.range.usable().map_or_else(unknown, |usable| usable.to_string()),
            Self::Desired => bounds(row.demand.desired, style),
            Self::Scaled => bounds(row.demand.scaled, style),
            Self::Packed => bounds(row.demand.packed, style),
            Self::NodesThatFit => row.nodes_that_fit.map_or_else(|| "-".to_owned(), number),
        }
    }
}

/// `5,400`, `54 to 160`, `54 or more`, `?` when nothing is known.
fn bounds(figure: Bounds<Addresses>, style: &Style) -> String {
    let dash = if style.unicode { "–" } else { ".." };
    match (figure.exact(), figure.at_most) {
        (Some(exact), _) => exact.to_string(),
        (None, Some(most)) => format!("{}{dash}{most}", figure.at_least),
        (None, None) if figure.at_least == Addresses(0) => "?".to_owned(),
        (None, None) => format!("{}+", figure.at_least),
    }
}

fn verdict(verdict: Verdict) -> (&'static str, Tone) {
    match verdict {
        Verdict::Fits => ("fits", Tone::Good),
        Verdict::Exhausted => ("exhausted", Tone::Bad),
        Verdict::ExhaustedByRollout => ("full in rollout", Tone::Doubtful),
        Verdict::ExhaustedWhenPacked => ("full when packed", Tone::Doubtful),
        Verdict::Undecided => ("undecided", Tone::Hint),
    }
}

/// Which columns a terminal has room for, and how wide they are.
struct Layout {
    /// Columns of the names; zero when each has a line to itself.
    name: usize,
    columns: Vec<(Column, usize)>,
    bar: usize,
}

impl Layout {
    /// All columns, with the names beside them if there is room for both; else names of their own lines, and as many
    /// columns as fit.
    fn of(rows: &[Row<'_>], names: &[String], style: &Style) -> Self {
        let wide = |column: Column| {
            let cells = rows.iter().map(|row| width(&column.cell(row, style))).max();
            (column, cells.unwrap_or(0).max(width(column.title())))
        };
        let mut columns: Vec<(Column, usize)> = COLUMNS.into_iter().map(wide).collect();
        if rows.iter().all(|row| row.nodes_that_fit.is_none()) {
            columns.retain(|(column, _)| *column != Column::NodesThatFit);
        }
        let verdicts = rows.iter().map(|row| width(verdict(row.verdict).0)).max().unwrap_or(0);
        let bar = |name: usize, columns: &[(Column, usize)]| {
            let figures: usize = columns.iter().map(|(_, width)| width + BETWEEN).sum();
            let taken = INDENT + name + BETWEEN + figures + PERCENT + BETWEEN + verdicts;
            style.columns().checked_sub(taken).filter(|bar| *bar >= BAR.0).map(|bar| bar.min(BAR.1))
        };
        let short = names.iter().map(|name| width(name)).filter(|width| *width <= NAME).max().unwrap_or(0);
        let name = short.max(width(NAME_TITLE));
        if let Some(bar) = bar(name, &columns) {
            return Self { name, columns, bar };
        }
        let mut going = FIRST_TO_GO.into_iter();
        loop {
            let gone = match bar(0, &columns) {
                Some(bar) => return Self { name: 0, columns, bar },
                None => going.next(),
            };
            match gone {
                Some(gone) => columns.retain(|(column, _)| *column != gone),
                None => return Self { name: 0, columns, bar: BAR.0 },
            }
        }
    }

    /// A name and the figures; those of the cloud's arithmetic stand to the right.
    fn line(&self, name: &str, tone: Tone, style: &Style, cell: impl Fn(Column) -> String) -> String {
        let name = style.paint(tone, name) + &" ".repeat(self.name.saturating_sub(width(name)));
        let mut line = format!("{}{name}{}", " ".repeat(INDENT), " ".repeat(BETWEEN));
        for (column, width) in &self.columns {
            let text = cell(*column);
            let text = if *column == Column::Cidr { padded(&text, *width) } else { right(&text, *width) };
            line.push_str(&padded(&text, width + BETWEEN));
        }
        line
    }
}

fn table(rows: &[Row<'_>], style: &Style) -> String {
    let names: Vec<String> = rows
        .iter()
        .map(|row| {
            let zone = row.range.zone.as_ref().map_or_else(String::new, |zone| format!(" ({zone})"));
            style.prose(&format!("{}{zone}", row.range.id))
        })
        .collect();
    let layout = Layout::of(rows, &names, style);
    let title = if layout.name > 0 { NAME_TITLE } else { "" };
    let title = layout.line(title, Tone::Faint, style, |column| column.title().to_owned());
    let mut text = format!("{}\n", style.paint(Tone::Faint, &format!("{title}used")));
    for (row, name) in rows.iter().zip(&names) {
        let beside = width(name) <= layout.name;
        if !beside {
            text.push_str(&paragraph(style, ("  ", Tone::Faint), name, Some(Tone::Strong), INDENT));
        }
        let name = if beside { name.as_str() } else { "" };
        let (word, tone) = verdict(row.verdict);
        let figures = layout.line(name, Tone::Strong, style, |column| column.cell(row, style));
        let bar = bar(row, layout.bar, style);
        text.push_str(&format!("{figures}{bar}{}{}\n", " ".repeat(BETWEEN), style.paint(tone, word)));
        for claim in &row.claims {
            text.push_str(&paragraph(style, ("    ", Tone::Faint), &said(claim, style), Some(Tone::Faint), 6));
        }
    }
    text
}

/// Who takes what, and the arithmetic.
fn said(claim: &Claim, style: &Style) -> String {
    style.prose(&format!("{}, {}: {}", claim.by, claim.what, claim.how))
}

/// The share of a range that is asked for at maximum size: full cells for what surely is, shaded ones for what may be,
/// and the percentage (of the least, with `+` when it may be more).
fn bar(row: &Row<'_>, cells: usize, style: &Style) -> String {
    let Some(usable) = row.range.usable() else {
        return format!("{}{}", " ".repeat(cells), right("?", PERCENT));
    };
    let demand = row.demand.scaled;
    let (full, shade, empty) = if style.unicode { ('█', '░', '·') } else { ('#', '=', '.') };
    let least = eighths(demand.at_least, usable, cells);
    let most = demand.at_most.map_or(cells * 8, |most| eighths(most, usable, cells));
    let mut done: String = std::iter::repeat_n(full, least / 8).collect();
    match (least % 8, style.unicode) {
        (0, _) => {}
        (part, true) => done.extend(['▏', '▎', '▍', '▌', '▋', '▊', '▉'].get(part - 1)),
        (_, false) => done.push(full),
    }
    let filled = width(&done);
    let shaded = most.div_ceil(8).saturating_sub(filled);
    let rest = cells.saturating_sub(filled + shaded);
    let tone = verdict(row.verdict).1;
    let percent = percent(demand, usable);
    let shaded: String = std::iter::repeat_n(shade, shaded).collect();
    let rest: String = std::iter::repeat_n(empty, rest).collect();
    format!(
        "{}{}{}{}",
        style.paint(tone, &done),
        style.paint(tone, &shaded),
        style.paint(Tone::Faint, &rest),
        right(&percent, PERCENT),
    )
}

/// Eighths of cells that a part fills of so many cells; something is never nothing, and more than all is all.
fn eighths(part: Addresses, whole: Addresses, cells: usize) -> usize {
    let all = u128::try_from(cells).unwrap_or(0) * 8;
    if part >= whole {
        return if part == Addresses(0) { 0 } else { cells * 8 };
    }
    let share = part.0.saturating_mul(all) / whole.0.max(1);
    usize::try_from(share.max(u128::from(part.0 > 0))).unwrap_or(0)
}

fn percent(demand: Bounds<Addresses>, usable: Addresses) -> String {
    // Rounded up: 4,092 of 4,091 is not 100 %.
    let share = match demand.at_least.0.checked_mul(100) {
        Some(0) => 0,
        Some(hundredfold) if usable.0 > 0 => hundredfold.div_ceil(usable.0),
        _ => u128::MAX,
    };
    match (share, demand.exact()) {
        (1000.., _) => ">999 %".to_owned(),
        (0, None) => "?".to_owned(),
        (share, None) => format!("{share}+ %"),
        (share, Some(_)) => format!("{share} %"),
    }
}

fn node_pool(pool: &NodePool, style: &Style) -> String {
    let size = |nodes: Bounds<u64>| bounds(nodes.map(|n| Addresses(n.into())), style);
    let word = if pool.desired.exact() == Some(1) { "node" } else { "nodes" };
    let mut facts = vec![format!("{} {word} desired, {} at most", size(pool.desired), size(pool.max))];
    if !pool.instance_types.is_empty() {
        facts.push(pool.instance_types.join(", "));
    }
    if let Some(per_node) = pool.per_node {
        let figures = [per_node.idle, per_node.first_pod, per_node.packed];
        let [idle, first, packed] = figures.map(|figure| bounds(figure, style));
        facts.push(match figures.iter().all(|figure| *figure == per_node.idle) {
            true if idle == "1" => "1 address per node".to_owned(),
            true => format!("{idle} addresses per node"),
            false => format!("{idle} addresses per idle node, {first} with the first pods, {packed} when packed"),
        });
    }
    match pool.max_pods {
        Some(max_pods) if pool.max_pods_from.is_empty() => facts.push(format!("max pods {}", number(max_pods))),
        Some(max_pods) => facts.push(format!("max pods {} ({})", number(max_pods), pool.max_pods_from)),
        None => {}
    }
    let text = format!("{}: {}", pool.address, facts.join("; "));
    paragraph(style, ("    ", Tone::Faint), &style.prose(&text), None, 6)
}

fn stand_in(used: &Used, style: &Style) -> String {
    // A git reference is part of the source.
    let version = used.version.as_ref().filter(|version| !used.source.contains(version.as_str()));
    let version = version.map_or_else(String::new, |version| format!(" {version}"));
    let text = format!("{}: {} for {}{version}", used.call, used.stand_in, used.source);
    paragraph(style, ("    ", Tone::Faint), &style.prose(&text), None, 6)
}

fn undecided(open: &Undecided, sources: &SourceMap, style: &Style) -> String {
    let at = match (&open.at, line_of(&open.at, sources)) {
        (_, Some(line)) => line,
        (Place::Address(address), None) => address.clone(),
        (Place::Span(_), None) => String::new(),
    };
    let text = format!("{}: {} (at {at})", open.what, open.because);
    let text = paragraph(style, ("    ", Tone::Faint), &style.prose(&text), None, 6);
    if open.decide.is_empty() {
        return text;
    }
    text + &paragraph(style, ("      to decide: ", Tone::Faint), &style.prose(&open.decide), None, 8)
}

/// How many ranges there are, and how many of them fit.
fn sum(verdicts: &[Verdict], style: &Style) -> String {
    const WORST_FIRST: [Verdict; 5] = [
        Verdict::Exhausted,
        Verdict::ExhaustedByRollout,
        Verdict::ExhaustedWhenPacked,
        Verdict::Undecided,
        Verdict::Fits,
    ];
    let part = |wanted: Verdict| match verdicts.iter().filter(|verdict| **verdict == wanted).count() {
        0 => None,
        1 => Some(format!("1 {}", verdict(wanted).0)),
        n if wanted == Verdict::Fits => Some(format!("{} fit", number(n))),
        n => Some(format!("{} {}", number(n), verdict(wanted).0)),
    };
    let parts: Vec<String> = WORST_FIRST.into_iter().filter_map(part).collect();
    let colon = if parts.is_empty() { "" } else { ": " };
    let text = format!("{}{colon}{}", counted(verdicts.len(), "range"), parts.join(", "));
    paragraph(style, ("", Tone::Strong), &text, None, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use crate::report::samples::{self, STYLES, assert_harmless, assert_narrow, assert_snapshot, suffix};
    use crate::source::FileId;

    fn files() -> (SourceMap, FileId) {
        let mut sources = SourceMap::default();
        let vpc = sources.add("infra/vpc.tf".into(), samples::VPC.into());
        (sources, vpc)
    }

    fn printed(model: &Model, sources: &SourceMap, style: &Style) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out, &[samples::report(model)], sources, style).unwrap();
        out
    }

    #[test]
    fn every_verdict() {
        let (sources, vpc) = files();
        let model = samples::model(&sources, vpc);
        for style in STYLES {
            let out = printed(&model, &sources, &style);
            assert_harmless(&out, &style);
            assert_snapshot(&format!("budget-{}", suffix(&style)), &out);
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let (sources, vpc) = files();
        let mut model = samples::model(&sources, vpc);
        for columns in 40..180 {
            for unicode in [true, false] {
                let style = Style { color: false, unicode, width: columns };
                assert_narrow(&printed(&model, &sources, &style), &style);
            }
        }
        for claim in &mut model.claims {
            claim.demand = claim.demand.map(|_| Bounds::between(Addresses(1 << 90), Addresses(u128::MAX)));
            claim.by = "a\u{1b}[31m".repeat(30);
        }
        for columns in [0, 40, 80, 120] {
            let style = Style { color: false, unicode: true, width: columns };
            let out = printed(&model, &sources, &style);
            assert_harmless(&out, &style);
            assert_narrow(&out, &style);
        }
    }

    #[test]
    fn bars_and_percentages() {
        let exactly = |n| Bounds::exactly(Addresses(n));
        for (demand, usable, expected_eighths, expected_percent) in [
            (exactly(0), 100, 0, "0 %"),
            (exactly(1), 1_000_000, 1, "1 %"),
            (exactly(50), 100, 40, "50 %"),
            (exactly(4_091), 4_091, 80, "100 %"),
            (exactly(4_092), 4_091, 80, "101 %"),
            (exactly(5_400), 4_091, 80, "132 %"),
            (exactly(1), 0, 80, ">999 %"),
            (exactly(u128::MAX), 4_091, 80, ">999 %"),
            (Bounds::between(Addresses(512), Addresses(1024)), 1024, 40, "50+ %"),
            (Bounds::from(Addresses(0)), 251, 0, "?"),
        ] {
            let usable = Addresses(usable);
            assert_eq!(eighths(demand.at_least, usable, 10), expected_eighths, "{demand:?} of {usable}");
            assert_eq!(percent(demand, usable), expected_percent, "{demand:?} of {usable}");
        }
    }

    #[test]
    fn a_root_with_nothing_says_so() {
        let (sources, _) = files();
        let style = Style { color: false, unicode: true, width: 80 };
        let model = Model::default();
        let root = RootReport { complete: false, ..samples::report(&model) };
        let mut out = Vec::new();
        write(&mut out, &[root], &sources, &style).unwrap();
        let expected = "infra/prod\n  not everything in it was read\n  no subnets and no node pools\n\n0 ranges\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
