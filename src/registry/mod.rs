//! Stand-ins for modules of the public registries: small modules of our own that make what holds or takes addresses,
//! for configurations whose modules nobody fetched.
//!
//! `<namespace>/<name>/<provider>/<versions>/` holds the root of a package, `modules/x/` in it what calls name
//! `//modules/x`; `<versions>` is one major version or a range of them, `18-20`, or of minor ones where the module changed
//! between two majors, `3.2-4`. Beside the configuration may stand
//!
//! - `ignored.txt`: inputs of the real module that cannot matter for addresses, one a line, or `*` for all others;
//! - `same_as.txt`: directories whose files are meant as well, one a line. A variant that asks for the same has one line
//!   and no other file. A module of which every major version and every variant differs in a few lines is made of parts,
//!   in `_parts/` beside the versions. `../x` in a part is found from the module that it is a part of.
//!
//! A module that can have nothing to do with addresses is a line of `without_addresses.txt`, and has no folder.
//!
//! This module knows texts and versions; `eval` reads them as any module.

mod files;
mod source;
pub mod version;

pub use source::Source;

use crate::discover::clean;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use version::{Constraints, Release};

/// What was taken in the place of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Address of the module call.
    pub call: String,
    /// The source as the call has it.
    pub source: String,
    /// The version constraint or the reference as the call has it.
    pub version: Option<String>,
    /// What stands in: `terraform-aws-modules/vpc/aws 5`, or the directory of the user's own.
    pub stand_in: String,
}

/// One stand-in of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// Where its text is in the table of embedded files.
    pub directory: PathBuf,
    /// `terraform-aws-modules/vpc/aws 5`
    pub name: String,
}

/// A stand-in of the user's.
#[derive(Clone, Debug)]
pub struct Own {
    /// What it stands in for, in any version.
    pub source: Source,
    /// Its directory.
    pub directory: PathBuf,
}

/// What the directories of stand-ins begin with. Directories on a disk are absolute, so none is taken for one.
const TOP: &str = "<podroom>";

/// Beside a module's text, or in its place: whose text it is as well.
const SAME_AS: &str = "same_as.txt";

/// Beside the folders of versions: what several of their modules are made of.
const PARTS: &str = "_parts";

/// The texts, by their path below this module's directory, in byte order.
type Table = [(&'static str, &'static str)];

/// The stand-ins for the versions that a call admits, the newest first; none when the module has none at all.
///
/// # Errors
/// The module has stand-ins, and none for what the call asks for. One clause says why.
pub fn admitted(source: &Source, version: Option<&str>) -> Result<Vec<StandIn>, String> {
    admitted_in(files::TABLE, source, version)
}

fn admitted_in(table: &Table, source: &Source, version: Option<&str>) -> Result<Vec<StandIn>, String> {
    let Some(module) = source.in_registry() else { return Ok(Vec::new()) };
    let mut folders: BTreeMap<Release, (Range<Release>, &str)> = BTreeMap::new();
    for rest in below(table, module) {
        if let Some((folder, _)) = rest.split_once('/')
            && let Some(releases) = releases(folder)
        {
            folders.insert(releases.end, (releases, folder));
        }
    }
    if folders.is_empty() {
        return Ok(Vec::new());
    }
    let constraints = match version {
        Some(text) => Some(
            Constraints::parse(text).ok_or_else(|| format!("podroom cannot read the version constraint \"{text}\""))?,
        ),
        None => source.tagged(),
    };
    let is_admitted = |releases: &Range<Release>| constraints.as_ref().is_none_or(|all| all.admit_any(releases));
    let newest_first = folders.values().rev();
    let admitted: Vec<&str> =
        newest_first.filter(|(releases, _)| is_admitted(releases)).map(|(_, folder)| *folder).collect();
    if admitted.is_empty() {
        let asked = version.or(source.reference.as_deref()).unwrap_or_default();
        let all: Vec<&str> = folders.values().map(|(_, folder)| *folder).collect();
        return Err(format!(
            "podroom has stand-ins for versions {} of `{module}`, and none for {asked}",
            all.join(", ")
        ));
    }
    let stand_in = |folder: &str| {
        let root = Path::new(TOP).join(module).join(folder);
        let directory = clean(&root.join(&source.directory));
        let is_module = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "tf");
        let has_it = directory.starts_with(&root) && files_in(table, &directory).iter().any(is_module);
        has_it.then(|| StandIn { directory, name: format!("{module} {folder}") })
    };
    let found: Vec<StandIn> = admitted.into_iter().filter_map(stand_in).collect();
    if found.is_empty() {
        return Err(format!("podroom's stand-in for `{module}` has no `{}`", source.directory));
    }
    Ok(found)
}

