//! A group of commands on its way into the record: decided, not yet durable, and so not yet answered.

use std::sync::Arc;

use super::core::{Answer, Done};
use crate::domain::{By, CommandId, Event, House, Order, Record, Refusal, Stamp, apply};

/// A command of the group with its answer.
pub(super) struct Pending {
    pub(super) order: Order,
    pub(super) to: Answer,
    pub(super) answer: Result<Done, Refusal>,
}

/// The group.
#[derive(Default)]
pub(super) struct Group {
    pub(super) records: Vec<Record>,
    pub(super) pending: Vec<Pending>,
}

/// Under which name events go into the record.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) by: By,
    pub(super) order: CommandId,
    pub(super) digest: [u8; 8],
    pub(super) at: Stamp,
}

impl Source {
    pub(super) fn of(order: &Order, at: Stamp) -> Self {
        Self { by: order.by.clone(), order: order.id, digest: order.digest, at }
    }
}

impl Group {
    /// Makes records of events, at the end of the group, and folds them into `house`.
    pub(super) fn add(&mut self, house: &mut House, source: &Source, events: &[Event]) {
        for event in events {
            let record = Record {
                seq: house.seq + 1,
                at: source.at,
                by: source.by.clone(),
                order: source.order,
                digest: source.digest,
                event: event.clone(),
            };
            apply(house, &record);
            self.records.push(record);
        }
    }
}

/// What was done, once the records up to the house's last are durable.
pub(super) fn done(house: &House, events: Vec<Event>) -> Done {
    Done { seq: house.seq, events: Arc::from(events), recorded: true }
}

/// Sends an answer. Whoever asked may have gone.
pub(super) fn send(to: Answer, answer: Result<Done, Refusal>) {
    if let Some(to) = to {
        to.send(answer).ok();
    }
}
