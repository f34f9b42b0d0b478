//! Changes of the staff, through the built program: with a core that runs, and without one.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use gatehouse::client::http_client;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::ends;

const GUARD_PIN: &str = "5917";
const OTHER_PIN: &str = "830427";

struct Gate {
    _folder: TempDir,
    dir: PathBuf,
    address: String,
}

/// A core that runs; it is killed with the test, as a power cut would.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Gate {
    fn made() -> Gate {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("gate");
        // Free a moment ago: nobody else on this machine asks for it.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let gate = Gate { _folder: folder, dir, address };
        let init = ["init", gate.dir.to_str().unwrap(), "--listen", &gate.address, "--guard-pin", GUARD_PIN];
        ends(&init, 0);
        gate
    }

    fn config(&self) -> String {
        self.dir.join("gatehouse.toml").to_str().unwrap().to_owned()
    }

    fn staff(&self, args: &[&str], code: i32) -> String {
        ends(&[&["staff", "--config", &self.config()], args].concat(), code)
    }

    fn serves(&self) -> Serving {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gatehouse"))
            .args(["serve", "--config", &self.config()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains(&self.address), "{line}");
        Serving(child)
    }

    fn token(&self, name: &str) -> String {
        fs::read_to_string(self.dir.join(format!("clients/{name}.token"))).unwrap()
    }

    /// Status and body of a request to the core that runs.
    fn asks(&self, path: &str, token: &str, body: Option<Value>) -> (u16, Value) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let pem = fs::read(self.dir.join("clients/site.pem")).unwrap();
        runtime.block_on(async {
            let (client, url) = (http_client(Some(&pem)).unwrap(), format!("https://{}{path}", self.address));
            let request = match body {
                Some(body) => client.post(url).body(body.to_string()),
                None => client.get(url),
            };
            let answer = request.bearer_auth(token).send().await.unwrap();
            let status = answer.status().as_u16();
            (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
        })
    }

    fn signs_in(&self, number: &str, pin: &str) -> Option<String> {
        let asked = json!({ "name": number, "pin": pin });
        let (_, given) = self.asks("/api/v1/sessions", &self.token("guard"), Some(asked));
        given["token"].as_str().map(str::to_owned)
    }

    fn sees_the_panel(&self, session: &str) -> bool {
        self.asks("/api/v1/guard/view", session, None).0 == 200
    }

    /// What the record says of the staff: by which role, what, about whom, in which roles.
    fn recorded(&self) -> Vec<String> {
        let export = ["journal", "export", "--format", "jsonl", "--config", &self.config()];
        let told = ends(&export, 0);
        let lines = told.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let of_staff = lines.filter(|line| line["what"].as_str().unwrap().starts_with("Staff"));
        let said = |line: Value| {
            let (role, what, fields) = (&line["role"], &line["what"], &line["fields"]);
            let number = fields["number"].as_str().unwrap();
            match fields["change"].as_str() {
                Some(change) => format!("{role} {what} {number} {change} {}", fields["entry"]["roles"]),
                None => format!("{role} {what} {number}"),
            }
            .replace('"', "")
        };
        of_staff.map(said).collect()
    }
}

#[test]
fn a_running_core_records_a_change_and_ends_the_sessions_of_whom_it_is_about() {
    let gate = Gate::made();
    let serving = gate.serves();
    let session = gate.signs_in("G001", GUARD_PIN).expect("signs in");
    assert!(gate.sees_the_panel(&session));

    let add = ["add", "G002", "韩梅梅", "--role", "guard", "--role", "shift-leader", "--pin", OTHER_PIN];
    assert!(gate.staff(&add, 0).contains("on the record"));
    let second = gate.signs_in("G002", OTHER_PIN).expect("signs in at once");
    assert!(!gate.sees_the_panel(&session), "one session at a panel");

    assert!(gate.staff(&["pin", "G001", "--pin", "260815"], 0).contains("on the record"));
    assert!(gate.sees_the_panel(&second), "it was about somebody else");
    assert!(gate.staff(&["remove", "G002"], 0).contains("on the record"));
    assert!(!gate.sees_the_panel(&second), "who is removed is signed out");
    assert_eq!(gate.signs_in("G002", OTHER_PIN), None);
    assert!(gate.signs_in("G001", "260815").is_some());
    drop(serving);

    let told = gate.recorded();
    assert_eq!(
        told,
        [
            "Core StaffPut A001 Added [Admin]",
            "Core StaffPut G001 Added [Guard]",
            "Admin StaffPut G002 Added [Guard,ShiftLeader]",
            "Admin StaffPut G001 Pin [Guard]",
            "Admin StaffRemoved G002",
        ]
    );
    let export = ends(&["journal", "export", "--format", "jsonl", "--config", &gate.config()], 0);
    for secret in [GUARD_PIN, OTHER_PIN, "260815", "argon2"] {
        assert!(!export.contains(&format!("\"{secret}")), "{secret} is in the record");
    }
    assert!(export.contains("\"pin_mark\":\"***\""), "{export}");
}

#[test]
fn the_next_start_records_what_changed_while_no_core_ran() {
    let gate = Gate::made();
    drop(gate.serves());
    assert!(gate.staff(&["pin", "G001", "--pin", OTHER_PIN], 0).contains("next start"));
    gate.staff(&["add", "G002", "韩梅梅", "--role", "guard", "--pin", "260815"], 0);
    gate.staff(&["remove", "A001"], 0);
    assert_eq!(gate.recorded().len(), 2, "nobody has recorded it yet");
    drop(gate.serves());
    let wanted =
        ["Core StaffPut G001 Pin [Guard]", "Core StaffPut G002 Added [Guard]", "Core StaffRemoved A001"];
    assert_eq!(gate.recorded()[2..], wanted);
    drop(gate.serves());
    assert_eq!(gate.recorded().len(), 5, "and only once");
}

#[test]
fn a_core_that_cannot_be_told_is_a_failure_and_the_change_counts_all_the_same() {
    let gate = Gate::made();
    let _serving = gate.serves();
    let session = gate.signs_in("G001", GUARD_PIN).expect("signs in");
    fs::remove_file(gate.dir.join("clients/admin.token")).unwrap();
    let told = gate.staff(&["remove", "G001"], 1);
    assert!(
        told.contains("signs in no more") && told.contains("next start") && told.contains("admin.token"),
        "{told}"
    );
    assert!(!gate.sees_the_panel(&session));
}
