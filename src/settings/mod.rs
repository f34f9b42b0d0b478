//! `gatehouse.toml`, read and checked whole.
