//! Copies of the journal and of the keys, for another disk.
