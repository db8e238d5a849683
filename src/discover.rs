//! What there is to read: directories with Terraform in them, and plan files. The only stage that touches the disk;
//! the others look things up in the [`Files`] it hands over.

use crate::parse::plan;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use thiserror::Error;
use walkdir::WalkDir;

/// A file or directory that could not be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The user named something that is not there.
    #[error("there is no file or directory `{0}`")]
    Missing(String),
    /// The system refuses; its own words.
    #[error("cannot read `{path}`: {reason}")]
    Refused {
        /// The path as it is shown.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The input names a file outside what is scanned: it may be hostile, so it is not followed.
    #[error("`{0}` is outside the scanned tree and is not read")]
    Outside(String),
    /// A root module is wanted, and this directory has no Terraform file.
    #[error("there is no Terraform configuration in `{0}`")]
    NoConfiguration(String),
    /// A root module is wanted, and this is a file, such as a plan.
    #[error("`{0}` is no configuration: values are computed from a directory of Terraform files, not from a plan")]
    NotAConfiguration(String),
    /// A device, a pipe, a directory where a file is needed.
    #[error("`{0}` is not a regular file")]
    NotAFile(String),
    /// Larger than podroom reads.
    #[error("`{path}` is larger than {limit} MiB and is not read")]
    TooLarge {
        /// The path as it is shown.
        path: String,
        /// The limit in MiB.
        limit: u64,
    },
    /// More files than podroom reads.
    #[error("`{path}` holds more than {limit} files and is not read")]
    TooMany {
        /// The path as it is shown.
        path: String,
        /// The limit.
        limit: usize,
    },
}

impl ReadError {
    /// The path, as it is shown.
    pub fn path(&self) -> &str {
        match self {
            Self::Missing(path) | Self::Outside(path) | Self::NotAFile(path) => path,
            Self::NoConfiguration(path) | Self::NotAConfiguration(path) => path,
            Self::Refused { path, .. } | Self::TooLarge { path, .. } | Self::TooMany { path, .. } => path,
        }
    }
}

/// Largest source file that is read, in MiB. Real files are below 1 MiB.
const MAX_FILE_MIB: u64 = 8;
/// Largest plan file that is read, in MiB.
const MAX_PLAN_MIB: u64 = 2048;
/// Most files of one directory that are read.
const MAX_FILES: usize = 5_000;

/// The files of a run: what may be read, and what paths are called.
#[derive(Debug)]
pub struct Files {
    /// Canonical directories that may be read, with everything below them.
    allowed: Vec<PathBuf>,
    /// Paths are shown relative to this.
    here: PathBuf,
    /// Files by their path, instead of the disk.
    map: Option<BTreeMap<PathBuf, Vec<u8>>>,
}

impl Files {
    /// The disk, as seen from the directory `here`. What may be read is the repository that holds each of the paths:
    /// the nearest directory upwards with a `.git`; without one, `here` if the path is below it, else the path itself.
    pub fn on_disk(here: PathBuf, paths: &[PathBuf]) -> Self {
        let here = here.canonicalize().unwrap_or(here);
        let mut allowed: Vec<PathBuf> = paths.iter().filter_map(|path| tree_of(&here, path)).collect();
        allowed.sort();
        allowed.dedup();
        Self { allowed, here, map: None }
    }

    /// Files that exist only in memory, by path relative to an imaginary current directory.
    pub fn in_memory(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let map = files.into_iter().map(|(path, bytes)| (clean(Path::new(&path)), bytes)).collect();
        Self { allowed: Vec::new(), here: PathBuf::new(), map: Some(map) }
    }

    /// A path as messages show it: relative to where podroom was started, with `/`.
    pub fn shown(&self, path: &Path) -> String {
        let path = clean(path);
        let relative = path.strip_prefix(&self.here).unwrap_or(&path);
        let text = relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        match text.as_str() {
            "" => ".".to_owned(),
            _ if path.is_absolute() && relative == path => format!("/{}", text.trim_start_matches('/')),
            _ => text,
        }
    }

