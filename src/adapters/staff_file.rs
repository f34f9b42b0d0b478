//! `staff.toml`: who may sign in, with argon2id verifiers.
