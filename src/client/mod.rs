//! How the screens reach the core: wishes out, views in, over one [`Line`]. A reader has a way of its own, the
//! [`ScanLink`].
//!
//! A screen never waits: it sends a [`ToCore`] and goes on drawing; what comes back is a [`FromCore`].
//! The far end of the line is the HTTP client in `gatehouse kiosk` and `gatehouse guard`, and a script in
//! the tests of the screens.

mod asking;
mod countersign;
mod http;
mod listening;
mod mouth;
pub mod pin;
mod pulse;
mod scans;
mod sse;

pub use countersign::Countersigned;
pub use http::{ConnectFault, Reach, connect, http_client};
pub use pulse::{Beat, Pulse, TURN_EVERY};
pub use scans::{Carried, SCAN_MAX, ScanLink};
pub use sse::{LineTooLong, SseEvent, SseReader};

use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};

use crate::wire::{Answer, GuardView, HostHit, KioskView, Problem, SessionGiven, SiteFacts, TodayHits, Wish};

/// Messages that may wait on a line in each direction: a screen sends at the pace of a finger, the core at
/// the pace of its commits; beyond this the oldest view is stale anyway.
const LINE_LENGTH: usize = 64;

/// Number a screen gives to a question, to know its answer by.
pub type Ticket = u64;

/// What a screen asks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "few are under way at once, and every question is moved, not kept"
)]
pub enum ToCore {
    /// A wish. Sent again with the same key until it is answered or given up.
    Wish {
        /// To know the answer by.
        ticket: Ticket,
        /// The wish.
        wish: Wish,
    },
    /// Hosts by whole name, pinyin or extension.
    FindHosts {
        /// To know the answer by.
        ticket: Ticket,
        /// As typed.
        query: String,
    },
    /// Visits of today, by name, phone, badge, plate, unit or host.
    FindToday {
        /// To know the answer by.
        ticket: Ticket,
        /// As typed.
        query: String,
    },
    /// What others sign with staff number and PIN, beside whoever is signed in. Answered as a wish is.
    Countersign {
        /// To know the answer by.
        ticket: Ticket,
        /// What is signed, and by whom.
        deed: Countersigned,
    },
    /// The touchscreen follows this visit (or none).
    Follow {
        /// Its handle.
        handle: Option<String>,
    },
    /// A guard signs in.
    SignIn {
        /// Name or staff number.
        name: String,
        /// PIN.
        pin: String,
    },
    /// The guard signs out.
    SignOut,
}

/// What a screen hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromCore {
    /// The core is reached, or not.
    Link(CoreLink),
    /// Facts about the site; sent after each connection.
    Site(Box<SiteFacts>),
    /// Answer to a wish.
    Answered {
        /// The question's number.
        ticket: Ticket,
        /// The answer, or the refusal.
        answer: Result<Answer, Problem>,
    },
    /// Hosts found.
    Hosts {
        /// The question's number.
        ticket: Ticket,
        /// At most five.
        hits: Result<Vec<HostHit>, Problem>,
    },
    /// Visits of today found.
    Today {
        /// The question's number.
        ticket: Ticket,
        /// The newest first.
        hits: Result<TodayHits, Problem>,
    },
    /// Newest view of the followed visit.
    Visit(KioskView),
    /// The visit that was followed is known no more: it left the house long ago.
    Forgotten {
        /// Its handle.
        handle: String,
    },
    /// The site's own trouble, seen from the touchscreen, while no visit is followed.
    Trouble(Option<crate::wire::TroubleWord>),
    /// What is to be heard at a panel nobody has signed in at.
    Heard(crate::wire::HeardLine),
    /// Newest view for the panel.
    Panel(Box<GuardView>),
    /// Sign-in worked, or why not.
    Signed(Result<SessionGiven, Problem>),
    /// The session has ended (signed out, expired, core restarted).
    SignedOut,
}

/// Whether the core is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoreLink {
    /// It answers.
    Live,
    /// It has not answered; the client keeps trying.
    Lost,
}

/// The screen's end of the line.
#[derive(Debug)]
pub struct Line {
    to: SyncSender<ToCore>,
    from: Receiver<FromCore>,
}

/// The core's end of the line.
#[derive(Debug)]
pub struct FarEnd {
    /// What the screen asks.
    pub asked: Receiver<ToCore>,
    /// Where the answers go.
    pub answers: SyncSender<FromCore>,
}

/// The line is full or its far end has ended: the core counts as lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the core is not reached")]
pub struct LineDown;

impl Line {
    /// A new line: the screen's end and the core's end.
    pub fn new() -> (Line, FarEnd) {
        let (to, asked) = sync_channel(LINE_LENGTH);
        let (answers, from) = sync_channel(LINE_LENGTH);
        (Line { to, from }, FarEnd { asked, answers })
    }

    /// Asks; never waits.
    ///
    /// # Errors
    /// [`LineDown`] if the far end has ended or does not keep up.
    pub fn ask(&self, question: ToCore) -> Result<(), LineDown> {
        match self.to.try_send(question) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(LineDown),
        }
    }

    /// The next thing heard, if any; never waits.
    ///
    /// # Errors
    /// [`LineDown`] if the far end has ended.
    pub fn heard(&self) -> Result<Option<FromCore>, LineDown> {
        match self.from.try_recv() {
            Ok(news) => Ok(Some(news)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(LineDown),
        }
    }
}