/// Whether the module surely holds and takes no addresses, whatever its version and arguments.
pub fn has_no_addresses(source: &Source) -> bool {
    let Some(name) = source.in_registry() else { return false };
    without_addresses().any(|line| match line.split_once("//") {
        Some((package, directory)) => package.eq_ignore_ascii_case(name) && directory == source.directory,
        None => line.eq_ignore_ascii_case(name),
    })
}

fn without_addresses() -> impl Iterator<Item = &'static str> {
    include_str!("without_addresses.txt").lines().filter(|line| !line.starts_with('#'))
}

/// The releases that a folder is named after.
fn releases(folder: &str) -> Option<Range<Release>> {
    let (first, last) = folder.split_once('-').unwrap_or((folder, folder));
    let start = match first.split_once('.') {
        Some((major, minor)) => [major.parse().ok()?, minor.parse().ok()?, 0],
        None => [first.parse().ok()?, 0, 0],
    };
    let end = match last.split_once('.') {
        Some((major, minor)) => [major.parse().ok()?, minor.parse::<u64>().ok()?.saturating_add(1), 0],
        None => [last.parse::<u64>().ok()?.saturating_add(1), 0, 0],
    };
    Some(start..end)
}

/// The directories of every stand-in, without the parts that some are made of.
pub fn directories() -> BTreeSet<PathBuf> {
    let all = files::TABLE.iter().filter_map(|(path, _)| Some(Path::new(TOP).join(path).parent()?.to_owned()));
    all.filter(|directory| !directory.components().any(|part| part.as_os_str() == PARTS)).collect()
}

/// Whether a directory is one of a stand-in.
pub fn holds(directory: &Path) -> bool {
    directory.starts_with(TOP)
}

/// The files of a stand-in: those of the directories that it is the same as, and its own.
pub fn files(directory: &Path) -> Vec<PathBuf> {
    files_in(files::TABLE, directory)
}

fn files_in(table: &Table, directory: &Path) -> Vec<PathBuf> {
    let directories = meant(table, clean(directory), 2);
    directories.iter().flat_map(|directory| names_in(table, directory).map(|name| directory.join(name))).collect()
}

/// The directories whose files are meant: a variant of a variant is as far as it goes.
fn meant(table: &Table, directory: PathBuf, depth: usize) -> Vec<PathBuf> {
    let others = text_in(table, &directory.join(SAME_AS)).filter(|_| depth > 0).unwrap_or_default();
    let mut all: Vec<PathBuf> =
        others.lines().flat_map(|other| meant(table, clean(&directory.join(other.trim())), depth - 1)).collect();
    all.push(directory);
    all
}

/// The names of the files of a directory, without the list of others.
fn names_in<'a>(table: &'a Table, directory: &Path) -> impl Iterator<Item = &'static str> + use<'a> {
    let is_own = |rest: &&str| !rest.contains('/') && *rest != SAME_AS;
    let names = key(directory).map(|directory| below(table, &directory).filter(is_own));
    names.into_iter().flatten()
}

/// The text of a file.
pub fn text(path: &Path) -> Option<&'static str> {
    text_in(files::TABLE, path)
}

fn text_in(table: &Table, path: &Path) -> Option<&'static str> {
    let key = key(path)?;
    let at = table.binary_search_by(|(path, _)| (*path).cmp(key.as_str())).ok()?;
    table.get(at).map(|(_, text)| *text)
}

