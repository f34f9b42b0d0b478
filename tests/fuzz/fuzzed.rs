//! The fuzzer's door to the parsers: `PARSER` names the one that is tried.
#![no_main]

mod parsers;

use std::sync::OnceLock;

use parsers::{PARSERS, Parser};

static CHOSEN: OnceLock<&'static Parser> = OnceLock::new();

fn chosen() -> &'static Parser {
    let wanted = std::env::var("PARSER").unwrap_or_default();
    let names = || PARSERS.iter().map(|parser| parser.name).collect::<Vec<_>>();
    PARSERS
        .iter()
        .find(|parser| parser.name == wanted)
        .unwrap_or_else(|| panic!("PARSER is one of {:?}", names()))
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    (CHOSEN.get_or_init(chosen).take)(bytes);
});
