//! A gate that is a folder, for trials of `serve`: every move of the relay becomes a line of `edges.log`, and a
//! file named after a contact is that contact at work (`touch gate/fire`, `rm gate/fire`). Like a motor, the log
//! does not restart with the program.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::durable::{PRIVATE_FILE, make_private_folder};
use super::private_file::follow_folder_owner;
use crate::ports::gate::{BoardFault, GateBoard, Inputs, Relay, Signal};

/// The log of the relay: a line begins with UTC milliseconds since 1970, then `start` (a program took the gate,
/// released), `driven` or `released`.
pub const EDGES: &str = "edges.log";
/// The log of everything that shows or sounds: a line begins with the same time, then `siren` or the reader's place in
/// the configuration, from 1, and `green`, `red` or `beeper`; `on` or `off`.
pub const SIGNALS: &str = "signals.log";
/// The door contact, where one is wired.
pub const DOOR: &str = "door";
/// The exit button.
pub const EXIT: &str = "exit";
/// The fire alarm.
pub const FIRE: &str = "fire";
/// The housing of the board.
pub const TAMPER: &str = "tamper";

/// The board of a gate in a folder.
pub struct FolderGate {
    folder: PathBuf,
    edges: File,
    signals: File,
    relay: Relay,
    siren: Relay,
    has_door: bool,
}

impl FolderGate {
    /// Takes the gate in `folder`, which is made if it is missing. `has_door`: a door contact is wired, so that
    /// nobody has passed whose door did not open.
    ///
    /// # Errors
    /// The folder or its log cannot be written.
    pub fn open(folder: &Path, has_door: bool) -> io::Result<Self> {
        make_private_folder(folder)?;
        let open = |name: &str| {
            let mut log = OpenOptions::new();
            log.append(true).create(true).mode(PRIVATE_FILE).open(folder.join(name))
        };
        let (edges, signals) = (open(EDGES)?, open(SIGNALS)?);
        // `gatehouse check` runs as root.
        follow_folder_owner(folder)?;
        for log in [EDGES, SIGNALS] {
            follow_folder_owner(&folder.join(log))?;
        }
        let (relay, siren) = (Relay::Released, Relay::Released);
        let mut gate = Self { folder: folder.to_owned(), edges, signals, relay, siren, has_door };
        log(&mut gate.edges, "start")?;
        Ok(gate)
    }

    fn is_there(&self, contact: &str) -> io::Result<bool> {
        fs::exists(self.folder.join(contact))
    }

    fn inputs(&self) -> io::Result<Inputs> {
        Ok(Inputs {
            door_open: if self.has_door { Some(self.is_there(DOOR)?) } else { None },
            exit_button: self.is_there(EXIT)?,
            fire: self.is_there(FIRE)?,
            tamper: self.is_there(TAMPER)?,
        })
    }
}

fn log(file: &mut File, what: &str) -> io::Result<()> {
    // A clock before 1970 is a clock that was never set.
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    file.write_all(format!("{} {what}\n", since_1970.as_millis()).as_bytes())
}

fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

impl GateBoard for FolderGate {
    fn set_relay(&mut self, drive: Relay) -> Result<(), BoardFault> {
        if self.relay != drive {
            let what = match drive {
                Relay::Driven => "driven",
                Relay::Released => "released",
            };
            // What nobody can see has not moved.
            log(&mut self.edges, what).map_err(|cause| BoardFault::relay(drive, cause))?;
            self.relay = drive;
        }
        Ok(())
    }

    fn read_inputs(&mut self) -> Result<Inputs, BoardFault> {
        self.inputs().map_err(BoardFault::inputs)
    }

    fn set_siren(&mut self, drive: Relay) -> Result<(), BoardFault> {
        if self.siren != drive {
            let what = format!("siren {}", on_off(drive == Relay::Driven));
            log(&mut self.signals, &what).map_err(|cause| BoardFault::siren(drive, cause))?;
            self.siren = drive;
        }
        Ok(())
    }

    fn set_signal(&mut self, reader: usize, signal: Signal, on: bool) -> Result<(), BoardFault> {
        let name = match signal {
            Signal::Green => "green",
            Signal::Red => "red",
            Signal::Beeper => "beeper",
        };
        let what = format!("{} {name} {}", reader + 1, on_off(on));
        log(&mut self.signals, &what).map_err(|cause| BoardFault::signal(reader, signal, cause))
    }
}

impl Drop for FolderGate {
    fn drop(&mut self) {
        if let Err(fault) = self.set_relay(Relay::Released).and(self.set_siren(Relay::Released)) {
            tracing::error!(
                error = &fault as &dyn std::error::Error,
                "the simulated relay shows driven still"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(folder: &Path) -> Vec<String> {
        let log = fs::read_to_string(folder.join(EDGES)).unwrap();
        log.lines().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect()
    }

    #[test]
    fn every_edge_is_a_line_and_the_end_of_the_program_releases() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("gate");
        let mut gate = FolderGate::open(&place, false).unwrap();
        gate.set_relay(Relay::Released).unwrap();
        gate.set_relay(Relay::Driven).unwrap();
        gate.set_relay(Relay::Driven).unwrap();
        drop(gate);
        drop(FolderGate::open(&place, false).unwrap());
        assert_eq!(told(&place), ["start", "driven", "released", "start"]);
    }

    #[test]
    fn a_file_is_a_contact_at_work() {
        let folder = tempfile::tempdir().unwrap();
        let mut gate = FolderGate::open(folder.path(), true).unwrap();
        assert_eq!(gate.read_inputs().unwrap(), Inputs { door_open: Some(false), ..Inputs::default() });
        for contact in [DOOR, EXIT, FIRE, TAMPER] {
            fs::write(folder.path().join(contact), "").unwrap();
        }
        let all = Inputs { door_open: Some(true), exit_button: true, fire: true, tamper: true };
        assert_eq!(gate.read_inputs().unwrap(), all);
        let mut unwired = FolderGate::open(folder.path(), false).unwrap();
        assert_eq!(unwired.read_inputs().unwrap().door_open, None);
    }
}