    /// The path from where podroom was started.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        clean(&self.here.join(path))
    }

    /// The bytes of a source file.
    ///
    /// # Errors
    /// It is not there, outside the scanned tree, not a regular file or too large.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        self.read_up_to(path, MAX_FILE_MIB)
    }

    /// The bytes of a plan file.
    ///
    /// # Errors
    /// As [`Files::read`].
    pub fn read_plan(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        self.read_up_to(path, MAX_PLAN_MIB)
    }

    fn read_up_to(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let shown = self.shown(path);
        if let Some(map) = &self.map {
            return map.get(&clean(path)).cloned().ok_or(ReadError::Missing(shown));
        }
        let real = self.real(path)?;
        let refused = |error: std::io::Error| ReadError::Refused { path: shown.clone(), reason: reason(&error) };
        let metadata = real.metadata().map_err(refused)?;
        if !metadata.is_file() {
            return Err(ReadError::NotAFile(shown));
        }
        if metadata.len() > limit << 20 {
            return Err(ReadError::TooLarge { path: shown, limit });
        }
        // A file that grows while it is read is cut at the limit rather than followed.
        let mut bytes = Vec::new();
        let file = std::fs::File::open(&real).map_err(refused)?;
        file.take(limit << 20).read_to_end(&mut bytes).map_err(refused)?;
        Ok(bytes)
    }

    /// Where a path leads, links followed, if it may be read.
    fn real(&self, path: &Path) -> Result<PathBuf, ReadError> {
        let real = self.here.join(path).canonicalize().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => ReadError::Missing(self.shown(path)),
            _ => ReadError::Refused { path: self.shown(path), reason: reason(&error) },
        })?;
        if self.allowed.iter().any(|allowed| real.starts_with(allowed)) {
            Ok(real)
        } else {
            Err(ReadError::Outside(self.shown(path)))
        }
    }

    /// Whether a path is inside what may be read; nothing need be there.
    pub fn covers(&self, path: &Path) -> bool {
        let path = clean(&self.here.join(path));
        self.map.is_some() || self.allowed.iter().any(|allowed| path.starts_with(allowed))
    }

    /// A directory's path below the repository (or whatever else is scanned) that holds it, with `/`; empty for the
    /// top, and for what is not below it.
    pub fn within(&self, directory: &Path) -> String {
        let directory = clean(&self.here.join(directory));
        let tree =
            self.allowed.iter().filter(|allowed| directory.starts_with(allowed)).max_by_key(|t| t.as_os_str().len());
        match (tree, &self.map) {
            (Some(tree), _) => directory.strip_prefix(tree).map(slashes).unwrap_or_default(),
            (None, Some(_)) => slashes(&directory),
            (None, None) => String::new(),
        }
    }

    /// Whether two paths lead to one place; links followed where there is a disk.
    pub fn same(&self, a: &Path, b: &Path) -> bool {
        clean(a) == clean(b) || matches!((self.real(a), self.real(b)), (Ok(a), Ok(b)) if self.map.is_none() && a == b)
    }

    /// Names of the files of a directory, in byte order.
    ///
    /// # Errors
    /// It is not there, outside the scanned tree, or holds too many files.
    pub fn names(&self, directory: &Path) -> Result<Vec<String>, ReadError> {
        if let Some(map) = &self.map {
            let directory = clean(directory);
            let mut names: Vec<String> = map
                .keys()
                .filter(|path| path.parent() == Some(&directory))
                .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
                .collect();
            names.sort();
            let below = map.keys().any(|path| path.starts_with(&directory));
            return if below { Ok(names) } else { Err(ReadError::Missing(self.shown(&directory))) };
        }
        let real = self.real(directory)?;
        let shown = self.shown(directory);
        let refused = |error: std::io::Error| ReadError::Refused { path: shown.clone(), reason: reason(&error) };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&real).map_err(refused)? {
            let entry = entry.map_err(refused)?;
            // A name that is not UTF-8 cannot be a Terraform file Terraform would read.
            if let Ok(name) = entry.file_name().into_string()
                && !entry.file_type().map_err(refused)?.is_dir()
            {
                names.push(name);
            }
            if names.len() > MAX_FILES {
                return Err(ReadError::TooMany { path: shown, limit: MAX_FILES });
            }
        }
        names.sort();
        Ok(names)
    }

    /// The regular files below a directory, relative to it and with `/`, in byte order. Links are not followed.
    ///
    /// # Errors
    /// As [`Files::names`].
    pub fn below(&self, directory: &Path) -> Result<Vec<String>, ReadError> {
        let mut all = Vec::new();
        if let Some(map) = &self.map {
            let directory = clean(directory);
            all.extend(map.keys().filter_map(|path| Some(slashes(path.strip_prefix(&directory).ok()?))));
            return Ok(all);
        }
        let real = self.real(directory)?;
        for entry in WalkDir::new(&real).sort_by_file_name().into_iter().filter_map(Result::ok) {
            if entry.file_type().is_file()
                && let Ok(relative) = entry.path().strip_prefix(&real)
            {
                all.push(slashes(relative));
            }
            if all.len() > MAX_FILES {
                return Err(ReadError::TooMany { path: self.shown(directory), limit: MAX_FILES });
            }
        }
        all.sort();
        Ok(all)
    }
}

