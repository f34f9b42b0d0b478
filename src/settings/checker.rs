//! Walks a parsed file by hand, so that every wrong key is told at once and with its line.

use super::Problem;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Longest piece of a wrong value that is shown back, in characters: enough to find it, short enough for one line.
const FOUND_CHARS_MAX: usize = 60;
/// Longest path in a configuration, in bytes: what Linux takes (PATH_MAX) less its end mark.
const PATH_BYTES_MAX: usize = 4095;

/// The text and where its lines begin.
pub(super) struct Source<'t> {
    text: &'t str,
    line_starts: Vec<usize>,
}

impl<'t> Source<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, line_starts: std::iter::once(0).chain(ends).collect() }
    }

    fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }

    fn found(&self, value: &Spanned<DeValue<'_>>) -> String {
        match value.get_ref() {
            DeValue::Table(_) => "a table".to_owned(),
            _ => shortened(self.text.get(value.span()).unwrap_or("unreadable")),
        }
    }
}

/// Makes one short line of any text.
pub(super) fn shortened(text: &str) -> String {
    let mut line: String =
        text.chars().take(FOUND_CHARS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(FOUND_CHARS_MAX).is_some() {
        line.push('…');
    }
    line
}

/// Checks a whole text: `walk` takes what it knows from the root, what is left is unknown.
///
/// Gives what `walk` made if nothing at all is wrong, else every problem in the order of the file.
pub(super) fn check<T>(text: &str, walk: impl FnOnce(&mut Section<'_>) -> T) -> Result<T, Vec<Problem>> {
    let source = Source::new(text);
    let (table, syntax) = DeTable::parse_recoverable(text);
    let mut problems: Vec<Problem> = syntax
        .iter()
        .map(|error| {
            let span = error.span().unwrap_or(0..0);
            Problem {
                line: Some(source.line(span.start)),
                key: String::new(),
                found: text.get(span).map_or_else(String::new, |piece| format!("`{}`", shortened(piece))),
                wanted: error.message().to_owned(),
            }
        })
        .collect();
    let broken: Vec<Option<usize>> = problems.iter().map(|problem| problem.line).collect();
    let mut root = Section::new(&source, String::new(), None, table.into_inner());
    let made = walk(&mut root);
    // A line that cannot be read gives a made-up value: its second problem would only mislead.
    problems.extend(root.finish().into_iter().filter(|problem| !broken.contains(&problem.line)));
    if problems.is_empty() {
        return Ok(made);
    }
    problems.sort_by_key(|problem| problem.line.unwrap_or(usize::MAX));
    Err(problems)
}

/// As [`check`], of the section `key` alone: what is wrong in the others is not looked at, unless it keeps the text from
/// being read at all.
pub(super) fn check_section<T>(
    text: &str,
    key: &'static str,
    read: impl FnOnce(&mut Section<'_>) -> T,
) -> Result<T, Vec<Problem>> {
    check(text, |root| {
        let made = root.section(key, read);
        root.entries.clear();
        made
    })
}

struct Entry<'t> {
    line: usize,
    value: Spanned<DeValue<'t>>,
}

/// One table of the file while it is being read: every key is asked for once, the rest is unknown.
pub(super) struct Section<'t> {
    source: &'t Source<'t>,
    path: String,
    line: Option<usize>,
    entries: BTreeMap<String, Entry<'t>>,
    lines: BTreeMap<&'static str, usize>,
    known: Vec<&'static str>,
    problems: Vec<Problem>,
}

impl<'t> Section<'t> {
    fn new(source: &'t Source<'t>, path: String, line: Option<usize>, table: DeTable<'t>) -> Self {
        let entries = table
            .into_iter()
            .map(|(key, value)| {
                let line = source.line(key.span().start);
                (key.into_inner().into_owned(), Entry { line, value })
            })
            .collect();
        Self { source, path, line, entries, lines: BTreeMap::new(), known: Vec::new(), problems: Vec::new() }
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn take(&mut self, key: &'static str) -> Option<Entry<'t>> {
        self.known.push(key);
        let entry = self.entries.remove(key)?;
        self.lines.insert(key, entry.line);
        Some(entry)
    }

    fn wrong(&mut self, line: usize, key: String, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = self.source.found(value);
        self.problems.push(Problem { line: Some(line), key, found, wanted: wanted.to_owned() });
    }

    /// Names a key that reads well alone but does not fit with another one.
    pub(super) fn refuse(&mut self, key: &'static str, found: impl ToString, wanted: &str) {
        let line = self.lines.get(key).copied().or(self.line);
        let key = self.path_of(key);
        self.problems.push(Problem { line, key, found: found.to_string(), wanted: wanted.to_owned() });
    }

    /// Says so if `key` is not written, for keys where any default would be a guess.
    pub(super) fn demand(&mut self, key: &'static str, wanted: &str) {
        if !self.entries.contains_key(key) {
            self.refuse(key, "not written", wanted);
        }
    }

    /// Takes `key` by `read`; `None` from it means the value is not what is `wanted`.
    pub(super) fn parsed<T>(
        &mut self,
        key: &'static str,
        default: T,
        wanted: &str,
        read: impl FnOnce(&DeValue<'_>) -> Option<T>,
    ) -> T {
        let Some(entry) = self.take(key) else { return default };
        match read(entry.value.get_ref()) {
            Some(value) => value,
            None => {
                let path = self.path_of(key);
                self.wrong(entry.line, path, &entry.value, wanted);
                default
            }
        }
    }

    /// `true` or `false`.
    pub(super) fn yes_no(&mut self, key: &'static str, default: bool) -> bool {
        self.parsed(key, default, "true or false", |value| value.as_bool())
    }

    /// A whole number in `range`, counted in `unit`.
    pub(super) fn whole<T>(
        &mut self,
        key: &'static str,
        default: T,
        range: RangeInclusive<T>,
        unit: &str,
    ) -> T
    where
        T: TryFrom<i64> + PartialOrd + Copy + std::fmt::Display,
    {
        let wanted = format!("a whole number from {} to {} ({unit})", range.start(), range.end());
        self.parsed(key, default, &wanted, |value| integer(value).filter(|number| range.contains(number)))
    }

    /// A whole number in `range`; not written means not there.
    pub(super) fn maybe_whole<T>(
        &mut self,
        key: &'static str,
        range: RangeInclusive<T>,
        unit: &str,
    ) -> Option<T>
    where
        T: TryFrom<i64> + PartialOrd + Copy + std::fmt::Display,
    {
        let wanted = format!("a whole number from {} to {} ({unit})", range.start(), range.end());
        self.parsed(key, None, &wanted, |value| {
            integer(value).filter(|number| range.contains(number)).map(Some)
        })
    }

    /// One of a few words.
    pub(super) fn one_of<T: Copy>(&mut self, key: &'static str, default: T, words: &[(&str, T)]) -> T {
        let listed: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        self.parsed(key, default, &listed.join(" or "), |value| {
            let found = value.as_str()?;
            words.iter().find(|(word, _)| *word == found).map(|(_, meaning)| *meaning)
        })
    }

    /// Any of a few words, each once.
    pub(super) fn words<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> Vec<T> {
        let listed: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        let wanted = format!("a list of any of {}, each once", listed.join(", "));
        self.parsed(key, Vec::new(), &wanted, |value| {
            let (mut left, mut found) = (words.to_vec(), Vec::new());
            for value in value.as_array()?.iter() {
                let at = left.iter().position(|(word, _)| Some(*word) == value.get_ref().as_str())?;
                found.push(left.swap_remove(at).1);
            }
            Some(found)
        })
    }

    /// One line of 1 to `max` characters.
    pub(super) fn line(&mut self, key: &'static str, default: &str, max: usize) -> String {
        let wanted = format!("one line of 1 to {max} characters");
        self.parsed(key, default.to_owned(), &wanted, |value| one_line(value.as_str()?, max))
    }

    /// One line of up to `max` characters; an empty text means not there.
    pub(super) fn maybe_line(&mut self, key: &'static str, max: usize) -> Option<String> {
        let wanted = format!("one line of at most {max} characters, \"\" for none");
        self.parsed(key, None, &wanted, |value| match value.as_str()? {
            "" => Some(None),
            text => one_line(text, max).map(Some),
        })
    }

    /// A path in the file system, not empty.
    pub(super) fn path(&mut self, key: &'static str, default: &str) -> PathBuf {
        let wanted = "a path; relative ones start in the folder of this file";
        self.parsed(key, default.into(), wanted, |value| {
            let fits = |text: &&str| !text.is_empty() && text.len() <= PATH_BYTES_MAX && !text.contains('\0');
            value.as_str().filter(fits).map(PathBuf::from)
        })
    }

    /// Reads the table `key` by `read`; not written reads as an empty one.
    pub(super) fn section<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Section<'t>) -> T) -> T {
        let wanted = format!("a section [{}]", self.path_of(key));
        self.section_like(key, &wanted, read)
    }

    /// As [`Section::section`], with words of its own for what is `wanted` where there is no table.
    pub(super) fn section_like<T>(
        &mut self,
        key: &'static str,
        wanted: &str,
        read: impl FnOnce(&mut Section<'t>) -> T,
    ) -> T {
        let path = self.path_of(key);
        let (line, table) = match self.take(key) {
            None => (None, None),
            Some(entry) => (Some(entry.line), self.table(entry, &path, wanted)),
        };
        self.within(path, line, table.unwrap_or_default(), read)
    }

    /// Reads every table of the list `[[key]]` by `read`; `None` if the list is not written.
    pub(super) fn sections<T>(
        &mut self,
        key: &'static str,
        max: usize,
        mut read: impl FnMut(&mut Section<'t>) -> T,
    ) -> Option<Vec<T>> {
        let path = self.path_of(key);
        let wanted = format!("1 to {max} sections [[{path}]]");
        let Entry { line, value } = self.take(key)?;
        let (count, found) = match value.get_ref() {
            DeValue::Array(list) => (list.len(), format!("{} of them", list.len())),
            _ => (0, self.source.found(&value)),
        };
        let DeValue::Array(list) = value.into_inner() else {
            self.problems.push(Problem { line: Some(line), key: path, found, wanted });
            return None;
        };
        if count == 0 || count > max {
            self.problems.push(Problem { line: Some(line), key: path, found, wanted });
            return None;
        }
        let mut made = Vec::with_capacity(count);
        for (index, value) in list.into_iter().enumerate() {
            let path = format!("{path}[{}]", index + 1);
            let line = self.source.line(value.span().start);
            if let Some(table) = self.table(Entry { line, value }, &path, "a table") {
                made.push(self.within(path, Some(line), table, &mut read));
            }
        }
        Some(made)
    }

    fn table(&mut self, entry: Entry<'t>, path: &str, wanted: &str) -> Option<DeTable<'t>> {
        if !matches!(entry.value.get_ref(), DeValue::Table(_)) {
            self.wrong(entry.line, path.to_owned(), &entry.value, wanted);
        }
        match entry.value.into_inner() {
            DeValue::Table(table) => Some(table),
            _ => None,
        }
    }

    fn within<T>(
        &mut self,
        path: String,
        line: Option<usize>,
        table: DeTable<'t>,
        read: impl FnOnce(&mut Section<'t>) -> T,
    ) -> T {
        let mut section = Section::new(self.source, path, line, table);
        let made = read(&mut section);
        self.problems.extend(section.finish());
        made
    }

    fn finish(mut self) -> Vec<Problem> {
        for (key, entry) in std::mem::take(&mut self.entries) {
            let wanted = format!("no such key; known here: {}", self.known.join(", "));
            let path = self.path_of(&shortened(&key));
            self.wrong(entry.line, path, &entry.value, &wanted);
        }
        self.problems
    }
}

fn integer<T: TryFrom<i64>>(value: &DeValue<'_>) -> Option<T> {
    let DeValue::Integer(number) = value else { return None };
    T::try_from(i64::from_str_radix(number.as_str(), number.radix()).ok()?).ok()
}

fn one_line(text: &str, max: usize) -> Option<String> {
    let fits = !text.trim().is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}
