//! How long what is personal is kept once it is over (docs/rules.md, part 8): every kind has a clock, and what has run
//! out is due to be erased. What happened stays in the record; to whom, nobody can read any more.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::house::House;
use super::ids::Subject;
use super::time::{Span, Stamp};

/// Subjects erased at once: a record of a few kilobytes, and a fraction of a second of the store.
pub const ERASED_AT_ONCE_MAX: usize = 512;

/// How long what is personal is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// The last characters of documents, after the visit.
    pub document: Span,
    /// Everything else, after the visit, the booking, the entry, the incident, the day, or the host's leaving.
    pub visit: Span,
}

/// Every clock: what stands in the record of an erasure, and that of people who are remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptFor {
    /// The clocks of visits and documents.
    pub retention: Retention,
    /// People who are remembered, after their last visit.
    pub remembered: Span,
}

impl KeptFor {
    fn of(&self, subject: Subject) -> Span {
        match subject {
            Subject::Document(_) => self.retention.document,
            Subject::Remembered(_) => self.remembered,
            Subject::Visit(_)
            | Subject::Booking(_)
            | Subject::Watch(_)
            | Subject::Host(_)
            | Subject::Incident(_)
            | Subject::Day(_) => self.retention.visit,
        }
    }
}

/// What is over and can still be read, each since when it is over. Documents stand apart: theirs is another clock.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Kept {
    documents: BTreeSet<(Stamp, Subject)>,
    remembered: BTreeSet<(Stamp, Subject)>,
    others: BTreeSet<(Stamp, Subject)>,
}

impl Kept {
    /// A subject is over: its clock runs.
    pub(super) fn over(&mut self, subject: Subject, at: Stamp) {
        match subject {
            Subject::Document(_) => self.documents.insert((at, subject)),
            Subject::Remembered(_) => self.remembered.insert((at, subject)),
            _ => self.others.insert((at, subject)),
        };
    }

    /// It is not over after all.
    pub(super) fn goes_on(&mut self, subject: Subject) {
        self.others.retain(|(_, over)| *over != subject);
    }

    /// Somebody who is remembered was here again: their clock, which ran since `before`, starts anew.
    pub(super) fn again(&mut self, subject: Subject, before: Option<Stamp>, at: Stamp) {
        if let Some(before) = before {
            self.remembered.remove(&(before, subject));
        }
        self.over(subject, at);
    }

    /// These are erased.
    pub(super) fn erased(&mut self, people: &[Subject]) {
        let people: BTreeSet<_> = people.iter().copied().collect();
        self.documents.retain(|(_, over)| !people.contains(over));
        self.remembered.retain(|(_, over)| !people.contains(over));
        self.others.retain(|(_, over)| !people.contains(over));
    }

    /// What has run out, oldest first.
    fn due(&self, kept: KeptFor, now: Stamp) -> impl Iterator<Item = Subject> + '_ {
        let has_run_out = move |(over, subject): &&(Stamp, Subject)| *over + kept.of(*subject) <= now;
        let documents = self.documents.iter().take_while(has_run_out);
        let remembered = self.remembered.iter().take_while(has_run_out);
        documents
            .chain(remembered)
            .chain(self.others.iter().take_while(has_run_out))
            .map(|(_, subject)| *subject)
    }
}

/// Whose time has come, [`ERASED_AT_ONCE_MAX`] at most; the rest once these are erased. Nobody while the clock is
/// behind the record: what a wrong clock erases does not come back.
pub fn due_for_erasure(house: &House, kept: KeptFor, now: Stamp) -> Vec<Subject> {
    if house.clock_behind {
        return Vec::new();
    }
    // An entry of the watchlist that has expired is over although nobody said so.
    let expired = house.watchlist.iter().filter(|(_, watch)| watch.expires + kept.retention.visit <= now);
    let expired = expired.map(|(entry, _)| Subject::Watch(*entry));
    house.kept.due(kept, now).chain(expired).take(ERASED_AT_ONCE_MAX).collect()
}
