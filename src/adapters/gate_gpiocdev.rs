//! The relays, lights and contacts of any board with a GPIO chip, by the kernel's character device (`/dev/gpiochipN`).
//!
//! All lines are asked for in one request: each output is driven to its released level by the very call that makes it
//! an output, so that no relay clicks, and nobody else can have a line while the program holds it. The contacts are
//! read by polling, as on every board.
//!
//! When the process ends, however it does, the kernel takes the lines back at once. What a line does then is its
//! driver's affair: the drivers of Raspberry Pi OS leave an output as it stands unless `dtparam=strict_gpiod` is set in
//! `config.txt`; with it, and with mainline drivers, the line becomes an input, and its pull decides. So every output
//! is asked for with the pull that releases it. What keeps its level is shut by `gatehouse.service` (`ExecStopPost=`).

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gpiocdev::line::{Bias, Offset, Value};
use gpiocdev::request::Config;
use gpiocdev::{Chip, Error, Request};

use super::gate_over_lines::{Lines, over_lines};
use super::gate_over_pins::GateWiring;
use crate::ports::gate::{BoardFault, GateBoard};

/// Who holds the lines, as `gpioinfo` shows it.
const CONSUMER: &str = "gatehouse";

/// How the chip with the header's pins is called on a Raspberry Pi: 4, up to 3, 5.
const PI_LABELS: [&str; 3] = ["pinctrl-bcm2711", "pinctrl-bcm2835", "pinctrl-rp1"];

/// Why no board could be made of this machine's lines.
#[derive(Debug, thiserror::Error)]
pub enum NoLines {
    /// No chip is that of a Raspberry Pi.
    #[error("this machine has no GPIO chip of a Raspberry Pi; name another one in [gate] chip")]
    NoChip,
    /// The chips could not be looked for, or the one that is named is not there.
    #[error("failed to open the GPIO chip{}", named(.chip))]
    Chip {
        /// Its path, where it is known.
        chip: Option<PathBuf>,
        /// What stood in the way.
        #[source]
        cause: Error,
    },
    /// The chip is there but this user may not touch it.
    #[error("{} may not be used by this user; add it to the group gpio", .chip.display())]
    NotAllowed {
        /// Its path.
        chip: PathBuf,
        /// What the system said.
        #[source]
        cause: Error,
    },
    /// The kernel does not give the lines.
    #[error("failed to take the lines of {}: one is unknown there, or in use", .chip.display())]
    Lines {
        /// The chip's path.
        chip: PathBuf,
        /// What the kernel said.
        #[source]
        cause: Error,
    },
    /// The relay's line would not go to its released level.
    #[error("failed to shut the gate at the start")]
    Board(#[source] BoardFault),
}

fn named(chip: &Option<PathBuf>) -> String {
    chip.as_ref().map(|chip| format!(" {}", chip.display())).unwrap_or_default()
}

/// Takes the lines of `wiring` on `chip`, or on that of the Raspberry Pi, and makes a board of them, released.
/// Contacts switch to ground and get a pull-up, as in [`super::gate_rppal::open`].
///
/// # Errors
/// There is no such chip, it may not be used, or it does not give the lines.
pub fn open(chip: Option<&Path>, wiring: GateWiring<u8, u8>) -> Result<Box<dyn GateBoard>, NoLines> {
    let chip = match chip {
        Some(path) => path.to_owned(),
        None => chip_of_the_pi()?,
    };
    let mut request = Request::from_config(request_of(&wiring));
    let lines = request.on_chip(&chip).with_consumer(CONSUMER).request().map_err(|cause| match &cause {
        _ if is_denied(&cause) => NoLines::NotAllowed { chip: chip.clone(), cause },
        Error::GpioChip(..) | Error::Os(_) => NoLines::Chip { chip: Some(chip.clone()), cause },
        _ => NoLines::Lines { chip: chip.clone(), cause },
    })?;
    over_lines(wiring, Arc::new(lines)).map_err(NoLines::Board)
}

/// The chip whose lines are the header's pins.
fn chip_of_the_pi() -> Result<PathBuf, NoLines> {
    let chips = gpiocdev::chip::chips().map_err(|cause| NoLines::Chip { chip: None, cause })?;
    let mut denied = None;
    for path in chips {
        match Chip::from_path(&path).and_then(|chip| chip.info()) {
            Ok(info) if PI_LABELS.contains(&info.label.as_str()) => return Ok(path),
            Ok(_) => {}
            Err(cause) if is_denied(&cause) => denied = Some(NoLines::NotAllowed { chip: path, cause }),
            Err(cause) => tracing::debug!(chip = %path.display(), %cause, "not asked for its label"),
        }
    }
    // The one that may not be asked may be the one.
    Err(denied.unwrap_or(NoLines::NoChip))
}

fn is_denied(fault: &Error) -> bool {
    let kind = |errno: i32| io::Error::from_raw_os_error(errno).kind();
    matches!(fault, Error::Os(errno) if kind(errno.0) == io::ErrorKind::PermissionDenied)
}

/// The one request for all lines: outputs at their released level, with the pull that keeps it there when the line is
/// taken back; contacts with a pull-up.
fn request_of(wiring: &GateWiring<u8, u8>) -> Config {
    let mut config = Config::default();
    for wired in wiring.outputs() {
        let high = wired.level(false);
        let pull = if high { Bias::PullUp } else { Bias::PullDown };
        config.with_line(Offset::from(wired.pin)).as_output(value(high)).with_bias(pull);
    }
    for wired in wiring.contacts() {
        config.with_line(Offset::from(wired.pin)).as_input().with_bias(Bias::PullUp);
    }
    config
}

/// A level as the kernel has it. Which level drives is known by the wiring alone, so no line is asked for as active low.
fn value(high: bool) -> Value {
    if high { Value::Active } else { Value::Inactive }
}

impl Lines for Request {
    fn set(&self, line: u8, high: bool) -> io::Result<()> {
        self.set_value(Offset::from(line), value(high)).map_err(io::Error::other)
    }

