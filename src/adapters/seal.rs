//! Personal fields, sealed and opened with the key of the person they are about.
