//! Guarded mode: the record cannot be written. Nobody is let in by it; people get out, guards override, fire
//! opens. What is done then is kept here and in the spool, and goes into the record first of all once that works.

use std::collections::VecDeque;

use super::group::{Group, Source};
use super::order::core_order;
use crate::domain::{
    AlarmKind, By, Command, Direction, Event, House, Now, Policy, Remark, Role, Span, apply, decide,
};
use crate::ports::spool::Deed;

/// Deeds and news kept in memory: hours of overrides. Beyond it the oldest sensor news go first; what guards did
/// is in the spool.
pub const UNRECORDED_MAX: usize = 1_000;
/// How long to wait between two tries of the record; a command that comes tries it too.
const TRY_EVERY: Span = Span::seconds(3);

/// Something that happened and is not in the record yet.
pub(super) struct Kept {
    pub(super) source: Source,
    /// What somebody did; none for what the gate itself told.
    pub(super) deed: Option<Deed>,
    /// What it changed in the house.
    pub(super) events: Vec<Event>,
}

/// The state of being guarded.
pub(super) struct Guarded {
    /// The house as the record has it.
    pub(super) durable: House,
    pub(super) kept: VecDeque<Kept>,
    /// Deeds that are in the spool only.
    pub(super) spool_only: bool,
    /// On the steady clock.
    pub(super) try_at: Span,
}

impl Guarded {
    pub(super) fn new(durable: House, now: Now) -> Self {
        Self { durable, kept: VecDeque::new(), spool_only: false, try_at: next_try(now) }
    }

    /// Keeps what happened; in a full memory the oldest makes room.
    pub(super) fn keep(&mut self, kept: Kept) {
        if self.kept.len() == UNRECORDED_MAX {
            let at = self.kept.iter().position(|old| old.deed.is_none()).unwrap_or(0);
            let gone = self.kept.remove(at);
            self.spool_only |= gone.is_some_and(|gone| gone.deed.is_some());
            tracing::error!(event = "unrecorded-lost", "the memory of unrecorded deeds is full");
        }
        self.kept.push_back(kept);
    }

    /// Deeds of people that are not in the record yet.
    pub(super) fn deeds(&self) -> usize {
        self.kept.iter().filter(|kept| kept.deed.is_some()).count()
    }

    /// Everything kept, as records after the last durable one; the house they lead to; and how many records
    /// stand up to the end of each thing kept.
    pub(super) fn records(&self, policy: &Policy, now: Now) -> (Group, House, Vec<usize>) {
        let (mut group, mut house) = (Group::default(), self.durable.clone());
        let own = Source::of(&core_order(Command::TimePasses), now.wall);
        let alarm = Event::Alarmed {
            alarm: house.next_alarm(),
            kind: AlarmKind::StoreRefused,
            visit: None,
            code: None,
            text: None,
        };
        group.add(&mut house, &own, &[alarm]);
        let mut ends = Vec::with_capacity(self.kept.len());
        for kept in &self.kept {
            if let Some(deed) = &kept.deed {
                let order = core_order(unrecorded(deed));
                // Under the key of the command, so that a deed and what it changed stay together.
                let source = Source { by: By::CORE, at: now.wall, ..kept.source.clone() };
                let events = decide(&house, policy, &order, now).unwrap_or_default();
                group.add(&mut house, &source, &events);
            }
            group.add(&mut house, &kept.source, &kept.events);
            ends.push(group.records.len());
        }
        (group, house, ends)
    }

    /// The first `durable` of the records made are in the record now.
    pub(super) fn recorded(&mut self, group: &Group, ends: &[usize], durable: usize) {
        for record in group.records.iter().take(durable) {
            apply(&mut self.durable, record);
        }
        let whole = ends.iter().take_while(|end| **end <= durable).count();
        self.kept.drain(..whole);
    }
}

/// When the record is tried next, on the steady clock.
pub(super) fn next_try(now: Now) -> Span {
    Span(now.steady.0.saturating_add(TRY_EVERY.0))
}

/// The command that brings a deed into the record.
pub(super) fn unrecorded(deed: &Deed) -> Command {
    Command::Unrecorded {
        by: deed.by.clone(),
        what: deed.what.clone(),
        at: deed.at,
        reason: deed.reason.clone(),
    }
}

/// Whether a command is carried out although it cannot be recorded. What is not named is refused.
pub(super) fn works(command: &Command, policy: &Policy) -> bool {
    match command {
        Command::Override { .. }
        | Command::EmergencyOpen { .. }
        | Command::EmergencyClose
        | Command::ResetFire
        | Command::LetOut { .. }
        | Command::Acknowledge { .. }
        | Command::CallGuard { .. }
        | Command::SayBadgeLost { .. }
        | Command::PinsWrong { .. }
        | Command::Sensed { .. }
        | Command::GateReports { .. }
        | Command::Started { .. } => true,
        Command::Scan { reader, .. } => policy.direction(reader) == Some(Direction::Exit),
        _ => false,
    }
}

/// What somebody did, for the spool; none for the core's own news.
pub(super) fn deed(source: &Source, command: &Command) -> Option<Deed> {
    let reason = match command {
        Command::Override { reason } | Command::EmergencyOpen { reason } => Some(reason),
        Command::LetOut { reason, .. } => reason.as_ref(),
        _ => None,
    };
    let reason = reason.and_then(|reason| Remark::parse(reason.as_str()).ok()).unwrap_or_default();
    let what = format!("{:?}", command.kind());
    (source.by.role != Role::Core).then(|| Deed { by: source.by.clone(), what, at: source.at, reason })
}
