//! The gates that the contract is held against: the simulated one, fake pins and fake lines either way round, and those
//! of a board that may be missing.
#![allow(clippy::expect_used)]

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gatehouse::adapters::gate_lasting::LastingGate;
use gatehouse::adapters::gate_over_lines::{Lines, over_lines};
use gatehouse::adapters::gate_over_pins::{
    ContactPin, GateWiring, OutputPin, ReaderWiring, Wired, over_pins,
};
use gatehouse::adapters::gate_simulated::SimulatedGate;
use gatehouse::ports::gate::{GateBoard, Relay, Signal};

/// A gate a test can look at from outside. It outlives the boards and hands that drive it.
pub trait Gate: Send + Sync {
    fn name(&self) -> &'static str;
    fn board(&self) -> Box<dyn GateBoard>;
    /// Every change of the relay so far.
    fn edges(&self) -> Vec<Relay>;
    fn relay(&self) -> Relay;
    fn wait_for_edges(&self, count: usize, limit: Duration) -> bool;
    fn siren(&self) -> Relay;
    /// Every switching at the readers so far: place in the configuration, what, and whether on.
    fn signals(&self) -> Vec<(usize, Signal, bool)>;
    fn set_door(&self, open: bool);
    fn set_fire(&self, on: bool);
    fn break_relay(&self, broken: bool);
    fn break_inputs(&self, broken: bool);
}

/// One of each.
pub fn every_gate() -> Vec<Box<dyn Gate>> {
    vec![
        Box::new(SimulatedGate::new()),
        Box::new(FakePins::new("pins, active high", false, Made::OfPins)),
        Box::new(FakePins::new("pins, active low", true, Made::OfPins)),
        Box::new(FakePins::new("lines, active high", false, Made::OfLines)),
        Box::new(FakePins::new("lines, active low", true, Made::OfLines)),
        Box::new(FakePins::new("lasting lines", false, Made::ToLast)),
    ]
}

impl Gate for SimulatedGate {
    fn name(&self) -> &'static str {
        "simulated"
    }
    fn board(&self) -> Box<dyn GateBoard> {
        Self::board(self)
    }
    fn edges(&self) -> Vec<Relay> {
        Self::edges(self).iter().map(|edge| edge.to).collect()
    }
    fn relay(&self) -> Relay {
        Self::relay(self)
    }
    fn wait_for_edges(&self, count: usize, limit: Duration) -> bool {
        Self::wait_for_edges(self, count, limit)
    }
    fn siren(&self) -> Relay {
        Self::siren(self)
    }
    fn signals(&self) -> Vec<(usize, Signal, bool)> {
        Self::signals(self)
    }
    fn set_door(&self, open: bool) {
        Self::set_door(self, Some(open));
    }
    fn set_fire(&self, on: bool) {
        Self::set_fire(self, on);
    }
    fn break_relay(&self, broken: bool) {
        Self::break_relay(self, broken);
    }
    fn break_inputs(&self, broken: bool) {
        Self::break_inputs(self, broken);
    }
}

/// How a board is made of the wires.
#[derive(Clone, Copy)]
enum Made {
    OfPins,
    OfLines,
    /// Of lines, by a board that is opened anew when it goes missing.
    ToLast,
}

/// The wires of a Raspberry Pi, without one.
#[derive(Clone)]
struct FakePins {
    name: &'static str,
    active_low: bool,
    made: Made,
    wires: Arc<Wires>,
}

const RELAY: u8 = 17;
const SIREN: u8 = 5;
const DOOR: u8 = 27;
const EXIT: u8 = 22;
const FIRE: u8 = 23;
/// Green, red and beeper of the first reader.
const LIGHTS: [u8; 3] = [6, 13, 19];

#[derive(Default)]
struct Wires {
    levels: Mutex<Levels>,
    changed: Condvar,
}

#[derive(Default)]
struct Levels {
    high: BTreeMap<u8, bool>,
    /// Every change of an output.
    changes: Vec<(u8, bool)>,
    relay_broken: bool,
    inputs_broken: bool,
}

impl Wires {
    fn levels(&self) -> MutexGuard<'_, Levels> {
        self.levels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, line: u8, high: bool) -> io::Result<()> {
        let mut levels = self.levels();
        if levels.relay_broken && line == RELAY {
            return Err(io::Error::other("the pin is shorted"));
        }
        if levels.high.insert(line, high) != Some(high) {
            levels.changes.push((line, high));
            self.changed.notify_all();
        }
        Ok(())
    }

    fn read(&self, line: u8) -> io::Result<bool> {
        let levels = self.levels();
        if levels.inputs_broken && [DOOR, EXIT, FIRE].contains(&line) {
            return Err(io::Error::other("the cable is cut"));
        }
        Ok(levels.high[&line])
    }
}