    fn is_high(&self, line: u8) -> io::Result<bool> {
        self.value(Offset::from(line)).map(|value| value == Value::Active).map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use gpiocdev::line::Direction;

    use super::super::gate_over_pins::{ReaderWiring, Wired};
    use super::*;

    fn wired(pin: u8, active_low: bool) -> Wired<u8> {
        Wired { pin, active_low }
    }

    fn wiring(active_low: bool) -> GateWiring<u8, u8> {
        GateWiring {
            relay: wired(17, active_low),
            door: Some(wired(27, false)),
            exit_button: Some(wired(22, true)),
            fire: Some(wired(23, false)),
            tamper: None,
            siren: Some(wired(5, false)),
            readers: vec![ReaderWiring { green: Some(wired(6, false)), red: None, beeper: None }],
        }
    }

    #[test]
    fn one_request_has_every_output_released_with_a_pull_that_keeps_it_so_and_every_contact_pulled_up() {
        for (active_low, released, pull) in
            [(false, Value::Inactive, Bias::PullDown), (true, Value::Active, Bias::PullUp)]
        {
            let config = request_of(&wiring(active_low));
            let mut lines = config.lines().to_vec();
            lines.sort_unstable();
            assert_eq!(lines, [5, 6, 17, 22, 23, 27]);
            let relay = config.line_config(17).unwrap();
            assert_eq!(relay.direction, Some(Direction::Output));
            assert_eq!((relay.value, relay.bias), (Some(released), Some(pull)));
            for light in [5, 6] {
                let line = config.line_config(light).unwrap();
                assert_eq!((line.value, line.bias), (Some(Value::Inactive), Some(Bias::PullDown)));
            }
            for contact in [22, 23, 27] {
                let line = config.line_config(contact).unwrap();
                assert_eq!((line.direction, line.bias), (Some(Direction::Input), Some(Bias::PullUp)));
            }
            assert!(lines.iter().all(|line| !config.line_config(*line).unwrap().active_low));
        }
    }

    #[test]
    fn a_machine_without_such_a_chip_is_told_what_to_set() {
        let Err(fault) = open(Some(Path::new("/dev/null")), wiring(false)) else {
            panic!("a chip that is none was taken");
        };
        assert!(matches!(fault, NoLines::Chip { .. }), "{fault:?}");
        assert!(fault.to_string().contains("/dev/null"), "{fault}");
        assert!(NoLines::NoChip.to_string().contains("[gate] chip"));
    }
}