/// A path below [`TOP`] as the table has it.
fn key(path: &Path) -> Option<String> {
    let parts = path.strip_prefix(TOP).ok()?.components().map(|part| part.as_os_str().to_str());
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

/// What follows a directory in the paths of the table that are in it.
fn below<'a>(table: &'a Table, directory: &str) -> impl Iterator<Item = &'static str> + use<'a> {
    let prefix = format!("{directory}/");
    let from = table.partition_point(|(path, _)| *path < prefix.as_str());
    table.get(from..).unwrap_or_default().iter().map_while(move |(path, _)| path.strip_prefix(prefix.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &Table = &[
        ("acme/net/aws/10/main.tf", "ten"),
        ("acme/net/aws/3-4/ignored.txt", "x"),
        ("acme/net/aws/3-4/main.tf", "three"),
        ("acme/net/aws/3-4/modules/a/main.tf", "a"),
        ("acme/net/aws/3-4/modules/b/same_as.txt", "../a\n"),
        ("acme/net/aws/3-4/modules/c/same_as.txt", "../b\n"),
        ("acme/net/aws/3-4/modules/d/same_as.txt", "../d\n"),
        ("acme/net/aws/3-4/modules/e/same_as.txt", "../../../_parts/one\n../b\n"),
        ("acme/net/aws/3-4/modules/f/main.tf", "f"),
        ("acme/net/aws/3-4/modules/f/same_as.txt", "../../../_parts/one\n"),
        ("acme/net/aws/5/main.tf", "five"),
        ("acme/net/aws/_parts/one/ignored.txt", "y"),
        ("acme/net/aws/_parts/one/one.tf", "part"),
        ("acme/network/aws/1.0-1.3/main.tf", "another"),
        ("acme/network/aws/1.4-2/main.tf", "later"),
    ];

    fn chosen(source: &str, version: Option<&str>) -> String {
        match admitted_in(TABLE, &Source::read(source).unwrap(), version) {
            Ok(found) => found
                .first()
                .map_or("nothing".to_owned(), |newest| format!("{} in {}", newest.name, newest.directory.display())),
            Err(why) => why,
        }
    }

    #[test]
    fn the_newest_that_is_admitted_is_chosen() {
        for (source, version, expected) in [
            ("acme/net/aws", None, "acme/net/aws 10 in <podroom>/acme/net/aws/10"),
            ("acme/net/aws", Some(">= 3"), "acme/net/aws 10 in <podroom>/acme/net/aws/10"),
            ("acme/net/aws", Some(">= 3, < 6"), "acme/net/aws 5 in <podroom>/acme/net/aws/5"),
            ("acme/net/aws", Some("~> 4.2"), "acme/net/aws 3-4 in <podroom>/acme/net/aws/3-4"),
            ("acme/net/aws//modules/a", Some("3.0.0"), "acme/net/aws 3-4 in <podroom>/acme/net/aws/3-4/modules/a"),
            ("acme/net/aws//modules/b", Some("3.0.0"), "acme/net/aws 3-4 in <podroom>/acme/net/aws/3-4/modules/b"),
            (
                "git::https://github.com/acme/terraform-aws-net.git//modules/a?ref=v4.0.1",
                None,
                "acme/net/aws 3-4 in <podroom>/acme/net/aws/3-4/modules/a",
            ),
            ("github.com/acme/terraform-aws-net?ref=main", None, "acme/net/aws 10 in <podroom>/acme/net/aws/10"),
            ("acme/network/aws", None, "acme/network/aws 1.4-2 in <podroom>/acme/network/aws/1.4-2"),
            ("acme/network/aws", Some("~> 1.0"), "acme/network/aws 1.4-2 in <podroom>/acme/network/aws/1.4-2"),
            ("acme/network/aws", Some("1.3.9"), "acme/network/aws 1.0-1.3 in <podroom>/acme/network/aws/1.0-1.3"),
            ("acme/network/aws", Some("~> 1.4.0"), "acme/network/aws 1.4-2 in <podroom>/acme/network/aws/1.4-2"),
            ("acme/other/aws", None, "nothing"),
            ("app.example.com/acme/net/aws", None, "nothing"),
            (
                "acme/net/aws",
                Some("~> 7.0"),
                "podroom has stand-ins for versions 3-4, 5, 10 of `acme/net/aws`, and none for ~> 7.0",
            ),
            (
                "github.com/acme/terraform-aws-net?ref=v2.0.0",
                None,
                "podroom has stand-ins for versions 3-4, 5, 10 of `acme/net/aws`, and none for v2.0.0",
            ),
            ("acme/net/aws", Some("latest"), "podroom cannot read the version constraint \"latest\""),
            ("acme/net/aws//modules/a", None, "acme/net/aws 3-4 in <podroom>/acme/net/aws/3-4/modules/a"),
            ("acme/net/aws//modules/a", Some("5.0.0"), "podroom's stand-in for `acme/net/aws` has no `modules/a`"),
            ("acme/net/aws//modules/d", Some("4.0.0"), "podroom's stand-in for `acme/net/aws` has no `modules/d`"),
            ("acme/net/aws//../5", Some("4.0.0"), "podroom's stand-in for `acme/net/aws` has no `../5`"),
        ] {
            assert_eq!(chosen(source, version), expected, "{source} {version:?}");
        }
    }

    #[test]
    fn variants_are_what_they_are_the_same_as() {
        let texts = |directory: &str| -> Vec<&str> {
            let files = files_in(TABLE, Path::new(directory));
            files.iter().map(|path| text_in(TABLE, path).unwrap()).collect()
        };
        for (directory, expected) in [
            ("<podroom>/acme/net/aws/3-4", &["x", "three"][..]),
            ("<podroom>/acme/net/aws/3-4/modules/a", &["a"]),
            ("<podroom>/acme/net/aws/3-4/modules/b", &["a"]),
            ("<podroom>/acme/net/aws/3-4/modules/c", &["a"]),
            ("<podroom>/acme/net/aws/3-4/modules/e", &["y", "part", "a"]),
            ("<podroom>/acme/net/aws/3-4/modules/f", &["y", "part", "f"]),
            ("acme/net/aws/5", &[]),
        ] {
            assert_eq!(texts(directory), expected, "{directory}");
        }
        assert!(!holds(Path::new("/home/x/<podroom>/acme")));
    }

    /// Every file below `directory`, relative to `top`.
    fn walk(top: &Path, directory: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(top, &path, found);
            } else if directory != top && path.extension().is_none_or(|extension| extension != "rs") {
                found.push(path.strip_prefix(top).unwrap().to_str().unwrap().replace('\\', "/"));
            }
        }
    }

    #[test]
    fn every_file_is_in_the_table() {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/registry");
        let mut found = Vec::new();
        walk(&top, &top, &mut found);
        found.sort();
        let listed: Vec<&str> = files::TABLE.iter().map(|(path, _)| *path).collect();
        let lines: Vec<String> = found.iter().map(|path| format!("    \"{path}\",")).collect();
        assert_eq!(listed, found, "src/registry/files.rs should list\n{}", lines.join("\n"));
    }

    #[test]
    fn modules_without_addresses_are_known_by_any_source() {
        for (source, expected) in [
            ("terraform-aws-modules/kms/aws", true),
            ("terraform-aws-modules/iam/aws//modules/iam-role", true),
            ("github.com/GoogleCloudPlatform/terraform-google-secret-manager?ref=v0.4.0", true),
            ("terraform-google-modules/network/google//modules/routes", true),
            ("terraform-google-modules/network/google//modules/subnets", false),
            ("terraform-google-modules/network/google", false),
            ("app.example.com/terraform-aws-modules/kms/aws", false),
            ("terraform-aws-modules/kms-more/aws", false),
        ] {
            assert_eq!(has_no_addresses(&Source::read(source).unwrap()), expected, "{source}");
        }
    }

    #[test]
    fn modules_without_addresses_are_listed_in_order_and_have_no_stand_in() {
        let lines: Vec<&str> = without_addresses().collect();
        assert!(lines.is_sorted_by(|a, b| a < b), "in byte order, each once");
        for line in lines {
            let source = Source::read(line).unwrap();
            assert_eq!(source.in_registry().unwrap().split('/').count(), 3, "{line}");
            assert!(admitted(&source, None).is_ok_and(|found| found.is_empty()) || line.contains("//"), "{line}");
        }
    }

    #[test]
    fn every_folder_is_a_module_of_some_versions() {
        let page = include_str!("../../docs/registry-modules.md");
        let used: BTreeSet<PathBuf> = directories().iter().flat_map(|directory| files(directory)).collect();
        for (path, text) in files::TABLE {
            let parts: Vec<&str> = path.split('/').collect();
            let [_, _, _, folder, .., name] = parts.as_slice() else { panic!("{path} is not in a folder of versions") };
            let row = page.lines().find(|line| line.starts_with(&format!("| `{}` |", parts[..3].join("/"))));
            if *folder == PARTS {
                assert!(used.contains(&Path::new(TOP).join(path)), "{path} is a part of nothing");
            } else {
                assert!(releases(folder).is_some_and(|releases| !releases.is_empty()), "{path}");
                let listed = row.is_some_and(|row| row.split([' ', ',']).any(|word| word == *folder));
                assert!(listed, "{path} is not in docs/registry-modules.md");
            }
            assert!(name.ends_with(".tf") || ["ignored.txt", SAME_AS].contains(name), "{path}");
            assert!(*name == "ignored.txt" || !text.is_empty(), "{path}");
        }
        for directory in directories() {
            let names = files(&directory);
            let has = names.iter().any(|path| path.extension().is_some_and(|ending| ending == "tf"));
            assert!(has, "{}: nothing but {names:?}", directory.display());
        }
    }
}
