//! Rust sources as a test reads them: without comments, strings and tests, line for line.

use std::fs;
use std::path::{Path, PathBuf};

/// One source file.
pub struct Source {
    /// Path from the root of the tree, as in `src/lib.rs`.
    pub path: String,
    /// The text without comments, strings and `#[cfg(test)]` modules; every line is where it was.
    pub code: String,
}

/// The tree the test was built from.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` with one of these endings, sorted. A folder that is not there has none.
pub fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(next) = folders.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| endings.contains(&end.to_str().unwrap())) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every Rust source below `folder`.
pub fn sources(folder: &str) -> Vec<Source> {
    files(folder, &["rs"])
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let code = without_tests(&bare(&text));
            Source { path: path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(), code }
        })
        .collect()
}

/// Line of the byte at `at`, from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Where the word `word` begins in `code`, each time: not as a part of a longer name.
pub fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let before = code[..*at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(in_name) && !after.is_some_and(in_name)
    })
}

/// Whether `sign` may stand in a name.
pub fn in_name(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// `text` with comments, strings and characters as blanks; line breaks stay.
pub fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let named = out.chars().next_back().is_some_and(in_name);
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = raw_string(rest).filter(|_| !named) {
            length
        } else if sign == '"' {
            quoted(rest, '"')
        } else if let Some(length) = character(rest) {
            length
        } else {
            out.push(sign);
            rest = &rest[sign.len_utf8()..];
            continue;
        };
        out.extend(rest[..length].chars().map(|sign| if sign == '\n' { '\n' } else { ' ' }));
        rest = &rest[length..];
    }
    out
}

/// Bytes of the block comment `rest` begins with; they nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().unwrap().len_utf8();
        }
    }
    rest.len()
}

/// Bytes of the raw string `rest` begins with, if it does.
fn raw_string(rest: &str) -> Option<usize> {
    let begin = ["br", "cr", "r"].into_iter().find(|begin| rest.starts_with(begin))?;
    let hashes = rest[begin.len()..].bytes().take_while(|sign| *sign == b'#').count();
    let open = begin.len() + hashes + 1;
    if rest.as_bytes().get(open - 1) != Some(&b'"') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    Some(rest[open..].find(&close).map_or(rest.len(), |at| open + at + close.len()))
}

/// Bytes of the string or character in `quote` that `rest` begins with.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, sign) in rest.char_indices().skip(1) {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if sign == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Bytes of the character `rest` begins with; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let mut signs = rest.strip_prefix('\'')?.chars();
    let first = signs.next()?;
    (first == '\\' || signs.next() == Some('\'')).then(|| quoted(rest, '\''))
}

/// `code` with every `#[cfg(test)] mod` as blanks.
fn without_tests(code: &str) -> String {
    let mut out = code.to_owned();
    let mut from = 0;
    while let Some(at) = out[from..].find("#[cfg(test)]").map(|at| from + at) {
        let end = item_end(&out, at);
        let blank: String = out[at..end].chars().map(|sign| if sign == '\n' { '\n' } else { ' ' }).collect();
        out.replace_range(at..end, &blank);
        from = at + blank.len();
    }
    out
}

/// End of the item whose attribute stands at `at`: behind its `;`, or behind the brace that closes it.
fn item_end(code: &str, at: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, sign) in code[at..].char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + offset + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + offset + 1,
            _ => {}
        }
    }
    code.len()
}

#[test]
fn comments_strings_and_tests_are_no_code() {
    let text = r##"use a::b; // c::d
/* e /* f */ g */ fn h<'i>(j: &'i str) -> char { '\'' }
const K: &str = "l \" m"; const N: &str = r#"o " p"#; const Q: [char; 2] = ['"', '\\'];
#[cfg(test)]
mod tests { fn r() { s() } }
fn t() {}
"##;
    let code = without_tests(&bare(text));
    assert_eq!(code.lines().count(), text.lines().count());
    let names: Vec<&str> = code.split(|sign| !in_name(sign)).filter(|name| name.len() == 1).collect();
    assert_eq!(names, ["a", "b", "h", "i", "j", "i", "K", "N", "Q", "2", "t"]);
}
