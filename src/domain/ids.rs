//! Numbers and codes that name things. Every gate counts by itself, so ids never collide between gates.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Gates a site may have: the pass carries a mask of 16.
pub const GATES_MAX: u8 = 16;

/// Number of a gate, 1 to [`GATES_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GateNo(u8);

impl GateNo {
    /// Gate 1: the only gate of most sites.
    pub const FIRST: GateNo = GateNo(1);

    /// A gate number, if it is one.
    pub const fn new(number: u8) -> Option<GateNo> {
        if number >= 1 && number <= GATES_MAX { Some(GateNo(number)) } else { None }
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// The gate's bit in the mask that a pass carries.
    pub const fn mask(self) -> u16 {
        1 << (self.0 - 1)
    }
}

/// A text that is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such number: it should look like {0}")]
pub struct NotAnId(pub(super) &'static str);

/// Declares an id that is a gate's number and a count, shown like `G1-000123`.
macro_rules! counted {
    ($(#[$meta:meta])* $name:ident, $letter:literal, $example:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name {
            /// Gate that made it.
            pub gate: GateNo,
            /// Its count there, from 1.
            pub count: u32,
        }

        impl $name {
            /// The id as one number, for keys: gate in the high half, count in the low.
            pub const fn as_u64(self) -> u64 {
                (self.gate.get() as u64) << 32 | self.count as u64
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($letter, "{}-{:06}"), self.gate.get(), self.count)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let parts = text.strip_prefix($letter).and_then(|rest| rest.split_once('-'));
                let (gate, count) = parts.ok_or(NotAnId($example))?;
                let gate = gate.parse().ok().and_then(GateNo::new).ok_or(NotAnId($example))?;
                let plain = !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit());
                let count = count.parse().ok().filter(|_| plain).ok_or(NotAnId($example))?;
                Ok($name { gate, count })
            }
        }
    };
}

counted!(
    /// A visit, shown `G1-000123`.
    VisitId, "G", "G1-000123"
);
counted!(
    /// A booking, shown `B1-000045`.
    BookingId, "B", "B1-000045"
);
counted!(
    /// An incident, shown `I1-000002`.
    IncidentId, "I", "I1-000002"
);
counted!(
    /// A watchlist entry, shown `W1-000007`.
    WatchId, "W", "W1-000007"
);

counted!(
    /// Somebody who asked to be remembered, shown `R1-000012`.
    RememberedId, "R", "R1-000012"
);

/// A host, by count of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HostId(pub u32);

/// Number printed on a badge (or on a plastic card).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BadgeNo(pub u32);

/// Number a waiting visitor is called by; starts again every day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QueueNo(pub u32);

/// One permission to open the gate once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GrantNo(pub u64);

/// One print job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobNo(pub u64);

/// An alarm on the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AlarmNo(pub u32);

/// Place of a person in a party; 0 leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PersonNo(pub u8);

/// Random id that a pass carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PassId(pub [u8; 8]);

/// Unguessable name of a visit, for the touchscreen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Handle(pub [u8; 16]);

/// Random code of an invitation: finds a booking, never opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InvitationCode(pub [u8; 16]);

/// Key a command is sent with; the same key is the same command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CommandId(pub [u8; 16]);

/// Staff number, as in `staff.toml`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StaffNo(pub String);

/// Name of a reader, as configured.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReaderId(pub String);

impl ReaderId {
    /// The touchscreen's own scanner: badges are handed back there on leaving. No configured reader has this name.
    pub const TOUCHSCREEN: &'static str = "touchscreen";
}

/// Whose key seals a record's personal fields. Erasing that key erases the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Subject {
    /// The people of one visit.
    Visit(VisitId),
    /// The people of one booking.
    Booking(BookingId),
    /// A person on the watchlist.
    Watch(WatchId),
    /// A host.
    Host(HostId),
    /// The people of an incident.
    Incident(IncidentId),
    /// The documents of one visit: their last characters are kept for a shorter time than the visit.
    Document(VisitId),
    /// Words written on a day that are about nobody in particular (days since 1970, UTC).
    Day(u32),
    /// Somebody who asked to be remembered.
    Remembered(RememberedId),
}

impl Subject {
    /// The subject as one number: kind in the top byte, id below. Stable: it is in stored records.
    pub const fn as_u64(self) -> u64 {
        match self {
            Subject::Visit(id) => 1 << 56 | id.as_u64(),
            Subject::Booking(id) => 2 << 56 | id.as_u64(),
            Subject::Watch(id) => 3 << 56 | id.as_u64(),
            Subject::Host(id) => 4 << 56 | id.0 as u64,
            Subject::Incident(id) => 5 << 56 | id.as_u64(),
            Subject::Day(day) => 6 << 56 | day as u64,
            Subject::Document(id) => 7 << 56 | id.as_u64(),
            Subject::Remembered(id) => 8 << 56 | id.as_u64(),
        }
    }

    /// Whose key seals a document in a record about this subject.
    pub const fn document(self) -> Subject {
        match self {
            Subject::Visit(id) => Subject::Document(id),
            Subject::Booking(_)
            | Subject::Watch(_)
            | Subject::Host(_)
            | Subject::Incident(_)
            | Subject::Document(_)
            | Subject::Remembered(_)
            | Subject::Day(_) => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_as_it_is_shown() {
        let id = VisitId { gate: GateNo(3), count: 123 };
        assert_eq!(id.to_string(), "G3-000123");
        assert_eq!("G3-000123".parse(), Ok(id));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in
            ["", "G", "G0-000001", "G17-000001", "B1-000001", "G1-", "G1-+1", "G1-1x", "G1-99999999999"]
        {
            assert!(text.parse::<VisitId>().is_err(), "{text}");
        }
    }
}
