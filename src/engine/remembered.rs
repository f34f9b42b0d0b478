//! Commands that were carried out lately, so that one that comes again gets the same answer and does nothing.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::core::Done;
use crate::domain::{
    CommandId, Event, Order, Personal, PersonalWalk, Record, Refusal, Role, Span, Stamp, Subject,
};

/// How long a command is remembered: a screen that was cut off asks again within a shift.
pub const REMEMBERED_FOR: Span = Span::hours(24);
/// Commands remembered at most, ten very busy days of one gate; the oldest make room.
pub const REMEMBERED_MAX: usize = 20_000;

struct Memory {
    digest: [u8; 8],
    done: Done,
}

/// What was carried out.
#[derive(Default)]
pub(super) struct Remembered {
    by_id: HashMap<CommandId, Memory>,
    oldest_first: VecDeque<(Stamp, CommandId)>,
}

impl Remembered {
    /// The answer, if this very command was carried out already.
    pub(super) fn find(&self, order: &Order) -> Option<Result<Done, Refusal>> {
        let memory = self.by_id.get(&order.id)?;
        Some(if memory.digest == order.digest { Ok(memory.done.clone()) } else { Err(Refusal::KeyReused) })
    }

    /// Keeps a command. The core's own are never asked for again.
    pub(super) fn keep(&mut self, order: &Order, at: Stamp, done: &Done) {
        if order.by.role == Role::Core || done.events.is_empty() {
            return;
        }
        self.insert(order.id, at, Memory { digest: order.digest, done: done.clone() });
        while let Some((oldest, id)) = self.oldest_first.front().copied() {
            if self.by_id.len() <= REMEMBERED_MAX && at - oldest <= REMEMBERED_FOR {
                break;
            }
            self.oldest_first.pop_front();
            self.by_id.remove(&id);
        }
    }

    /// A command that was not recorded after all.
    pub(super) fn forget(&mut self, id: CommandId) {
        if self.by_id.remove(&id).is_some() {
            self.oldest_first.retain(|(_, kept)| *kept != id);
        }
    }

    /// People are erased: the answers keep what happened, not to whom.
    pub(super) fn erase(&mut self, people: &[Subject]) {
        struct Erase;
        impl PersonalWalk for Erase {
            fn field<T: Serialize + DeserializeOwned>(&mut self, field: &mut Personal<T>) {
                *field = Personal::Erased;
            }
        }
        let about = |event: &Event| event.subject().is_some_and(|subject| people.contains(&subject));
        for memory in self.by_id.values_mut().filter(|memory| memory.done.events.iter().any(about)) {
            let mut events = memory.done.events.to_vec();
            events.iter_mut().filter(|event| about(event)).for_each(|event| event.each_personal(&mut Erase));
            memory.done.events = Arc::from(events);
        }
    }

    /// Commands whose records turned out to be durable.
    pub(super) fn take_in(&mut self, records: &[Record]) {
        let mut recollection = Recollection { remembered: std::mem::take(self), ..Recollection::default() };
        records.iter().for_each(|record| recollection.take(record, record.at));
        *self = recollection.done();
    }

    fn insert(&mut self, id: CommandId, at: Stamp, memory: Memory) {
        if self.by_id.insert(id, memory).is_none() {
            self.oldest_first.push_back((at, id));
        }
    }
}

/// Collects commands from records, at start.
#[derive(Default)]
pub(super) struct Recollection {
    remembered: Remembered,
    open: Option<(CommandId, [u8; 8], Stamp, Vec<Event>)>,
    last: u64,
}

impl Recollection {
    /// Takes a record; `since` is the beginning of the last [`REMEMBERED_FOR`].
    pub(super) fn take(&mut self, record: &Record, since: Stamp) {
        if self.open.as_ref().is_some_and(|(id, ..)| *id != record.order) {
            self.close();
        }
        self.last = record.seq;
        if record.by.role == Role::Core || record.at < since {
            return;
        }
        let fresh = || (record.order, record.digest, record.at, Vec::new());
        self.open.get_or_insert_with(fresh).3.push(record.event.clone());
    }

    /// What was recollected.
    pub(super) fn done(mut self) -> Remembered {
        self.close();
        self.remembered
    }

    fn close(&mut self) {
        let Some((id, digest, at, events)) = self.open.take() else { return };
        let done = Done { seq: self.last, events: Arc::from(events), recorded: true };
        self.remembered.insert(id, at, Memory { digest, done });
        if self.remembered.by_id.len() > REMEMBERED_MAX
            && let Some((_, oldest)) = self.remembered.oldest_first.pop_front()
        {
            self.remembered.by_id.remove(&oldest);
        }
    }
}
