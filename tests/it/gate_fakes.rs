//! The gates that the contract is held against: the simulated one, and fake pins either way round.
#![allow(clippy::expect_used)]

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gatehouse::adapters::gate_over_pins::{ContactPin, GateWiring, RelayPin, Wired, over_pins};
use gatehouse::adapters::gate_simulated::SimulatedGate;
use gatehouse::ports::gate::{GateBoard, Relay};

/// A gate a test can look at from outside. It outlives the boards and hands that drive it.
pub trait Gate: Send + Sync {
    fn name(&self) -> &'static str;
    fn board(&self) -> Box<dyn GateBoard>;
    /// Every change of the relay so far.
    fn edges(&self) -> Vec<Relay>;
    fn relay(&self) -> Relay;
    fn wait_for_edges(&self, count: usize, limit: Duration) -> bool;
    fn set_door(&self, open: bool);
    fn set_fire(&self, on: bool);
    fn break_relay(&self, broken: bool);
    fn break_inputs(&self, broken: bool);
}

/// One of each.
pub fn every_gate() -> Vec<Box<dyn Gate>> {
    vec![
        Box::new(SimulatedGate::new()),
        Box::new(FakePins::new("pins, active high", false)),
        Box::new(FakePins::new("pins, active low", true)),
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

/// Five wires of a Raspberry Pi, without one.
struct FakePins {
    name: &'static str,
    active_low: bool,
    wires: Arc<Wires>,
}

#[derive(Default)]
struct Wires {
    levels: Mutex<Levels>,
    changed: Condvar,
}

#[derive(Default)]
struct Levels {
    relay_high: bool,
    changes: Vec<bool>,
    door_high: bool,
    fire_high: bool,
    idle_high: bool,
    relay_broken: bool,
    inputs_broken: bool,
}

impl Wires {
    fn levels(&self) -> MutexGuard<'_, Levels> {
        self.levels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FakePins {
    fn new(name: &'static str, active_low: bool) -> Self {
        let wires = Wires::default();
        {
            // As the boot configuration leaves them: every pin at its idle level.
            let mut levels = wires.levels();
            levels.relay_high = active_low;
            levels.door_high = active_low;
            levels.fire_high = active_low;
            levels.idle_high = active_low;
        }
        Self { name, active_low, wires: Arc::new(wires) }
    }

    fn level_of(&self, high: bool) -> Relay {
        if high == self.active_low { Relay::Released } else { Relay::Driven }
    }
}

struct FakeRelayPin(Arc<Wires>);

impl FakeRelayPin {
    fn set(&self, high: bool) -> io::Result<()> {
        let mut levels = self.0.levels();
        if levels.relay_broken {
            return Err(io::Error::other("the pin is shorted"));
        }
        if levels.relay_high != high {
            levels.relay_high = high;
            levels.changes.push(high);
            self.0.changed.notify_all();
        }
        Ok(())
    }
}

impl RelayPin for FakeRelayPin {
    fn set_high(&mut self) -> io::Result<()> {
        self.set(true)
    }
    fn set_low(&mut self) -> io::Result<()> {
        self.set(false)
    }
}

struct FakeContactPin(Arc<Wires>, fn(&Levels) -> bool);

impl ContactPin for FakeContactPin {
    fn is_high(&self) -> io::Result<bool> {
        let levels = self.0.levels();
        if levels.inputs_broken { Err(io::Error::other("the cable is cut")) } else { Ok((self.1)(&levels)) }
    }
}

impl Gate for FakePins {
    fn name(&self) -> &'static str {
        self.name
    }

    fn board(&self) -> Box<dyn GateBoard> {
        let contact = |read| {
            Some(Wired { pin: FakeContactPin(Arc::clone(&self.wires), read), active_low: self.active_low })
        };
        over_pins(GateWiring {
            relay: Wired { pin: FakeRelayPin(Arc::clone(&self.wires)), active_low: self.active_low },
            door: contact(|levels| levels.door_high),
            exit_button: contact(|levels| levels.idle_high),
            fire: contact(|levels| levels.fire_high),
            tamper: None,
        })
        .expect("fake pins start whole")
    }

    fn edges(&self) -> Vec<Relay> {
        self.wires.levels().changes.iter().map(|high| self.level_of(*high)).collect()
    }

    fn relay(&self) -> Relay {
        self.level_of(self.wires.levels().relay_high)
    }

    fn wait_for_edges(&self, count: usize, limit: Duration) -> bool {
        let (levels, _) = self
            .wires
            .changed
            .wait_timeout_while(self.wires.levels(), limit, |levels| levels.changes.len() < count)
            .unwrap_or_else(PoisonError::into_inner);
        levels.changes.len() >= count
    }

    fn set_door(&self, open: bool) {
        self.wires.levels().door_high = open != self.active_low;
    }

    fn set_fire(&self, on: bool) {
        self.wires.levels().fire_high = on != self.active_low;
    }

    fn break_relay(&self, broken: bool) {
        self.wires.levels().relay_broken = broken;
    }

    fn break_inputs(&self, broken: bool) {
        self.wires.levels().inputs_broken = broken;
    }
}
