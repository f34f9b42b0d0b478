//! A key that systemd hands to the service in place of a file: read, backed up, and put back as a file.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::program::ends;
use crate::store_commands::{IDENTITY, ends as ends_in};

/// Whoever keeps the key sets of this gate.
const RECIPIENT: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

/// A gate whose wrapping key is no file of its keys folder but a credential.
struct Gate {
    place: TempDir,
    credentials: PathBuf,
}

fn gate() -> Gate {
    let place = tempfile::tempdir().unwrap();
    ends(&["init", place.path().join("site").to_str().unwrap()], 0);
    let credentials = place.path().join("credentials");
    fs::create_dir(&credentials).unwrap();
    let credential = credentials.join("gatehouse.wrapping.key");
    fs::rename(place.path().join("site/keys/wrapping.key"), &credential).unwrap();
    // As systemd leaves it where the user is let in by a list of rights.
    fs::set_permissions(&credential, fs::Permissions::from_mode(0o440)).unwrap();
    Gate { place, credentials }
}

impl Gate {
    /// Runs a command as the service would, or without what systemd hands it.
    fn run(&self, args: &[&str], with: bool) -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
        command.current_dir(self.place.path()).args(args).args(["--config", "site/gatehouse.toml"]);
        command.env_remove("CREDENTIALS_DIRECTORY");
        if with {
            command.env("CREDENTIALS_DIRECTORY", &self.credentials);
        }
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    }
}

#[test]
fn a_key_among_the_credentials_opens_the_record_and_without_it_nothing_does() {
    let gate = gate();
    let export = ["journal", "export", "--format", "csv"];
    let (code, told) = gate.run(&export, false);
    assert!(code == Some(1) && told.contains("wrapping.key"), "{told}");
    let (code, told) = gate.run(&export, true);
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn a_backup_holds_the_key_that_is_a_credential_and_is_refused_without_it() {
    let gate = gate();
    let backup = ["backup", "--to", "copy", "--recipient", RECIPIENT];
    let (code, told) = gate.run(&backup, false);
    assert!(code == Some(1) && told.contains("wrapping.key"), "{told}");
    fs::remove_dir_all(gate.place.path().join("copy")).unwrap();
    let (code, told) = gate.run(&backup, true);
    assert_eq!(code, Some(0), "{told}");

    for lost in ["site/store", "site/keys"] {
        fs::remove_dir_all(gate.place.path().join(lost)).unwrap();
    }
    fs::write(gate.place.path().join("identity"), IDENTITY).unwrap();
    let (code, told) = gate.run(&["restore", "--from", "copy", "--identity-file", "identity"], false);
    assert_eq!(code, Some(0), "{told}");
    assert!(is_private(&gate.place.path().join("site/keys/wrapping.key")));
    let verify = ["journal", "verify", "--config", "site/gatehouse.toml"];
    assert!(ends_in(gate.place.path(), &verify, "", 0).contains("is whole"));
}

#[test]
fn a_key_in_the_folder_goes_before_a_credential() {
    let gate = gate();
    let key = gate.place.path().join("site/keys/wrapping.key");
    fs::copy(gate.credentials.join("gatehouse.wrapping.key"), &key).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(gate.credentials.join("gatehouse.wrapping.key"), "of another machine").unwrap();
    let (code, told) = gate.run(&["journal", "export", "--format", "csv"], true);
    assert_eq!(code, Some(0), "{told}");
}

fn is_private(path: &Path) -> bool {
    fs::metadata(path).unwrap().permissions().mode() & 0o777 == 0o600
}
