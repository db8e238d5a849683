//! Functions of files and of paths.

use super::{Body, FileAccess, Function, Param, not_computed, not_null, str_at, text, unknown, unknown_with};
use crate::eval::convert;
use crate::eval::value::{Facts, Fault, Origin, Type, Value};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regex::{Regex, RegexBuilder};

pub(super) fn function(name: &str) -> Option<Function> {
    use Param::Text;
    let of_text = |run: fn(&[Value]) -> Result<Value, Fault>| Function::new(&[Text], Body::Known(Type::String, run));
    Some(match name {
        // A path of which podroom knows where it leads comes here as that.
        "abspath" => Function::new(&[Text], Body::Files(Type::String, abspath)),
        "basename" => Function::new(&[Text], Body::Parts(basename)),
        "dirname" => Function::new(&[Text], Body::Parts(dirname)),
        "file" => Function::new(&[Text], Body::Files(Type::String, file)),
        "filebase64" => Function::new(&[Text], Body::Files(Type::String, filebase64)),
        "fileexists" => Function::new(&[Text], Body::Files(Type::Bool, fileexists)),
        "fileset" => Function::new(&[Text, Text], Body::Files(Type::set(Type::String), fileset)),
        "pathexpand" => of_text(pathexpand),
        _ => return None,
    })
}

/// Why a file's content is unknown though Terraform would read it.
pub fn outside(path: &str) -> String {
    format!("`{path}` is outside the scanned directories")
}

fn file(args: &[Value], files: &mut dyn FileAccess) -> Result<Value, Fault> {
    let path = str_at(args, 0)?;
    if !files.covers(path) {
        return Ok(not_computed(Type::String, outside(path)));
    }
    let content = String::from_utf8(files.read(path)?);
    text(content.map_err(|_| Fault::argument(0, "the file is not valid UTF-8; use `filebase64`"))?)
}

fn filebase64(args: &[Value], files: &mut dyn FileAccess) -> Result<Value, Fault> {
    let path = str_at(args, 0)?;
    if !files.covers(path) {
        return Ok(not_computed(Type::String, outside(path)));
    }
    text(STANDARD.encode(files.read(path)?))
}

fn fileexists(args: &[Value], files: &mut dyn FileAccess) -> Result<Value, Fault> {
    let path = str_at(args, 0)?;
    if !files.covers(path) {
        return Ok(not_computed(Type::Bool, outside(path)));
    }
    Ok(Value::bool(files.read(path).is_ok()))
}

fn fileset(args: &[Value], files: &mut dyn FileAccess) -> Result<Value, Fault> {
    let (directory, pattern) = (str_at(args, 0)?, str_at(args, 1)?);
    let set = Type::set(Type::String);
    if !files.covers(directory) {
        return Ok(not_computed(set, outside(directory)));
    }
    let pattern = glob(&clean(pattern))?;
    let found = files.list(directory)?.into_iter().filter(|path| pattern.is_match(path)).map(Value::string).collect();
    convert::convert(&Value::list(Type::String, found), &set)
}