fn slashes(path: &Path) -> String {
    path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The system's words without its error number, which says nothing more.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

/// The directory up to which a path may be followed.
fn tree_of(here: &Path, path: &Path) -> Option<PathBuf> {
    let real = here.join(path).canonicalize().ok()?;
    let directory = if real.is_dir() { real.as_path() } else { real.parent()? };
    let repository = directory.ancestors().find(|ancestor| ancestor.join(".git").exists());
    Some(match repository {
        Some(repository) => repository.to_owned(),
        None if directory.starts_with(here) => here.to_owned(),
        None => directory.to_owned(),
    })
}

/// A path without `.` and `..`, resolved by name alone.
pub fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Directories that hold Terraform files, in order.
    pub directories: Vec<Directory>,
    /// Plan files, in order.
    pub plans: Vec<PathBuf>,
    /// What could not be read.
    pub errors: Vec<ReadError>,
}

/// A directory with Terraform files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// Where it is.
    pub path: PathBuf,
    /// Whether the user named it: then it is a root even if another directory calls it as a module.
    pub named: bool,
}

/// Whose files are read. What is in them is read alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// OpenTofu's too, where there are any: `main.tofu` stands in for `main.tf`.
    #[default]
    OpenTofu,
    /// Only Terraform's.
    Terraform,
}

/// Whether Terraform or OpenTofu reads a file of that name.
pub fn is_configuration(name: &str) -> bool {
    Dialect::OpenTofu.reads(name)
}

impl Dialect {
    /// Whether a file of that name is read.
    pub fn reads(self, name: &str) -> bool {
        let hidden = name.starts_with('.') || name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'));
        let endings: &[&str] = match self {
            Self::OpenTofu => &[".tf", ".tofu", ".tf.json", ".tofu.json"],
            Self::Terraform => &[".tf", ".tf.json"],
        };
        !hidden && endings.iter().any(|ending| name.ends_with(ending))
    }
}

/// Walks the paths. A directory is searched for directories with Terraform files; JSON files that are plans are taken
/// where no such directory is around them, because beside a configuration a plan is its copy. A path that is a file is
/// a plan, or stands for its directory.
pub fn discover(paths: &[PathBuf], files: &Files) -> Found {
    let mut found = Found::default();
    for path in paths {
        let absolute = files.absolute(path);
        match absolute.metadata() {
            Err(error) => found.errors.push(match error.kind() {
                std::io::ErrorKind::NotFound => ReadError::Missing(path.display().to_string()),
                _ => ReadError::Refused { path: path.display().to_string(), reason: reason(&error) },
            }),
            Ok(metadata) if metadata.is_dir() => walk(&absolute, files, &mut found),
            Ok(_) => match absolute.file_name().and_then(|name| name.to_str()) {
                Some(name) if is_configuration(name) => {
                    let directory = absolute.parent().unwrap_or(&absolute).to_owned();
                    found.directories.push(Directory { path: directory, named: true });
                }
                _ => found.plans.push(absolute),
            },
        }
    }
    found.directories.sort_by(|a, b| a.path.cmp(&b.path).then(b.named.cmp(&a.named)));
    found.directories.dedup_by(|later, first| later.path == first.path);
    let mut seen = std::collections::BTreeSet::new();
    found.plans.retain(|plan| seen.insert(plan.clone()));
    found
}

