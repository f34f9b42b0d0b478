//! The house: everything that is open at this moment, folded from the record.
//!
//! History is read from the store; the house holds open visits, badges out, bookings to come, hosts, the
//! watchlist and the gate.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::class::{Class, Kind};
use super::clock::Leap;
use super::gate::{Gate, Grant, GrantFor, Way};
use super::ids::{
    AlarmNo, BadgeNo, BookingId, GateNo, GrantNo, Handle, HostId, IncidentId, InvitationCode, JobNo, PassId,
    PersonNo, QueueNo, RememberedId, StaffNo, Subject, VisitId, WatchId,
};
use super::incident::Incident;
use super::owed::OwedSlip;
use super::personal::Personal;
use super::remember::Remembered;
use super::retention::Kept;
use super::roll_call::RollCall;
use super::shift::Shift;
use super::slip::{Application, HostCard, WatchCard, Who};
use super::staff::StaffEntry;
use super::text::HouseText;
use super::time::{SiteDay, Stamp, Window};
use super::timers::Timers;
use super::visit::{Identity, Visit};
use super::words::Area;

/// Visits that may wait or be inside at once at one gate. A factory's busiest gate holds hundreds.
pub const OPEN_VISITS_MAX: usize = 5_000;
/// Hosts a site may have.
pub const HOSTS_MAX: usize = 50_000;
/// Bookings that may be open at once.
pub const BOOKINGS_MAX: usize = 20_000;
/// Watchlist entries that may be in force at once.
pub const WATCH_MAX: usize = 5_000;
/// Incidents that may be open at once.
pub const INCIDENTS_MAX: usize = 50;
/// Ended visits without a badge out whose handle the touchscreen may still ask about.
pub const ENDED_KEPT: usize = 200;

/// How a badge is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PrintState {
    /// Waits for the printer.
    Queued,
    /// The printer is asked; nothing can come out yet.
    Sending,
    /// On paper.
    Printed {
        /// The name stands in pinyin: a character was missing in the font.
        in_pinyin: bool,
    },
    /// Surely not on paper.
    NotPrinted,
    /// Somebody must look into the tray.
    Unclear,
    /// A plastic card: nothing is printed.
    Card,
    /// The paper is with the printer: a crash now leaves it unclear.
    HandedOver,
}

impl PrintState {
    /// Whether the holder has it, or can be given it.
    pub const fn is_in_hand(self) -> bool {
        matches!(self, PrintState::Printed { .. } | PrintState::Card)
    }
}

/// Whether a badge that is out is as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Loan {
    /// On loan.
    OnLoan,
    /// Not handed back by closing time, or its visit has ended.
    Outstanding,
    /// Lost: its pass is revoked.
    Lost,
}

/// A badge that is out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Badge {
    /// Visit it is lent to.
    pub visit: VisitId,
    /// Person it is lent to.
    pub person: PersonNo,
    /// Id of its pass; a plastic card has none.
    pub pass: Option<PassId>,
    /// Highest issue of the pass: the only one that opens.
    pub issue: u8,
    /// Since when it is out.
    pub since: Stamp,
    /// Window of the pass.
    pub window: Window,
    /// Its paper.
    pub print: PrintState,
    /// Its job, the newest.
    pub job: Option<JobNo>,
    /// Whether it is as it should be.
    pub loan: Loan,
}

/// A host on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// The card; `None` once erased.
    pub card: Option<HostCard>,
    /// Has left the company.
    pub retired: bool,
}

/// A booking that is still to come, or whose visitor is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// Code of its invitation.
    pub code: InvitationCode,
    /// Who; `None` once erased.
    pub who: Option<Who>,
    /// Kind.
    pub kind: Kind,
    /// Class.
    pub class: Class,
    /// Host.
    pub host: HostId,
    /// When.
    pub window: Window,
    /// Area printed on the badge.
    pub area: Area,
    /// The application, for important and VIP.
    pub application: Option<Application>,
    /// The visit, once the visitor has come.
    pub visit: Option<VisitId>,
}

/// A watchlist entry in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// The person; `None` once erased.
    pub card: Option<WatchCard>,
    /// When what it tells of happened.
    pub happened: Stamp,
    /// When the entry ends.
    pub expires: Stamp,
}