/// A pattern of `fileset`: `*` and `?` stay within a directory, `**` does not, `{a,b}` is either, `[a-z]` a class.
///
/// Source: bmatcuk/doublestar v1, which Terraform 1.11 uses, read 2026-11-23.
fn glob(pattern: &str) -> Result<Regex, Fault> {
    let refusal = || Fault::argument(1, format!("`{pattern}` is not a file pattern"));
    let mut out = String::from(r"\A(?:");
    let mut rest = pattern;
    let mut depth = 0usize;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**/") {
            out.push_str("(?:.*/)?");
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix("**") {
            out.push_str(".*");
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '{' => {
                depth += 1;
                out.push_str("(?:");
            }
            '}' if depth > 0 => {
                depth -= 1;
                out.push(')');
            }
            ',' if depth > 0 => out.push('|'),
            '[' | ']' | '-' => out.push(c),
            '\\' => {
                let escaped = rest.chars().next().unwrap_or('\\');
                rest = rest.strip_prefix(escaped).unwrap_or(rest);
                out.push_str(&regex::escape(escaped.encode_utf8(&mut [0; 4])));
            }
            '^' | '!' if out.ends_with('[') => out.push('^'),
            c => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out.push_str(r")\z");
    RegexBuilder::new(&out).size_limit(1 << 20).dot_matches_new_line(true).build().map_err(|_| refusal())
}

fn abspath(args: &[Value], files: &mut dyn FileAccess) -> Result<Value, Fault> {
    let path = str_at(args, 0)?;
    if path.starts_with('/') {
        return text(clean(path));
    }
    Ok(absolute(path, &files.here(), "`abspath()` depends on the directory Terraform runs in"))
}

/// The absolute form of a path that starts in the root module's directory, which is at `here` in the scanned tree: not
/// known, but how it ends is.
pub fn absolute(path: &str, here: &str, why: &str) -> Value {
    let below = if here.is_empty() { clean(path) } else { clean(&format!("{here}/{path}")) };
    let suffix = match below.as_str() {
        "." | ".." => None,
        below if below.starts_with("../") => None,
        below => Some(format!("/{below}").into()),
    };
    let facts = Facts { suffix, path: Some(clean(path).into()), ..not_null() };
    Value::unknown_with(Type::String, vec![Origin::NotComputed(why.into(), None)], facts)
}

fn pathexpand(args: &[Value]) -> Result<Value, Fault> {
    let path = str_at(args, 0)?;
    if !path.starts_with('~') {
        return text(path.to_owned());
    }
    Ok(not_computed(Type::String, "`pathexpand()` depends on the user that runs Terraform".to_owned()))
}

/// The last part of a path; how it ends may be known when the path is not.
fn basename(args: &[Value]) -> Result<Value, Fault> {
    if let Some(path) = args[0].as_str() {
        return text(base(path));
    }
    let suffix = args[0].as_unknown().and_then(|unknown| unknown.facts.suffix.as_deref()).unwrap_or_default();
    match suffix.trim_end_matches('/').rsplit_once('/') {
        Some((_, last)) => text(last.to_owned()),
        None => Ok(unknown(Type::String, args)),
    }
}

/// The directory of a path. One that podroom knows as a place in the scanned tree is such a place again.
fn dirname(args: &[Value]) -> Result<Value, Fault> {
    if let Some(path) = args[0].as_str() {
        return text(dir(path));
    }
    let facts = args[0].as_unknown().map(|unknown| unknown.facts.clone()).unwrap_or_default();
    let is_name = |part: &str| !matches!(part, "" | "." | "..");
    let path = match facts.path.as_deref() {
        Some(".") => Some("..".to_owned()),
        Some(path) if is_name(base(path).as_str()) && !path.ends_with('/') => Some(dir(path)),
        _ => None,
    };
    let above = facts.suffix.as_deref().and_then(|suffix| {
        let (above, last) = suffix.rsplit_once('/').filter(|_| facts.path.is_some())?;
        (is_name(last) && above.split('/').skip(1).all(is_name)).then_some(above)
    });
    let suffix = above.filter(|above| above.starts_with('/')).map(Into::into);
    Ok(unknown_with(Type::String, args, Facts { suffix, path: path.map(Into::into), ..not_null() }))
}

/// Go's `filepath.Base`.
fn base(path: &str) -> String {
    let trimmed = path.trim_end_matches('/');
    match (path.is_empty(), trimmed.rsplit('/').next()) {
        (true, _) => ".".to_owned(),
        (_, None | Some("")) => "/".to_owned(),
        (_, Some(last)) => last.to_owned(),
    }
}

/// Go's `filepath.Dir`.
fn dir(path: &str) -> String {
    clean(path.rfind('/').map_or("", |slash| &path[..=slash]))
}

/// Go's `filepath.Clean`: the shortest path that means the same.
fn clean(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    match (absolute, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::absolute;
    use crate::eval::functions::call;
    use crate::eval::functions::testing::{Files, json, value};
    use crate::eval::value::{Fault, Value};

    fn called(name: &str, args: &str) -> Result<Value, Fault> {
        let mut files = Files([("a/b.json", "{}"), ("a/c/d.json", "1"), ("a/c/e.tf", "é")].into());
        call(name, value(args).as_sequence().unwrap(), &mut files).unwrap()
    }

    #[test]
    fn a_path_of_the_tree_ends_as_it_does_there() {
        let of = |name: &str, path: &Value| {
            call(name, std::slice::from_ref(path), &mut Files([("x/y", "z")].into())).unwrap().unwrap()
        };
        let ends = |value: &Value| {
            let facts = value.as_unknown().unwrap().facts.clone();
            (facts.suffix.unwrap_or_default().to_string(), facts.path.unwrap_or_default().to_string())
        };
        let cwd = absolute(".", "envs/dev", "");
        assert_eq!(ends(&cwd), ("/envs/dev".into(), ".".into()));
        assert_eq!(json(&of("basename", &cwd)), r#""dev""#);
        let above = of("dirname", &cwd);
        assert_eq!(ends(&above), ("/envs".into(), "..".into()));
        assert_eq!(json(&of("basename", &above)), r#""envs""#);
        let top = of("dirname", &above);
        assert_eq!(ends(&top), (String::new(), String::new()));
        assert_eq!(json(&of("basename", &top)), "?");
        assert_eq!(json(&of("basename", &absolute(".", "", ""))), "?");
        assert_eq!(ends(&absolute("../../modules/a", "envs/dev", "")).0, "/modules/a");
        assert_eq!(ends(&absolute("../../..", "envs/dev", "")).0, "");
        assert_eq!(json(&of("file", &absolute("./x/y", "envs", ""))), r#""z""#);
        assert_eq!(ends(&of("abspath", &absolute("x/../a", "", ""))), ("/a".into(), "a".into()));
    }

    #[test]
    fn files_are_read_where_they_may_be() {
        for (name, args, expected) in [
            ("file", r#"["a/b.json"]"#, r#""{}""#),
            ("filebase64", r#"["a/c/e.tf"]"#, r#""w6k=""#),
            ("filemd5", r#"["a/c/d.json"]"#, r#""c4ca4238a0b923820dcc509a6f75849b""#),
            ("fileexists", r#"["a/b.json"]"#, "true"),
            ("fileexists", r#"["a/x"]"#, "false"),
            ("fileexists", r#"["/etc/passwd"]"#, "?"),
            ("file", r#"["/etc/passwd"]"#, "?"),
            ("fileset", r#"["a", "*.json"]"#, r#"["b.json"]"#),
            ("fileset", r#"["a", "**"]"#, r#"["b.json","c/d.json","c/e.tf"]"#),
            ("fileset", r#"["a", "**/*.json"]"#, r#"["b.json","c/d.json"]"#),
            ("fileset", r#"["a", "c/?.{tf,json}"]"#, r#"["c/d.json","c/e.tf"]"#),
            ("fileset", r#"["a", "[!c]*"]"#, r#"["b.json"]"#),
            ("abspath", r#"["/a/../b/./c"]"#, r#""/b/c""#),
            ("abspath", r#"["a"]"#, "?"),
            ("basename", r#"["a/b/"]"#, r#""b""#),
            ("dirname", r#"["a/b/"]"#, r#""a/b""#),
            ("pathexpand", r#"["a/b"]"#, r#""a/b""#),
            ("pathexpand", r#"["~/a"]"#, "?"),
        ] {
            assert_eq!(json(&called(name, args).unwrap()), expected, "{name}{args}");
        }
        assert!(called("file", r#"["a/x"]"#).is_err());
        assert!(called("fileset", r#"["a", "["]"#).is_err());
    }
}
