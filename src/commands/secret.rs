//! A secret that opens or closes a key set: out of a file, standard input or the environment, never out of the
//! command line, which every process can read.

use super::{Exit, Failure};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Where a passphrase may stand for services; systemd hides it from other users.
pub(super) const PASSPHRASE_VARIABLE: &str = "GATEHOUSE_PASSPHRASE";
/// Longest secret, in bytes: a sentence and more, so that a wrong file is noticed.
const SECRET_BYTES_MAX: u64 = 1024;
/// Fewest characters of a passphrase: below that, whoever has the set guesses it.
const PASSPHRASE_CHARS_MIN: usize = 12;

#[derive(Debug, thiserror::Error)]
enum SecretFault {
    #[error("{} holds more than {SECRET_BYTES_MAX} bytes; it is no secret of this kind", .0.display())]
    TooLong(PathBuf),
    #[error("a passphrase has at least {PASSPHRASE_CHARS_MIN} characters")]
    TooShort,
    #[error("cannot read the secret in {}", .path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
}

/// The passphrase in `file` (`-` is standard input), or else in the environment; nothing if there is neither.
pub(super) fn passphrase(file: Option<&Path>) -> Result<Option<Zeroizing<String>>, Failure> {
    let secret = match file {
        Some(file) => Some(read(file)?),
        None => std::env::var(PASSPHRASE_VARIABLE).ok().map(Zeroizing::new),
    };
    match secret {
        Some(secret) if secret.chars().count() < PASSPHRASE_CHARS_MIN => {
            Err(Failure::of(Exit::WrongUse)(SecretFault::TooShort))
        }
        secret => Ok(secret),
    }
}

/// The secret in `file` (`-` is standard input), without the end of its line.
pub(super) fn read(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let unreadable = |cause| SecretFault::Unreadable { path: file.to_owned(), cause };
    let mut secret = Zeroizing::new(String::new());
    let source: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(file).map_err(unreadable).map_err(Failure::of(Exit::Failed))?)
    };
    source
        .take(SECRET_BYTES_MAX + 1)
        .read_to_string(&mut secret)
        .map_err(unreadable)
        .map_err(Failure::of(Exit::Failed))?;
    if secret.len() as u64 > SECRET_BYTES_MAX {
        return Err(Failure::of(Exit::WrongUse)(SecretFault::TooLong(file.to_owned())));
    }
    Ok(Zeroizing::new(secret.trim_end_matches(['\r', '\n']).to_owned()))
}
