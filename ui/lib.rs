//! The windows and globals of `ui/`, as the compiler of the screens makes them.
#![allow(missing_docs, unsafe_code, clippy::all, clippy::pedantic, clippy::unwrap_used, clippy::expect_used)]
#![allow(clippy::panic, clippy::todo, clippy::unimplemented, unused)]

slint::include_modules!();
