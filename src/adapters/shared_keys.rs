//! The subject keys, in the hands of the record and of the history at once: who is erased for one is erased for
//! both.

use std::sync::{Arc, PoisonError, RwLock};

use super::subject_keys::{SubjectFault, SubjectId, SubjectKey, SubjectKeys};

/// A handle on the opened subject keys.
#[derive(Clone)]
pub struct SharedKeys(Arc<RwLock<SubjectKeys>>);

impl From<SubjectKeys> for SharedKeys {
    fn from(keys: SubjectKeys) -> Self {
        Self(Arc::new(RwLock::new(keys)))
    }
}

impl SharedKeys {
    /// [`SubjectKeys::ensure`].
    ///
    /// # Errors
    /// None of the new keys may be used then.
    pub fn ensure(&self, ids: &[SubjectId]) -> Result<(), SubjectFault> {
        // A panic while the lock was held leaves keys as they are on the disk, or marked unsound.
        self.0.write().unwrap_or_else(PoisonError::into_inner).ensure(ids)
    }

    /// [`SubjectKeys::get`].
    ///
    /// # Errors
    /// The key is there and cannot be had.
    pub fn get(&self, id: SubjectId) -> Result<Option<SubjectKey>, SubjectFault> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(id)
    }

    /// [`SubjectKeys::has`].
    #[must_use]
    pub fn has(&self, id: SubjectId) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).has(id)
    }

    /// [`SubjectKeys::erase`].
    ///
    /// # Errors
    /// The keys may all be there still.
    pub fn erase(&self, ids: &[SubjectId]) -> Result<(), SubjectFault> {
        self.0.write().unwrap_or_else(PoisonError::into_inner).erase(ids)
    }
}
