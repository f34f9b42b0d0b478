//! One `serve` per folder.
