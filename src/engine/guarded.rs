//! Guarded mode: the record cannot be written. Nobody is let in by it; people get out, guards override, fire
//! opens. What is done then is kept here and in the spool, and goes into the record first of all once that works.

use std::collections::VecDeque;
use std::error::Error;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::core::{Answer, Done};
use super::group::{Group, Source, send};
use super::order::core_order;
use super::writer::Writer;
use crate::domain::{
    AlarmKind, By, Command, Direction, Effect, EffectKind, Event, House, Now, Order, Policy, Record, Refusal,
    Remark, Role, Sensor, Span, after_silence, apply, decide, follow_up, may,
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
    /// How many records stand up to the end of each thing kept, in the group the disk hangs on.
    pub(super) tried: Option<Vec<usize>>,
}

impl Guarded {
    pub(super) fn new(durable: House, now: Now) -> Self {
        Self { durable, kept: VecDeque::new(), spool_only: false, try_at: next_try(now), tried: None }
    }

    /// Keeps what happened; in a full memory the oldest makes room.
    pub(super) fn keep(&mut self, kept: Kept) {
        if self.kept.len() == UNRECORDED_MAX {
            let at = self.kept.iter().position(|old| old.deed.is_none()).unwrap_or(0);
            let gone = self.kept.remove(at);
            // The places have moved: better recorded twice than not at all.
            self.tried = None;
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
        // Nobody could be served meanwhile: nobody has waited too long. Before what was kept, which has its own waits
        // from the times it was done at.
        let own = Source::of(&core_order(Command::TimePasses), now.wall);
        let moved = after_silence(&house, self.durable.last_at, now.wall);
        group.add(&mut house, &own, moved.as_slice());
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
        // After what was kept, for its alarms have their numbers already.
        let alarm = Event::Alarmed {
            alarm: house.next_alarm(),
            kind: AlarmKind::StoreRefused,
            visit: None,
            code: None,
            text: None,
        };
        group.add(&mut house, &own, &[alarm]);
        (group, house, ends)
    }

    /// The first `durable` of the records made are in the record now.
    pub(super) fn recorded(&mut self, records: &[Record], ends: &[usize], durable: usize) {
        for record in records.iter().take(durable) {
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

impl Writer {
    /// Enters guarded mode.
    pub(super) fn guard(&mut self, why: &(dyn Error + 'static), now: Now) {
        tracing::error!(event = "guarded", error = why, "the record cannot be written: entries are refused");
        if self.guarded.is_none() {
            self.guarded = Some(Guarded::new(self.deciding.clone(), now));
        }
        self.vitals.guarded.store(true, Ordering::Release);
        self.changed.send_replace(self.deciding.seq);
    }

    /// Carries out a command that cannot be recorded, if it is one of those that may.
    pub(super) fn carry_out_guarded(&mut self, order: Order, to: Answer, now: Now) {
        let answer = self.answer_guarded(&order, now);
        self.show(&order.command, &answer);
        let Ok((answer, new)) = answer else {
            return send(to, answer.map(|(answer, _)| answer));
        };
        if !new || answer.events.is_empty() {
            return send(to, Ok(answer));
        }
        let source = Source::of(&order, now.wall);
        let deed = deed(&source, &order.command);
        if let Some(deed) = &deed {
            tracing::warn!(event = "unrecorded-deed", what = deed.what, role = ?deed.by.role, at = deed.at.0);
        }
        let (events, mut group) = (answer.events.to_vec(), Group::default());
        group.add(&mut self.deciding, &source, &events);
        {
            let mut house = self.shared.write().unwrap_or_else(PoisonError::into_inner);
            group.records.iter().for_each(|record| apply(&mut house, record));
        }
        if let Some(guarded) = &mut self.guarded {
            guarded.keep(Kept { source, deed: deed.clone(), events: events.clone() });
            self.vitals.unrecorded.store(guarded.deeds() as u64, Ordering::Release);
        }
        send(to, Ok(answer));
        self.changed.send_replace(self.durable_seq());
        for event in &events {
            self.act(event);
        }
        // Last, for its disk may be the one that hangs.
        if let Some(deed) = deed {
            self.spool.keep(deed);
        }
    }

    fn answer_guarded(&mut self, order: &Order, now: Now) -> Result<(Done, bool), Refusal> {
        if let Some(known) = self.remembered.find(order) {
            return known.map(|done| (done, false));
        }
        if !may(order.by.role, order.command.kind()) {
            return Err(Refusal::NotAllowed);
        }
        if !works(&order.command, &self.policy) {
            return Err(Refusal::Guarded);
        }
        let events = decide(&self.deciding, &self.policy, order, now)?;
        let done = Done { seq: self.durable_seq(), events: Arc::from(events), recorded: false };
        self.remembered.keep(order, now.wall, &done);
        Ok((done, true))
    }

    fn durable_seq(&self) -> u64 {
        self.guarded.as_ref().map_or(self.deciding.seq, |guarded| guarded.durable.seq)
    }

    /// Tries whether the record works again: what is unrecorded goes into it first, and guarded mode ends.
    pub(super) fn try_record(&mut self, now: Now, asked: bool) {
        let is_due = |guarded: &Guarded| asked || now.steady >= guarded.try_at;
        if !self.guarded.as_ref().is_some_and(is_due) || self.is_hanging() {
            return;
        }
        let (Some(guarded), Some(journal)) = (&mut self.guarded, &mut self.journal) else { return };
        let (group, house, ends) = guarded.records(&self.policy, now);
        if let Err(fault) = journal.append(&group.records) {
            tracing::warn!(event = "still-guarded", error = &fault as &dyn Error);
            guarded.recorded(&group.records, &ends, fault.durable);
            guarded.tried = journal.is_hanging().then_some(ends);
            guarded.try_at = next_try(now);
            return;
        }
        let spool_only = guarded.spool_only;
        self.guarded = None;
        self.deciding = house.clone();
        *self.shared.write().unwrap_or_else(PoisonError::into_inner) = house;
        self.vitals.guarded.store(false, Ordering::Release);
        self.vitals.unrecorded.store(0, Ordering::Release);
        tracing::info!(event = "guarded-ends", recorded = group.records.len());
        self.changed.send_replace(self.deciding.seq);
        // The alarm that stands last; the rest was acted on when it was done.
        if let Some(alarm) = group.records.last() {
            self.act(&alarm.event);
        }
        self.begin(&Effect::HoldLevel);
        if !spool_only {
            self.spool.clear();
        }
        // Upkeep is the next group's: this turn has waited for the disk already, and may have a group to append.
        self.follow(&group.records);
    }

    /// Whether the disk still has to answer. If it has, at last, and a group is durable that nobody waited for any
    /// more, it has happened, before everything that was done since. Nothing moves for it.
    fn is_hanging(&mut self) -> bool {
        let (Some(guarded), Some(journal)) = (&mut self.guarded, &mut self.journal) else { return false };
        let late = journal.came_late();
        if late.is_empty() {
            return journal.is_hanging();
        }
        tracing::warn!(event = "records-came-late", count = late.len());
        let ends = guarded.tried.take().unwrap_or_default();
        guarded.recorded(&late, &ends, late.len());
        // A lockdown among them: the house that is decided on does not know of it yet.
        self.hands.begin(&Effect::WithdrawEntries, &guarded.durable);
        self.remembered.take_in(&late);
        self.follow(&late);
        for effect in late.iter().flat_map(|record| follow_up(&record.event)) {
            if effect.kind() == EffectKind::UntilDone {
                self.begin(&effect);
            }
        }
        false
    }
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
        | Command::SoundSiren
        | Command::SilenceSiren
        | Command::SirenReports { .. }
        | Command::Started { .. } => true,
        Command::Scan { reader, .. } => policy.direction(reader) == Some(Direction::Exit),
        _ => false,
    }
}

/// What somebody did, for the spool, or the fire alarm, which opens the gate like a person; none for the core's
/// other news.
pub(super) fn deed(source: &Source, command: &Command) -> Option<Deed> {
    let reason = match command {
        Command::Override { reason } | Command::EmergencyOpen { reason } => Some(reason),
        Command::LetOut { reason, .. } => reason.as_ref(),
        _ => None,
    };
    let reason = reason.and_then(|reason| Remark::parse(reason.as_str()).ok()).unwrap_or_default();
    let what = match command {
        Command::Sensed { sensor: Sensor::Fire { calls: true } } => "FireCalled".to_owned(),
        _ if source.by.role == Role::Core => return None,
        _ => format!("{:?}", command.kind()),
    };
    Some(Deed { by: source.by.clone(), what, at: source.at, reason })
}
