//! The hands: what the engine moves. Orders go out, outcomes come back into the inbox as commands.

pub(super) mod badges;
pub mod gate;
pub mod gate_clockwork;
pub(super) mod lists;
mod places;
mod print_report;
pub mod reader_lights;
pub mod siren;
mod test_badge;
mod urgent;

use tokio::sync::{broadcast, mpsc};

use self::badges::BadgeHand;
use self::gate::{GateHand, OrderLost, PulseOrder, TellGateNews};
use self::gate_clockwork::GateNews;
use self::lists::ListHand;
use super::core::Letter;
use super::order::core_order;
use crate::domain::{Alert, Command, Effect, GrantNo, House, PulseOutcome, ReaderId, Sensor, Stamp, VisitId};

/// Alerts kept for a reader who is slow: a minute of the busiest gate.
pub(super) const ALERTS_KEPT: usize = 256;

/// Everything the writer moves.
pub(super) struct Hands {
    pub(super) gate: GateHand,
    /// The readers, in the order of the configuration, by which the gate's hand knows them.
    pub(super) readers: Vec<ReaderId>,
    pub(super) badges: BadgeHand,
    pub(super) lists: ListHand,
    pub(super) alerts: broadcast::Sender<Alert>,
}

impl Hands {
    /// Begins an effect; `house` is the house after the event. Gives the outcome where it is known at once.
    pub(super) fn begin(&self, effect: &Effect, house: &House) -> Option<Command> {
        match effect {
            Effect::Pulse { grant, ms, heads, reader } => {
                let reader = reader.as_ref().and_then(|reader| self.place(reader));
                let order = PulseOrder { grant: grant.0, ms: *ms, heads: *heads, reader };
                let lost = self.gate.pulse(order).err()?;
                no_order(&lost, Some(*grant));
                Some(Command::GateReports { grant: *grant, outcome: PulseOutcome::Failed })
            }
            Effect::ShowRefused { reader } => {
                if let Some(place) = self.place(reader) {
                    self.gate.show_refused(place);
                }
                None
            }
            Effect::SoundSiren { until, ms } => {
                let lost = self.gate.sound_siren(*until, *ms).err()?;
                no_order(&lost, None);
                Some(siren_reports(*until, true))
            }
            Effect::SilenceSiren => {
                // It ends by itself.
                if let Err(lost) = self.gate.silence_siren() {
                    no_order(&lost, None);
                }
                None
            }
            Effect::HoldLevel => {
                let gone: OrderLost = self.gate.hold_open(house.gate.hold_cause().is_some()).err()?;
                no_order(&gone, None);
                Some(Command::Sensed { sensor: Sensor::Board { well: false } })
            }
            Effect::WithdrawEntries => {
                for grant in house.withdrawn_entries() {
                    if let Err(lost) = self.gate.withdraw(grant.0) {
                        no_order(&lost, Some(grant));
                    }
                }
                None
            }
            Effect::Print { .. } => {
                self.badges.look();
                None
            }
            Effect::RollCall => {
                self.lists.roll_call();
                None
            }
            Effect::Tell(alert) => {
                tracing::info!(event = "alert", told = ?alert.told, visit = alert.visit.map(VisitId::as_u64));
                // Nobody may be listening.
                self.alerts.send(*alert).ok();
                None
            }
            // The writer's own: the keys lie with the record.
            Effect::ErasePeople { .. } | Effect::Forget { .. } => None,
        }
    }
}

impl Hands {
    /// The place of a reader in the configuration; the touchscreen has none.
    fn place(&self, reader: &ReaderId) -> Option<usize> {
        self.readers.iter().position(|known| known == reader)
    }
}

fn no_order(lost: &OrderLost, grant: Option<GrantNo>) {
    let grant = grant.map(|grant| grant.0);
    tracing::error!(error = lost as &dyn std::error::Error, grant, "no order to the gate");
}

fn siren_reports(until: Stamp, failed: bool) -> Command {
    Command::SirenReports { until, failed }
}

/// The gate's way into the inbox. What finds no room is offered again by the gate's thread.
pub(super) fn tell(inbox: mpsc::Sender<Letter>) -> TellGateNews {
    Box::new(move |news| {
        let letter = Letter::Order(Box::new(core_order(command(&news))), None);
        match inbox.try_send(letter) {
            Ok(()) => {
                log(&news);
                Ok(())
            }
            // Without a writer there is nobody left to tell.
            Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(news),
        }
    })
}

/// The causes, which no command carries. Only of news that is taken: the rest is offered again many times a second.
fn log(news: &GateNews) {
    match news {
        GateNews::PulseFailed { grant, fault } => {
            tracing::warn!(event = "pulse-failed", grant, error = fault as &dyn std::error::Error);
        }
        GateNews::BoardFault(fault) => {
            tracing::error!(event = "board-fault", error = fault as &dyn std::error::Error);
        }
        _ => {}
    }
}

/// The gate's news as a command.
fn command(news: &GateNews) -> Command {
    let reports = |grant: u64, outcome| Command::GateReports { grant: GrantNo(grant), outcome };
    let sensed = |sensor| Command::Sensed { sensor };
    match news {
        GateNews::PulseStarted { grant, at: _ } => reports(*grant, PulseOutcome::Started),
        GateNews::PulseEnded { grant, door_opened } => {
            reports(*grant, PulseOutcome::Ended { door_opened: *door_opened })
        }
        GateNews::PulseFailed { grant, fault: _ } => reports(*grant, PulseOutcome::Failed),
        GateNews::DoorOpened => sensed(Sensor::Door { open: true }),
        GateNews::DoorClosed => sensed(Sensor::Door { open: false }),
        GateNews::ExitButton(pressed) => sensed(Sensor::ExitButton { pressed: *pressed }),
        GateNews::Fire(calls) => sensed(Sensor::Fire { calls: *calls }),
        GateNews::Tamper(open) => sensed(Sensor::Tamper { open: *open }),
        GateNews::BoardFault(_) => sensed(Sensor::Board { well: false }),
        GateNews::BoardBack => sensed(Sensor::Board { well: true }),
        GateNews::Siren(ended) => siren_reports(ended.until, ended.failed),
    }
}