/// The house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct House {
    /// This gate.
    pub gate_no: GateNo,
    /// Place of the last record folded.
    pub seq: u64,
    /// Time of the last record folded.
    pub last_at: Stamp,
    /// The wall clock is behind the last record.
    pub clock_behind: bool,
    /// Where the record leapt ahead, and nobody has set the clock right since.
    pub leap: Option<Leap>,
    /// The gate.
    pub gate: Gate,
    /// Open visits.
    pub visits: BTreeMap<VisitId, Visit>,
    /// Visits that ended lately, oldest first: for the touchscreen that still shows one.
    pub ended: Vec<VisitId>,
    /// Handles of the visits held.
    pub handles: BTreeMap<Handle, VisitId>,
    /// Badges out.
    pub badges: BTreeMap<BadgeNo, Badge>,
    /// Passes of badges out.
    pub passes: BTreeMap<PassId, BadgeNo>,
    /// Badges by their open print jobs.
    pub jobs: BTreeMap<JobNo, BadgeNo>,
    /// Hosts.
    pub hosts: BTreeMap<HostId, Host>,
    /// Bookings.
    pub bookings: BTreeMap<BookingId, Booking>,
    /// Bookings by invitation code.
    pub invitations: BTreeMap<InvitationCode, BookingId>,
    /// Watchlist.
    pub watchlist: BTreeMap<WatchId, Watch>,
    /// People who asked to be remembered.
    pub remembered: BTreeMap<RememberedId, Remembered>,
    /// Who may sign in, as the record has it; the staff file is asked at the door.
    pub staff: BTreeMap<StaffNo, StaffEntry>,
    /// What visitors are asked to agree to: each text in each language once.
    pub texts: Vec<HouseText>,
    /// Open incidents.
    pub incidents: BTreeMap<IncidentId, Incident>,
    /// Visits that were let in with their slip incomplete, and owe it still.
    pub owed: BTreeMap<VisitId, OwedSlip>,
    /// The roll call that goes on, or the last one.
    pub roll_call: Option<RollCall>,
    /// The guard's shift.
    pub shift: Shift,
    /// What is over, and still readable for a time.
    pub kept: Kept,
    /// Deadlines.
    pub timers: Timers,
    /// Counters for new numbers.
    pub counters: Counters,
}

/// Last numbers given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counters {
    /// Visits.
    pub visit: u32,
    /// Bookings.
    pub booking: u32,
    /// Incidents.
    pub incident: u32,
    /// Watchlist entries.
    pub watch: u32,
    /// Hosts.
    pub host: u32,
    /// Grants.
    pub grant: u64,
    /// Print jobs.
    pub job: u64,
    /// Alarms.
    pub alarm: u32,
    /// People who are remembered.
    pub remembered: u32,
    /// Badge number given last: the search for a free one goes on behind it, so that a number rests longest.
    pub badge: u32,
    /// Day of the site the queue counts for.
    pub queue_day: SiteDay,
    /// Queue number given last on that day.
    pub queue: u32,
}

impl House {
    /// An empty house at a gate.
    pub fn new(gate_no: GateNo) -> House {
        House {
            gate_no,
            seq: 0,
            last_at: Stamp::default(),
            clock_behind: false,
            leap: None,
            gate: Gate::default(),
            visits: BTreeMap::new(),
            ended: Vec::new(),
            handles: BTreeMap::new(),
            badges: BTreeMap::new(),
            passes: BTreeMap::new(),
            jobs: BTreeMap::new(),
            hosts: BTreeMap::new(),
            bookings: BTreeMap::new(),
            invitations: BTreeMap::new(),
            watchlist: BTreeMap::new(),
            remembered: BTreeMap::new(),
            staff: BTreeMap::new(),
            texts: Vec::new(),
            incidents: BTreeMap::new(),
            owed: BTreeMap::new(),
            roll_call: None,
            shift: Shift::default(),
            kept: Kept::default(),
            timers: Timers::default(),
            counters: Counters::default(),
        }
    }

    /// When the engine must send the next `TimePasses`.
    pub fn next_deadline(&self) -> Option<Stamp> {
        self.timers.next()
    }

    /// The visit of a handle.
    pub fn visit_by_handle(&self, handle: &Handle) -> Option<&Visit> {
        self.handles.get(handle).and_then(|id| self.visits.get(id))
    }

    /// Whether an incident stops automatic entry.
    pub fn entry_stopped(&self) -> bool {
        self.incidents.values().any(|incident| !incident.entry_resumed)
    }

