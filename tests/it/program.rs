//! The built program, run to its end.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs `gatehouse` with these arguments, and `input` on its standard input.
pub fn gatehouse(args: &[&str], input: &str) -> Output {
    gatehouse_in(Path::new("."), args, input)
}

/// The same from a folder.
pub fn gatehouse_in(folder: &Path, args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gatehouse"))
        .current_dir(folder)
        .env_remove("GATEHOUSE_PASSPHRASE")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may have ended before its input is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// Runs it to its end with `code`, and gives all it said.
#[track_caller]
pub fn ends(args: &[&str], code: i32) -> String {
    let output = gatehouse(args, "");
    let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {told}");
    told
}