impl FakePins {
    fn new(name: &'static str, active_low: bool, made: Made) -> Self {
        let wires = Wires::default();
        // As the boot configuration leaves them: every pin at its idle level.
        let all = [RELAY, SIREN, DOOR, EXIT, FIRE].into_iter().chain(LIGHTS);
        wires.levels().high = all.map(|line| (line, active_low)).collect();
        Self { name, active_low, made, wires: Arc::new(wires) }
    }

    fn level_of(&self, high: bool) -> Relay {
        if high == self.active_low { Relay::Released } else { Relay::Driven }
    }

    fn wiring(&self) -> GateWiring<u8, u8> {
        let wired = |pin| Wired { pin, active_low: self.active_low };
        let [green, red, beeper] = LIGHTS.map(|line| Some(wired(line)));
        GateWiring {
            relay: wired(RELAY),
            door: Some(wired(DOOR)),
            exit_button: Some(wired(EXIT)),
            fire: Some(wired(FIRE)),
            tamper: None,
            siren: Some(wired(SIREN)),
            readers: vec![ReaderWiring { green, red, beeper }],
        }
    }
}

struct FakePin(Arc<Wires>, u8);

impl OutputPin for FakePin {
    fn set_high(&mut self) -> io::Result<()> {
        self.0.put(self.1, true)
    }
    fn set_low(&mut self) -> io::Result<()> {
        self.0.put(self.1, false)
    }
}

impl ContactPin for FakePin {
    fn is_high(&self) -> io::Result<bool> {
        self.0.read(self.1)
    }
}

impl Lines for Wires {
    fn set(&self, line: u8, high: bool) -> io::Result<()> {
        self.put(line, high)
    }
    fn is_high(&self, line: u8) -> io::Result<bool> {
        self.read(line)
    }
}

impl Gate for FakePins {
    fn name(&self) -> &'static str {
        self.name
    }

    fn board(&self) -> Box<dyn GateBoard> {
        match self.made {
            Made::OfPins => {
                let pin = |wired: Wired<u8>| io::Result::Ok(FakePin(Arc::clone(&self.wires), wired.pin));
                over_pins(self.wiring().take(pin, pin).unwrap()).expect("fake pins start whole")
            }
            Made::OfLines => {
                over_lines(self.wiring(), Arc::clone(&self.wires)).expect("fake lines start whole")
            }
            Made::ToLast => {
                let gate = self.clone();
                Box::new(LastingGate::open(Box::new(move || {
                    over_lines(gate.wiring(), Arc::clone(&gate.wires)).map_err(|fault| Arc::new(fault) as _)
                })))
            }
        }
    }

    fn edges(&self) -> Vec<Relay> {
        let levels = self.wires.levels();
        let of_the_relay = levels.changes.iter().filter(|(line, _)| *line == RELAY);
        of_the_relay.map(|(_, high)| self.level_of(*high)).collect()
    }

    fn relay(&self) -> Relay {
        self.level_of(self.wires.levels().high[&RELAY])
    }

    fn siren(&self) -> Relay {
        self.level_of(self.wires.levels().high[&SIREN])
    }

    fn signals(&self) -> Vec<(usize, Signal, bool)> {
        let levels = self.wires.levels();
        let signal = |(line, high): &(u8, bool)| {
            let at = LIGHTS.iter().position(|light| light == line)?;
            Some((0, Signal::ALL[at], self.level_of(*high) == Relay::Driven))
        };
        levels.changes.iter().filter_map(signal).collect()
    }

    fn wait_for_edges(&self, count: usize, limit: Duration) -> bool {
        let (levels, _) = self
            .wires
            .changed
            .wait_timeout_while(self.wires.levels(), limit, |levels| edges(levels) < count)
            .unwrap_or_else(PoisonError::into_inner);
        edges(&levels) >= count
    }

    fn set_door(&self, open: bool) {
        self.wires.levels().high.insert(DOOR, open != self.active_low);
    }

    fn set_fire(&self, on: bool) {
        self.wires.levels().high.insert(FIRE, on != self.active_low);
    }

    fn break_relay(&self, broken: bool) {
        self.wires.levels().relay_broken = broken;
    }

    fn break_inputs(&self, broken: bool) {
        self.wires.levels().inputs_broken = broken;
    }
}

/// Changes of the relay so far.
fn edges(levels: &Levels) -> usize {
    levels.changes.iter().filter(|(line, _)| *line == RELAY).count()
}
