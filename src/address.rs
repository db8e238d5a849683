//! Terraform addresses: `module.vpc.aws_subnet.private[0]`.

use regex::Regex;
use std::fmt;
use std::sync::{Arc, LazyLock};

/// Which of the instances that `count` or `for_each` make. Ordered as Terraform lists them: numbers by size.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The only instance: neither `count` nor `for_each`.
    None,
    /// `[0]`, from `count`.
    Index(u64),
    /// `["a"]`, from `for_each`.
    Name(Arc<str>),
    /// `[*]`: every instance of a `count` or `for_each` that is not known. Terraform has no such address.
    Any,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Index(n) => write!(f, "[{n}]"),
            Self::Name(name) => write!(f, "[{}]", quoted(name)),
            Self::Any => f.write_str("[*]"),
        }
    }
}

/// A string as an HCL literal, quotes included. What would not show is written as an escape.
pub fn quoted(text: &str) -> String {
    let hidden = has_unprintable(text);
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if chars.peek() == Some(&'{') => out.extend([c, c]),
            c if hidden && UNPRINTABLE.is_match(c.encode_utf8(&mut [0; 4])) => out.push_str(&match u32::from(c) {
                code @ ..0x10000 => format!("\\u{code:04x}"),
                code => format!("\\U{code:08x}"),
            }),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether something in the text would not show.
pub fn has_unprintable(text: &str) -> bool {
    !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && UNPRINTABLE.is_match(text)
}

/// What Go does not count as printable: all but letters, marks, numbers, punctuation, symbols and the plain space, of
/// the Unicode version that it knows. Source: `unicode.IsPrint` of Go 1.23.
static UNPRINTABLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|\P{Age:15.0}").expect("a pattern of this file"));

/// A module instance: the path of calls from the root. Empty for the root module.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModulePath(pub Vec<(Arc<str>, Key)>);

impl ModulePath {
    /// The instance `key` of the call `name` made in this module.
    pub fn child(&self, name: Arc<str>, key: Key) -> Self {
        let mut path = self.0.clone();
        path.push((name, key));
        Self(path)
    }

    /// The output of that name; with an empty name, all of them. Absent for the root module, which nothing calls.
    pub fn output(&self, name: &str) -> Option<Arc<Ref>> {
        let mut module = self.clone();
        let (call, key) = module.0.pop()?;
        let address = Address { module, data: false, ty: "module".into(), name: call, key };
        Some(Arc::new(Ref { address: Arc::new(address), path: name.into() }))
    }
}

impl fmt::Display for ModulePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (name, key)) in self.0.iter().enumerate() {
            write!(f, "{}module.{name}{key}", if n == 0 { "" } else { "." })?;
        }
        Ok(())
    }
}

/// One instance of a resource or data source. Ordered by module, then type, name and key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The module instance that holds it.
    pub module: ModulePath,
    /// Whether it is a data source.
    pub data: bool,
    /// The resource type, such as `aws_subnet`.
    pub ty: Arc<str>,
    /// The name in the configuration.
    pub name: Arc<str>,
    /// Which instance.
    pub key: Key,
}

impl Address {
    /// The address of the block: every instance of it.
    pub fn block(&self) -> Self {
        Self { key: Key::None, ..self.clone() }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.module.0.is_empty() {
            write!(f, "{}.", self.module)?;
        }
        write!(f, "{}{}.{}{}", if self.data { "data." } else { "" }, self.ty, self.name, self.key)
    }
}

/// An attribute of an instance: what a reference names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ref {
    /// The instance.
    pub address: Arc<Address>,
    /// The attribute, with steps into it: `id`, `vpc_config[0].vpc_id`, `names[2]`.
    pub path: Arc<str>,
}

impl Ref {
    /// Whether it is an output of a module call, whose address is made as that of a resource of type `module`.
    pub fn is_output(&self) -> bool {
        &*self.address.ty == "module"
    }
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.address, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_and_sort_as_terraform_prints_them() {
        let module = ModulePath::default().child("vpc".into(), Key::Name("a\"b".into()));
        let at = |n| Address {
            module: module.clone(),
            data: false,
            ty: "aws_subnet".into(),
            name: "private".into(),
            key: Key::Index(n),
        };
        assert_eq!(at(0).to_string(), r#"module.vpc["a\"b"].aws_subnet.private[0]"#);
        assert!(at(2) < at(10));
        assert_eq!(at(2).block().to_string(), r#"module.vpc["a\"b"].aws_subnet.private"#);
    }

    #[test]
    fn quoted_text_keeps_templates_literal() {
        assert_eq!(quoted("a${b}\n"), r#""a$${b}\n""#);
        assert_eq!(quoted("$5"), r#""$5""#);
    }
}
