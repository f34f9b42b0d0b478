//! The server's doorkeeper over `staff.toml` and `tokens.toml`: a change of a file counts from the next check on,
//! so that a guard who was removed at night does not sign in at dawn.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::adapters::staff_file::{StaffFault, StaffFile, StaffMember};
use crate::adapters::token_file::{TokenFault, TokenFile};
use crate::domain::{StaffEntry, StaffNo};
use crate::server::{Device, Doorkeeper, Person};
use crate::settings::StoreSettings;

/// A file as it was read last, and when it was written.
struct Kept<T> {
    path: PathBuf,
    written: Option<SystemTime>,
    file: Arc<T>,
}

impl<T> Kept<T> {
    fn new(path: &Path, file: T) -> Mutex<Kept<T>> {
        Mutex::new(Kept { path: path.to_owned(), written: written(path), file: Arc::new(file) })
    }

    /// The file, read again if it was written since. One that cannot be read leaves what was known: nobody is
    /// locked out of an override by a slip of an editor.
    fn now<E: std::error::Error>(kept: &Mutex<Kept<T>>, load: impl Fn(&Path) -> Result<T, E>) -> Arc<T> {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let written = written(&kept.path);
        if written != kept.written {
            match load(&kept.path) {
                Ok(file) => kept.file = Arc::new(file),
                Err(fault) => {
                    tracing::error!(path = %kept.path.display(), %fault, "the file is not taken over")
                }
            }
            kept.written = written;
        }
        Arc::clone(&kept.file)
    }
}

fn written(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|meta| meta.modified()).ok()
}

/// Verifies tokens and PINs against the two files.
pub(super) struct FileDoorkeeper {
    staff: Mutex<Kept<StaffFile>>,
    tokens: Mutex<Kept<TokenFile>>,
}

/// Why there is nobody at the door.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoDoorkeeper {
    #[error("the staff file cannot be read")]
    Staff(#[from] StaffFault),
    #[error("the token file cannot be read")]
    Tokens(#[from] TokenFault),
}

impl FileDoorkeeper {
    pub(super) fn open(store: &StoreSettings) -> Result<FileDoorkeeper, NoDoorkeeper> {
        let staff = Kept::new(&store.staff_file, StaffFile::load(&store.staff_file)?);
        let tokens = Kept::new(&store.token_file, TokenFile::load(&store.token_file)?);
        Ok(FileDoorkeeper { staff, tokens })
    }

    /// Everybody who may sign in, as the record knows them.
    pub(super) fn entries(&self) -> BTreeMap<StaffNo, StaffEntry> {
        self.staff().entries()
    }

    /// A copy of the handle, so that a PIN that is being verified keeps nobody else waiting at the door.
    fn staff(&self) -> Arc<StaffFile> {
        Kept::now(&self.staff, StaffFile::load)
    }
}

impl Doorkeeper for FileDoorkeeper {
    fn device(&self, token: &str) -> Option<Device> {
        let tokens = Kept::now(&self.tokens, TokenFile::load);
        tokens.verify(token).map(|bearer| Device { role: bearer.role.into(), label: bearer.label.clone() })
    }

    fn device_stands(&self, token: &[u8; 32]) -> bool {
        Kept::now(&self.tokens, TokenFile::load).holds(token)
    }

    fn number_of(&self, name_or_number: &str) -> Option<StaffNo> {
        let staff = self.staff();
        let fits =
            |one: &&StaffMember| one.active && (one.number == name_or_number || one.name == name_or_number);
        staff.staff().iter().find(fits).map(|one| StaffNo(one.number.clone()))
    }

    fn stands(&self, number: &StaffNo) -> Option<StaffEntry> {
        let staff = self.staff();
        let member = staff.staff().iter().find(|one| one.active && one.number == number.0);
        member.map(StaffMember::entry)
    }

    fn person(&self, name_or_number: &str, pin: &str) -> Option<Person> {
        self.staff().verify(name_or_number, pin).map(|member| Person {
            number: StaffNo(member.number.clone()),
            name: member.name.clone(),
            entry: member.entry(),
        })
    }
}