    /// Entries the gate has not opened for yet and that nobody would be granted any more: a lockdown, an incident or
    /// a guard's mark came between.
    pub fn withdrawn_entries(&self) -> Vec<GrantNo> {
        let stopped = |visit: &VisitId| {
            let visit = self.visits.get(visit);
            visit.is_some_and(|visit| visit.incident.is_some() || visit.class == Class::Troublemaker)
        };
        let withdrawn = |grant: &Grant| match &grant.what {
            GrantFor::People { visit, way: Way::In, .. } if !grant.opened => {
                self.gate.lockdown.is_some() || (grant.by_reader && self.entry_stopped()) || stopped(visit)
            }
            GrantFor::People { .. } | GrantFor::Officials { .. } | GrantFor::Override => false,
        };
        self.gate.grants.iter().filter(|(_, grant)| withdrawn(grant)).map(|(no, _)| *no).collect()
    }

    /// Open visits, oldest first.
    pub fn open_visits(&self) -> impl Iterator<Item = &Visit> {
        self.visits.values().filter(|visit| !visit.is_over())
    }

    /// Heads on site.
    pub fn heads_inside(&self) -> usize {
        self.visits.values().map(Visit::heads_inside).sum()
    }

    /// Everybody of whom the house can read something.
    pub fn people(&self) -> impl Iterator<Item = Subject> {
        let known = |visit: &Visit| {
            matches!(visit.who, Personal::Known(_)) || matches!(visit.rest, Some(Personal::Known(_)))
        };
        let documented = |visit: &Visit| {
            matches!(visit.document, Some(Personal::Known(_)))
                || matches!(visit.identity, Identity::Seen(Personal::Known(_)))
        };
        let documents = self.visits.iter().filter(move |(_, visit)| documented(visit));
        let visits = self.visits.iter().filter(move |(_, visit)| known(visit));
        let hosts = self.hosts.iter().filter(|(_, host)| host.card.is_some());
        let bookings = self
            .bookings
            .iter()
            .filter(|(_, booking)| booking.who.is_some() || booking.application.is_some());
        let worded = self.gate.alarms.values().filter(|alarm| alarm.text.is_some());
        let watched = self.watchlist.iter().filter(|(_, watch)| watch.card.is_some());
        visits
            .map(|(id, _)| Subject::Visit(*id))
            .chain(documents.map(|(id, _)| Subject::Document(*id)))
            .chain(hosts.map(|(id, _)| Subject::Host(*id)))
            .chain(bookings.map(|(id, _)| Subject::Booking(*id)))
            .chain(watched.map(|(id, _)| Subject::Watch(*id)))
            .chain(self.remembered.keys().map(|person| Subject::Remembered(*person)))
            .chain(worded.map(|alarm| Subject::Day(alarm.at.utc_day())))
            .chain(self.shift.notes().map(|note| Subject::Day(note.at.utc_day())))
    }

    /// A host in office by staff number.
    pub fn host_by_number(&self, number: &str) -> Option<HostId> {
        let has = |host: &Host| host.card.as_ref().is_some_and(|card| card.number == number);
        self.hosts.iter().find(|(_, host)| has(host)).map(|(id, _)| *id)
    }

    /// The next number of an alarm.
    pub fn next_alarm(&self) -> AlarmNo {
        AlarmNo(self.counters.alarm.wrapping_add(1))
    }

    /// The next queue number of a day. While the clock is behind, the count of the later day goes on: no number
    /// is called twice.
    pub fn next_queue(&self, day: SiteDay) -> QueueNo {
        if day > self.counters.queue_day {
            QueueNo(1)
        } else {
            QueueNo(self.counters.queue.saturating_add(1))
        }
    }

    /// `count` badge numbers of the range that are not out, each the longest-rested; fewer if fewer are free.
    pub fn free_badges(&self, range: (BadgeNo, BadgeNo), count: usize) -> Vec<BadgeNo> {
        let (first, last) = (range.0.0, range.1.0);
        let taken: BTreeSet<u32> = self.badges.range(range.0..=range.1).map(|(no, _)| no.0).collect();
        let after = self.counters.badge.clamp(first.saturating_sub(1), last);
        let free = |no: &u32| !taken.contains(no);
        (after.saturating_add(1)..=last).chain(first..=after).filter(free).take(count).map(BadgeNo).collect()
    }
}
