//! `tokens.toml`: which devices and offices may speak to the core. Only fingerprints of tokens are kept.

use super::private_file;
use crate::domain::Role;
use data_encoding::{BASE32_NOPAD, HEXLOWER_PERMISSIVE};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

/// Random bytes of a token: nothing to guess.
const TOKEN_BYTES: usize = 32;
/// Characters of a written token: [`TOKEN_BYTES`] in base32 without padding.
const TOKEN_CHARS: usize = (TOKEN_BYTES * 8).div_ceil(5);
/// Tokens of one file: screens and offices of the largest site; every one is compared at each request.
const TOKENS_MAX: usize = 64;
/// Longest label, in characters.
const LABEL_CHARS_MAX: usize = 40;
/// Longest file, in bytes: [`TOKENS_MAX`] entries of 512 bytes.
const FILE_BYTES_MAX: u64 = 512 * TOKENS_MAX as u64;

/// What the bearer of a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenRole {
    /// The self check-in touchscreen.
    Kiosk,
    /// The guard's panel, before anybody has signed in.
    Panel,
    /// Administration's programs.
    Administration,
    /// The manager's programs.
    Manager,
    /// Programs that keep the device.
    Admin,
    /// Programs that read the record.
    Auditor,
    /// A reader of the gate.
    Reader,
}

impl From<TokenRole> for Role {
    fn from(role: TokenRole) -> Self {
        match role {
            TokenRole::Kiosk => Self::Kiosk,
            TokenRole::Panel => Self::Panel,
            TokenRole::Administration => Self::Administration,
            TokenRole::Manager => Self::Manager,
            TokenRole::Admin => Self::Admin,
            TokenRole::Auditor => Self::Auditor,
            TokenRole::Reader => Self::Reader,
        }
    }
}

/// A token in the clear: given once, never kept. Its debug form shows nothing.
pub struct Token(Zeroizing<String>);

impl Token {
    /// The text the bearer sends.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Whom a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenBearer {
    /// What it is.
    pub role: TokenRole,
    /// What people call it.
    pub label: String,
    fingerprint: [u8; 32],
}

/// Why a token could not be given, read or kept.
#[derive(Debug, thiserror::Error)]
pub enum TokenFault {
    /// The system gave no random bytes.
    #[error("failed to get random bytes")]
    Random(#[source] getrandom::Error),
    /// The label cannot be one.
    #[error("a token's label is one line of 1 to {LABEL_CHARS_MAX} characters")]
    Label,
    /// The file holds as many as it may.
    #[error("the token file holds {TOKENS_MAX} tokens and takes no more")]
    Full,
    /// The system refused to read.
    #[error("failed to read the token file {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The system refused to write.
    #[error("failed to write the token file {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The text is no token file.
    #[error("the token file {} cannot be understood", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where and why.
        #[source]
        cause: toml::de::Error,
    },
    /// A fingerprint in the file is none.
    #[error("the token {label:?} in {} has no sha256 of 64 hexadecimal digits", path.display())]
    Fingerprint {
        /// The file.
        path: PathBuf,
        /// The entry's label.
        label: String,
    },
}

/// All of `tokens.toml` in memory.
#[derive(Debug, Default)]
pub struct TokenFile {
    bearers: Vec<TokenBearer>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    token: Vec<WrittenToken>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenToken {
    label: String,
    role: TokenRole,
    sha256: String,
}

impl TokenFile {
    /// Reads `path`.
    ///
    /// # Errors
    /// The file cannot be read, or is no token file.
    pub fn load(path: &Path) -> Result<Self, TokenFault> {
        let read = |cause| TokenFault::Read { path: path.to_owned(), cause };
        let file = std::fs::File::open(path).map_err(read)?;
        let mut text = String::new();
        file.take(FILE_BYTES_MAX).read_to_string(&mut text).map_err(read)?;
        let written: Written =
            toml::from_str(&text).map_err(|cause| TokenFault::Damaged { path: path.to_owned(), cause })?;
        if written.token.len() > TOKENS_MAX {
            return Err(TokenFault::Full);
        }
        let mut bearers = Vec::with_capacity(written.token.len());
        for WrittenToken { label, role, sha256 } in written.token {
            let bytes = HEXLOWER_PERMISSIVE.decode(sha256.as_bytes()).unwrap_or_default();
            let Ok(fingerprint) = bytes.try_into() else {
                return Err(TokenFault::Fingerprint { path: path.to_owned(), label });
            };
            bearers.push(TokenBearer { role, label, fingerprint });
        }
        Ok(Self { bearers })
    }

    /// Writes all to `path`, mode 0600, replaced whole or not at all.
    ///
    /// # Errors
    /// The system refused; the old file then still stands.
    pub fn save(&self, path: &Path) -> Result<(), TokenFault> {
        let write = |cause| TokenFault::Write { path: path.to_owned(), cause };
        let token = self.bearers.iter().map(|bearer| WrittenToken {
            label: bearer.label.clone(),
            role: bearer.role,
            sha256: HEXLOWER_PERMISSIVE.encode(&bearer.fingerprint),
        });
        let text = toml::to_string(&Written { token: token.collect() })
            .map_err(|cause| write(io::Error::new(io::ErrorKind::InvalidData, cause)))?;
        private_file::replace(path, text.as_bytes()).map_err(write)
    }

    /// Makes a token for a new bearer; this is the only time it is in the clear.
    ///
    /// # Errors
    /// No random bytes, a label that cannot be one, or a full file.
    pub fn give(&mut self, role: TokenRole, label: &str) -> Result<Token, TokenFault> {
        let fits = !label.trim().is_empty() && label.chars().count() <= LABEL_CHARS_MAX;
        if !fits || label.chars().any(char::is_control) {
            return Err(TokenFault::Label);
        }
        if self.bearers.len() >= TOKENS_MAX {
            return Err(TokenFault::Full);
        }
        let mut bytes = Zeroizing::new([0; TOKEN_BYTES]);
        getrandom::fill(bytes.as_mut_slice()).map_err(TokenFault::Random)?;
        let token = Token(Zeroizing::new(BASE32_NOPAD.encode(bytes.as_slice())));
        self.bearers.push(TokenBearer {
            role,
            label: label.to_owned(),
            fingerprint: fingerprint(token.text()),
        });
        Ok(token)
    }

    /// Whose token `text` is. Every entry is compared, in constant time.
    pub fn verify(&self, text: &str) -> Option<&TokenBearer> {
        if text.len() != TOKEN_CHARS {
            return None;
        }
        self.find(&fingerprint(text))
    }

    /// Whether the token of this SHA-256 is one of the file.
    pub fn holds(&self, fingerprint: &[u8; 32]) -> bool {
        self.find(fingerprint).is_some()
    }

    fn find(&self, asked: &[u8; 32]) -> Option<&TokenBearer> {
        let mut found = u32::MAX;
        for (index, bearer) in (0..).zip(&self.bearers) {
            found.conditional_assign(&index, bearer.fingerprint.ct_eq(asked));
        }
        self.bearers.get(found as usize)
    }
}

fn fingerprint(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}
