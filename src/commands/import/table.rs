//! A CSV file as rows by named columns, in Chinese or English, with every problem told by line.

use std::collections::BTreeMap;

/// Bytes of a file at most: 50,000 lines of 300 bytes, and margin.
pub(super) const FILE_MAX_BYTES: usize = 16 * 1024 * 1024;
/// Lines of a file at most: a site's hosts.
pub(super) const LINES_MAX: usize = 50_000;

/// A column: its name, the names it goes by in files, and whether it must be there.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) also: &'static [&'static str],
    pub(super) needed: bool,
}

/// What is wrong with a file, and in which line (from 1, the heading).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Wrong {
    /// The line.
    pub line: usize,
    /// What is wrong with it, as told to whoever imports.
    pub what: String,
}

impl Wrong {
    pub(super) fn at(line: usize, what: impl Into<String>) -> Wrong {
        Wrong { line, what: what.into() }
    }
}

/// One line by column names; absent and empty fields are empty texts.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: usize,
    fields: BTreeMap<&'static str, String>,
}

impl Row {
    pub(super) fn text(&self, column: &str) -> String {
        self.fields.get(column).cloned().unwrap_or_default()
    }

    /// Several values in one field, separated by `;` or `、`.
    pub(super) fn list(&self, column: &str) -> Vec<String> {
        let parts = self.text(column);
        parts
            .split([';', '；', '、'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// yes/no in either language; empty is no.
    pub(super) fn yes(&self, column: &str) -> Result<bool, Wrong> {
        match self.text(column).to_lowercase().as_str() {
            "" | "no" | "n" | "false" | "0" | "否" => Ok(false),
            "yes" | "y" | "true" | "1" | "是" => Ok(true),
            _ => Err(Wrong::at(self.line, format!("{column}: wanted yes or no (是 or 否)"))),
        }
    }
}

/// Reads a file. Total over any bytes.
pub(super) fn read(bytes: &[u8], columns: &[Column]) -> Result<Vec<Row>, Vec<Wrong>> {
    if bytes.len() > FILE_MAX_BYTES {
        return Err(vec![Wrong::at(1, format!("the file is larger than {FILE_MAX_BYTES} bytes"))]);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        // What a spreadsheet in China saves as plain CSV is GBK.
        return Err(vec![Wrong::at(1, "the file is not UTF-8: save it as \"CSV UTF-8\"")]);
    };
    let text = text.trim_start_matches('\u{feff}');
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let heading = reader.headers().map_err(|fault| vec![Wrong::at(1, fault.to_string())])?.clone();
    let places = place_columns(&heading, columns)?;
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (at, record) in reader.records().enumerate() {
        let line = at + 2;
        if at >= LINES_MAX {
            wrong.push(Wrong::at(line, format!("more than {LINES_MAX} lines")));
            break;
        }
        match record {
            Err(fault) => wrong.push(Wrong::at(line, fault.to_string())),
            Ok(record) if record.iter().all(str::is_empty) => {}
            Ok(record) => {
                let field =
                    |(name, at): &(&'static str, usize)| (*name, record.get(*at).unwrap_or("").to_owned());
                let row = Row { line, fields: places.iter().map(field).collect() };
                let lacks = columns.iter().filter(|c| c.needed && row.text(c.name).is_empty());
                wrong.extend(lacks.map(|c| Wrong::at(line, format!("{} is missing", c.name))));
                rows.push(row);
            }
        }
    }
    if wrong.is_empty() { Ok(rows) } else { Err(wrong) }
}

fn place_columns(
    heading: &csv::StringRecord,
    columns: &[Column],
) -> Result<Vec<(&'static str, usize)>, Vec<Wrong>> {
    let (mut places, mut wrong) = (Vec::new(), Vec::new());
    for (at, title) in heading.iter().enumerate() {
        let title = title.to_lowercase();
        let known =
            columns.iter().find(|column| column.name == title || column.also.contains(&title.as_str()));
        match known {
            Some(column) if places.iter().any(|(name, _)| *name == column.name) => {
                wrong.push(Wrong::at(1, format!("column {} stands there twice", column.name)));
            }
            Some(column) => places.push((column.name, at)),
            None if title.is_empty() => {}
            None => wrong
                .push(Wrong::at(1, format!("column {title:?} is not known; known are: {}", names(columns)))),
        }
    }
    for column in columns.iter().filter(|c| c.needed && !places.iter().any(|(name, _)| *name == c.name)) {
        wrong.push(Wrong::at(1, format!("column {} is missing", column.name)));
    }
    if wrong.is_empty() { Ok(places) } else { Err(wrong) }
}

fn names(columns: &[Column]) -> String {
    let both = |column: &Column| match column.also.first() {
        Some(other) => format!("{} ({other})", column.name),
        None => column.name.to_owned(),
    };
    columns.iter().map(both).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column { name: "number", also: &["工号"], needed: true },
        Column { name: "name", also: &["姓名"], needed: true },
        Column { name: "unlisted", also: &[], needed: false },
    ];

    #[test]
    fn headings_in_either_language_name_the_columns() {
        let rows = read("\u{feff}姓名,工号\n张伟,E1\n\n李娜,E2\n".as_bytes(), COLUMNS).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].text("number"), rows[0].text("name")), ("E1".into(), "张伟".into()));
        assert_eq!(rows[0].yes("unlisted"), Ok(false));
    }

    #[test]
    fn every_problem_is_told_by_line() {
        let wrong = read("name,number\n,E1\n张伟,\n".as_bytes(), COLUMNS).unwrap_err();
        assert_eq!(wrong, [Wrong::at(2, "name is missing"), Wrong::at(3, "number is missing")]);
        assert!(read("name,colour\n".as_bytes(), COLUMNS).unwrap_err().len() == 2);
    }

    #[test]
    fn gbk_is_told_what_to_do_and_nothing_panics() {
        let wrong = read(b"\xd0\xd5\xc3\xfb\n", COLUMNS).unwrap_err();
        assert!(wrong[0].what.contains("CSV UTF-8"));
        for seed in 0..500u64 {
            let mut random = fastrand::Rng::with_seed(seed);
            let bytes: Vec<u8> = (0..random.usize(0..200)).map(|_| random.u8(..)).collect();
            let _told = read(&bytes, COLUMNS);
        }
    }
}
