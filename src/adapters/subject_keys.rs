//! The wrapped keys of the people in the record, kept apart from it.
