//! What is wrong with a configuration, in words a person can act on.

use std::fmt;
use std::path::PathBuf;

/// One wrong key: where it is, what was found there, what is wanted instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line in the file, from 1; `None` where the wish concerns a key that is not written.
    pub line: Option<usize>,
    /// The whole path of the key, such as `gate.pulse_ms`; tables of a list count from 1: `reader[2].id`.
    pub key: String,
    /// The value as it stands in the file, cut to one short line.
    pub found: String,
    /// What would be right.
    pub wanted: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        let Self { key, found, wanted, .. } = self;
        if key.is_empty() {
            write!(f, "found {found}, wanted: {wanted}")
        } else {
            write!(f, "{key} is {found}, wanted: {wanted}")
        }
    }
}

/// Why a configuration file gave no settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsFault {
    /// The file could not be opened or read.
    #[error("failed to read the configuration {}", path.display())]
    Read {
        /// The file asked for.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// The file is longer than any configuration; it is most likely another file.
    #[error("{} is longer than {max} bytes: this is no configuration", path.display())]
    TooLong {
        /// The file asked for.
        path: PathBuf,
        /// The limit, in bytes.
        max: u64,
    },
    /// The file was read and is wrong; every problem is listed.
    #[error("{} is not valid:{}", path.display(), listed(problems))]
    Wrong {
        /// The file asked for.
        path: PathBuf,
        /// All that is wrong, in the order of the file.
        problems: Vec<Problem>,
    },
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("\n  {problem}")).collect()
}
