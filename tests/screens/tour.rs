//! The headless demo as the checks run it: how it ends when a step does.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

#[test]
fn a_tour_whose_step_ends_otherwise_ends_with_1_and_names_the_step() {
    let folder = tempfile::tempdir().expect("a folder for the demo");
    let out = folder.path().join("out");
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
    command.args(["demo", "--headless", "--out"]).arg(&out).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut tour = command.spawn().expect("started");
    let mut lines = BufReader::new(tour.stdout.take().expect("its steps")).lines();
    assert!(lines.by_ref().any(|line| line.expect("a step").contains("the guard has signed in")));
    // A folder stands where the first badge has to be written.
    fs::create_dir(out.join("site/printed/000000000001-1.pdf.new")).expect("a folder");
    let steps: Vec<String> = lines.map(|line| line.expect("a step")).collect();
    let mut told = String::new();
    tour.stderr.take().expect("its errors").read_to_string(&mut told).expect("read");
    let status = tour.wait().expect("its end");
    assert_eq!(status.code(), Some(1), "{steps:?}: {told}");
    assert!(told.contains("the tour stopped behind the step \"the host agrees\""), "{told}");
    assert!(told.contains("the printed badge did not come"), "{told}");
    assert!(!out.join("verified.txt").exists(), "nothing is vouched for");
}
