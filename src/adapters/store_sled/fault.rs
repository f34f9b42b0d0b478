//! What can be wrong with the store of history. None of it loses anything: the record is the truth.

use std::io;
use std::path::PathBuf;

use crate::adapters::seal::SealFault;
use crate::adapters::subject_keys::SubjectFault;
use crate::ports::store::StoreFault;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum SledFault {
    /// What is on the disk is not what was written: it is to be rebuilt.
    #[error("the store of history is in doubt")]
    InDoubt(#[from] Doubt),
    /// The disk refused, for a reason that a rebuild does not mend.
    #[error("the disk refused the store of history")]
    Disk(#[source] sled::Error),
    /// The folder of the store could not be set aside.
    #[error("cannot {doing} {}", .path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On which folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The keys of the people could not be had.
    #[error("the keys of the people in the history cannot be had")]
    Keys(#[from] SubjectFault),
    /// A personal field could not be sealed.
    #[error("a personal field cannot be sealed")]
    Unsealed(#[from] SealFault),
    /// A row cannot be encoded.
    #[error("a row of history cannot be encoded")]
    Unencodable(#[source] postcard::Error),
    /// Nobody waits for the opening any more.
    #[error("the opening of the history was called off")]
    CalledOff,
    /// A record came out of order.
    #[error("record {found} was to be taken into the history, the next is {next}")]
    OutOfOrder {
        /// Number handed in.
        found: u64,
        /// Number that is next.
        next: u64,
    },
}

/// What makes the store doubtful.
#[derive(Debug, thiserror::Error)]
pub enum Doubt {
    /// The database says that it is damaged.
    #[error("the database cannot be read")]
    Unreadable(#[source] sled::Error),
    /// The database panicked.
    #[error("the database panicked")]
    Panicked,
    /// The rows do not add up to what was written last.
    #[error("its rows are not those that were written")]
    Differs,
    /// A row is none.
    #[error("a row cannot be decoded")]
    Undecodable(#[source] postcard::Error),
    /// A key or value has the wrong length.
    #[error("a key or value has the wrong form")]
    Misshapen,
    /// Another build wrote it, or it was made under another wrapping key.
    #[error("it was made by another build or under another key")]
    OtherMaker,
}

impl From<sled::Error> for SledFault {
    fn from(cause: sled::Error) -> Self {
        use io::ErrorKind as K;
        let of_the_disk = |kind| {
            matches!(kind, K::StorageFull | K::QuotaExceeded | K::PermissionDenied | K::ReadOnlyFilesystem)
        };
        match &cause {
            sled::Error::Io(said) if of_the_disk(said.kind()) => Self::Disk(cause),
            _ => Self::InDoubt(Doubt::Unreadable(cause)),
        }
    }
}

impl From<SledFault> for StoreFault {
    fn from(fault: SledFault) -> Self {
        Self::new(fault)
    }
}
