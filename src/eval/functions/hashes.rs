//! Digests of strings and files.

use super::{Body, Function, Param, not_computed, str_at, text};
use crate::eval::functions::FileAccess;
use crate::eval::value::{Fault, Type, Value};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::Digest as _;

pub(super) fn function(name: &str) -> Option<Function> {
    use Param::{Number, Text};
    let of_text = |run: fn(&[Value]) -> Result<Value, Fault>| Function::new(&[Text], Body::Known(Type::String, run));
    let of_file = |run: fn(&[Value], &mut dyn FileAccess) -> Result<Value, Fault>| {
        Function::new(&[Text], Body::Files(Type::String, run))
    };
    Some(match name {
        "base64sha256" => of_text(|args| base64(&sha256(str_at(args, 0)?.as_bytes()))),
        "base64sha512" => of_text(|args| base64(&sha512(str_at(args, 0)?.as_bytes()))),
        "bcrypt" => Function::variadic(&[Text], Number, Body::NotComputed(Type::String)),
        "filebase64sha256" => of_file(|args, files| of_bytes(args, files, |bytes| base64(&sha256(bytes)))),
        "filebase64sha512" => of_file(|args, files| of_bytes(args, files, |bytes| base64(&sha512(bytes)))),
        "filemd5" => of_file(|args, files| of_bytes(args, files, |bytes| hex(&md5(bytes)))),
        "filesha1" => of_file(|args, files| of_bytes(args, files, |bytes| hex(&sha1(bytes)))),
        "filesha256" => of_file(|args, files| of_bytes(args, files, |bytes| hex(&sha256(bytes)))),
        "filesha512" => of_file(|args, files| of_bytes(args, files, |bytes| hex(&sha512(bytes)))),
        "md5" => of_text(|args| hex(&md5(str_at(args, 0)?.as_bytes()))),
        "rsadecrypt" => Function::new(&[Text, Text], Body::NotComputed(Type::String)),
        "sha1" => of_text(|args| hex(&sha1(str_at(args, 0)?.as_bytes()))),
        "sha256" => of_text(|args| hex(&sha256(str_at(args, 0)?.as_bytes()))),
        "sha512" => of_text(|args| hex(&sha512(str_at(args, 0)?.as_bytes()))),
        "uuid" => Function::new(&[], Body::NotComputed(Type::String)),
        "uuidv5" => Function::new(&[Text, Text], Body::Known(Type::String, uuidv5)),
        _ => return None,
    })
}

fn of_bytes(
    args: &[Value],
    files: &mut dyn FileAccess,
    digest: fn(&[u8]) -> Result<Value, Fault>,
) -> Result<Value, Fault> {
    let path = str_at(args, 0)?;
    if !files.covers(path) {
        return Ok(not_computed(Type::String, super::files::outside(path)));
    }
    digest(&files.read(path)?)
}

fn md5(bytes: &[u8]) -> Vec<u8> {
    md5::Md5::digest(bytes).to_vec()
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    sha1::Sha1::digest(bytes).to_vec()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    sha2::Sha256::digest(bytes).to_vec()
}

fn sha512(bytes: &[u8]) -> Vec<u8> {
    sha2::Sha512::digest(bytes).to_vec()
}

fn base64(bytes: &[u8]) -> Result<Value, Fault> {
    text(STANDARD.encode(bytes))
}

fn hex(bytes: &[u8]) -> Result<Value, Fault> {
    text(hex_digits(bytes))
}

fn hex_digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        out.push_str(&format!("{byte:02x}"));
        out
    })
}

/// A name-based UUID: the SHA-1 of namespace and name, with version and variant put in.
/// Source: RFC 9562, sections 5.5 and 6.6, read 2026-11-23.
fn uuidv5(args: &[Value]) -> Result<Value, Fault> {
    let (namespace, name) = (str_at(args, 0)?, str_at(args, 1)?);
    let uuid = match namespace {
        "dns" | "url" | "oid" | "x500" => {
            let number = match namespace {
                "dns" => 0u32,
                "url" => 1,
                "oid" => 2,
                _ => 4,
            };
            format!("6ba7b81{number:x}-9dad-11d1-80b4-00c04fd430c8")
        }
        other => other.to_owned(),
    };
    let refusal = || Fault::argument(0, format!("`{namespace}` is neither dns, url, oid, x500 nor a UUID"));
    let mut bytes = uuid_bytes(&uuid).ok_or_else(refusal)?;
    bytes.extend_from_slice(name.as_bytes());
    let mut digest = sha1(&bytes);
    digest.truncate(16);
    digest[6] = digest[6] & 0x0f | 0x50;
    digest[8] = digest[8] & 0x3f | 0x80;
    let hex = hex_digits(&digest);
    text([&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"))
}

/// The bytes of a UUID: with hyphens, also in braces or after `urn:uuid:`, or bare.
fn uuid_bytes(text: &str) -> Option<Vec<u8>> {
    let bare = text.strip_prefix("urn:uuid:").unwrap_or(text);
    let bare = bare.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(bare);
    let hyphens: Vec<usize> = bare.match_indices('-').map(|(at, _)| at).collect();
    let digits = bare.replace('-', "");
    let shaped = hyphens.is_empty() || hyphens == [8, 13, 18, 23];
    if !shaped || digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    (0..16).map(|n| u8::from_str_radix(&digits[2 * n..2 * n + 2], 16).ok()).collect()
}