/// The directory of one root module: the path, or that of the configuration file it names.
///
/// # Errors
/// It is not there, or holds no configuration.
pub fn root(path: Option<&Path>, files: &Files) -> Result<PathBuf, ReadError> {
    let path = files.absolute(path.unwrap_or(Path::new(".")));
    if path.is_file() {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        return match (is_configuration(name), path.parent()) {
            (true, Some(directory)) => Ok(directory.to_owned()),
            _ => Err(ReadError::NotAConfiguration(files.shown(&path))),
        };
    }
    match files.names(&path)?.iter().any(|name| is_configuration(name)) {
        true => Ok(path),
        false => Err(ReadError::NoConfiguration(files.shown(&path))),
    }
}

/// Directories that are never searched: what tools keep for themselves.
fn searched(name: &str) -> bool {
    !(name.starts_with('.') && name.len() > 1 && name != "..") && name != "node_modules"
}

fn walk(top: &Path, files: &Files, found: &mut Found) {
    let mut plans: Vec<PathBuf> = Vec::new();
    let mut configured: Vec<PathBuf> = Vec::new();
    let walk = WalkDir::new(top).sort_by_file_name().into_iter().filter_entry(|entry| {
        entry.depth() == 0 || !entry.file_type().is_dir() || entry.file_name().to_str().is_some_and(searched)
    });
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().map_or_else(|| files.shown(top), |path| files.shown(path));
                let reason = error.io_error().map_or_else(|| error.to_string(), reason);
                found.errors.push(ReadError::Refused { path, reason });
                continue;
            }
        };
        let Some(name) = entry.file_name().to_str() else { continue };
        if entry.file_type().is_dir() {
            continue;
        }
        if is_configuration(name) {
            let directory = entry.path().parent().unwrap_or(top).to_owned();
            if configured.last() != Some(&directory) && !configured.contains(&directory) {
                configured.push(directory);
            }
        } else if name.ends_with(".json") && entry.file_type().is_file() && looks_like_plan(entry.path()) {
            plans.push(entry.into_path());
        }
    }
    plans.retain(|plan| !configured.iter().any(|directory| plan.starts_with(directory)));
    found.plans.extend(plans);
    found.directories.extend(configured.into_iter().map(|path| Directory { named: path == *top, path }));
}

/// Whether the head of a file is a plan's.
fn looks_like_plan(path: &Path) -> bool {
    let mut head = Vec::new();
    std::fs::File::open(path).is_ok_and(|file| file.take(4096).read_to_end(&mut head).is_ok()) && plan::is_plan(&head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned_and_shown_with_slashes() {
        for (path, expected) in [("./a/../b", "b"), ("../x/./y", "../x/y"), (".", "."), ("/a/b/../c", "/a/c")] {
            let files = Files::in_memory([]);
            assert_eq!(files.shown(Path::new(path)), expected, "{path}");
        }
    }

    #[test]
    fn terraform_file_names() {
        let yes = ["main.tf", "a.tf.json", "x.tofu", "x.tofu.json"];
        let no = [".main.tf", "main.tf~", "#main.tf#", "terraform.tfvars", "a.json", "tf"];
        assert!(yes.iter().all(|name| is_configuration(name)));
        assert!(!no.iter().any(|name| is_configuration(name)));
        assert_eq!(yes.map(|name| Dialect::Terraform.reads(name)), [true, true, false, false]);
    }
}
