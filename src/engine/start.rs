//! Start and stop: the record is folded, open duties are taken up, the threads begin.

use std::collections::VecDeque;
use std::error::Error;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::thread::JoinHandle;

use tokio::sync::{broadcast, mpsc, watch};

use super::backup_watch;
use super::badge_face::Press;
use super::clock_watch::ClockWatch;
use super::core::{Core, INBOX_LENGTH, Letter, Vitals};
use super::erasing::Erasing;
use super::group::Source;
use super::guarded::{Kept, unrecorded};
use super::hands::badges::{BadgeDesk, BadgeHand};
use super::hands::gate::GateHand;
use super::hands::lists::{ListDesk, ListHand};
use super::hands::{self, ALERTS_KEPT, Hands};
use super::history_feed::{HistoryFeed, HistoryParts};
use super::order::core_order;
use super::passes::Passes;
use super::printers::Printers;
use super::record_keeper::RecordKeeper;
use super::record_walk;
use super::remembered::{REMEMBERED_FOR, Recollection, Remembered};
use super::rolls::Rolls;
use super::snapshot_keeper::{Lately, SnapshotKeeper};
use super::spool_keeper::SpoolKeeper;
use super::writer::Writer;
use crate::badge::Fonts;
use crate::domain::{
    Alert, Command, Consent, Effect, GateNo, House, Policy, Reception, Record, Span, Stamp, Subject, Told,
    Visit, apply, follow_up,
};
use crate::ports::backups::BackupNews;
use crate::ports::clock::{Clock, SiteTime};
use crate::ports::gate::GateBoard;
use crate::ports::journal::{ClosedWalk, Journal, JournalFault};
use crate::ports::snapshot::{Snapshot, Snapshots};
use crate::ports::spool::{Deed, Spool};

/// Everything the engine is put together from.
pub struct Parts {
    /// The rules' configuration.
    pub policy: Policy,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// The site's zone.
    pub times: Arc<dyn SiteTime>,
    /// The record; what refused it makes the engine start guarded.
    pub journal: Result<Box<dyn Journal>, JournalFault>,
    /// Bytes of a torn tail that were cut off the record; 0 if none.
    pub tail_cut: u64,
    /// Where deeds of the guarded mode are written down.
    pub spool: Box<dyn Spool>,
    /// The store of history, opened and fed in the background; without one nothing is lost but history.
    pub history: Option<HistoryParts>,
    /// Tells of backups; without it nobody is told of them.
    pub backups: Option<Box<dyn BackupNews>>,
    /// The gate's board.
    pub gate: Box<dyn GateBoard>,
    /// What prints badges and lists.
    pub printers: Printers,
    /// Fonts of badges.
    pub fonts: Fonts,
    /// The site's keys for passes.
    pub passes: Passes,
    /// What makes a start fast.
    pub aids: StartAids,
}

/// What makes a start fast. Without any of it the engine starts as well, and reads the whole record.
#[derive(Default)]
pub struct StartAids {
    /// The house as it was at some place; it must stand in the record.
    pub snapshot: Option<Snapshot>,
    /// Where snapshots for the next starts are kept.
    pub snapshots: Option<Box<dyn Snapshots>>,
    /// Walks, afterwards, what of the record was taken on trust.
    pub closed_walk: Option<ClosedWalk>,
}

/// Why the engine cannot start. A refused record is none: the engine starts guarded then.
#[derive(Debug, thiserror::Error)]
#[error("failed to start the {what}")]
pub struct StartFault {
    what: &'static str,
    #[source]
    cause: io::Error,
}

/// The engine.
pub struct Engine;

/// The running engine. Dropping it stops it, too.
pub struct EngineJoin {
    inbox: mpsc::Sender<Letter>,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl EngineJoin {
    /// Releases what holds the gate open, carries out what waits, ends the gate's hand, signs the record. Blocks
    /// until all of it is done or has taken too long, so it is not to be called from async code.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for EngineJoin {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Release);
        // A full inbox wakes the writer just as well.
        self.inbox.try_send(Letter::Wake).ok();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writer had panicked; the gate was released");
        }
    }
}

impl Engine {
    /// Folds the record, takes up what a crash left open, and begins. On return the start is in the record, or
    /// the core is guarded.
    ///
    /// # Errors
    /// The system gives no threads.
    pub fn start(parts: Parts) -> Result<(Core, EngineJoin), StartFault> {
        let Parts {
            policy,
            clock,
            times,
            journal,
            tail_cut,
            mut spool,
            history,
            backups,
            gate,
            printers,
            fonts,
            passes,
            aids,
        } = parts;
        let policy = Arc::new(policy);
        let passes = Arc::new(passes);
        let now = clock.now();
        let folded = fold(journal, aids.snapshot, policy.gate, now.wall);
        let shared = Arc::new(RwLock::new(folded.house.clone()));
        let erasing = Erasing::start(now, &folded.house);
        let vitals = Arc::new(Vitals::default());
        let (inbox, letters) = mpsc::channel(INBOX_LENGTH);
        let (changed, watched) = watch::channel(folded.house.seq);
        let (alerts, from_start) = broadcast::channel(ALERTS_KEPT);
        let press = Arc::new(Press { fonts, passes: Arc::clone(&passes), times });
        let places: Vec<_> = std::iter::once(printers.first).chain(printers.spare).collect();
        let full = places.iter().map(|place| place.labels_on_roll).collect();
        let rolls = Arc::new(Rolls::open(printers.rolls, full, Arc::clone(&vitals.printer)));
        let badges = BadgeDesk {
            places,
            rolls: Arc::clone(&rolls),
            test: printers.test,
            press: Arc::clone(&press),
            clock: Arc::clone(&clock),
            house: Arc::clone(&shared),
            vitals: Arc::clone(&vitals),
            inbox: inbox.clone(),
        };
        let lists = ListDesk {
            printer: printers.lists,
            press,
            clock: Arc::clone(&clock),
            house: Arc::clone(&shared),
        };
        let hands = Hands {
            gate: GateHand::start(gate, hands::tell(inbox.clone())).map_err(fault("gate hand"))?,
            readers: policy.readers.iter().map(|(reader, _)| reader.clone()).collect(),
            badges: BadgeHand::start(badges).map_err(fault("badge hand"))?,
            lists: ListHand::start(lists).map_err(fault("list hand"))?,
            alerts: alerts.clone(),
        };
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(fault("timer"))?;
        let deeds = spool.deeds().unwrap_or_else(|fault| {
            tracing::error!(event = "no-spool", error = &fault as &dyn Error);
            Vec::new()
        });
        let stopping = Arc::new(AtomicBool::new(false));
        let history = match history.filter(|_| folded.journal.is_some()) {
            Some(parts) => HistoryFeed::start(parts, folded.house.seq, inbox.clone(), Arc::clone(&vitals))
                .map_err(fault("history"))?,
            None => HistoryFeed::default(),
        };
        let watched_by = Arc::clone(&clock);
        let mut writer = Writer {
            inbox: letters,
            stopping: Arc::clone(&stopping),
            runtime,
            hands,
            day: policy.calendar.day_of(now.wall),
            clock,
            policy: Arc::clone(&policy),
            journal: folded.journal.map(RecordKeeper::start).transpose().map_err(fault("record"))?,
            spool: SpoolKeeper::start(spool).map_err(fault("spool"))?,
            history,
            snapshots: SnapshotKeeper::start(aids.snapshots, folded.lately, folded.since)
                .map_err(fault("snapshots"))?,
            shared: Arc::clone(&shared),
            deciding: folded.house,
            remembered: folded.remembered,
            clocks: ClockWatch::default(),
            guarded: None,
            changed,
            vitals: Arc::clone(&vitals),
            _backups: backups
                .map(|news| backup_watch::start(news, watched_by, Arc::clone(&vitals)))
                .transpose()
                .map_err(fault("backup watch"))?,
            _walk: aids
                .closed_walk
                .map(|walk| record_walk::start(walk, inbox.clone()))
                .transpose()
                .map_err(fault("record walk"))?,
            own: VecDeque::new(),
            to_erase: folded.to_erase,
            erasing,
            day_to_cut: false,
            time_stood: false,
        };
        writer.take_up(tail_cut, &deeds, folded.refused);
        let thread = std::thread::Builder::new().name("writer".into()).spawn(move || writer.run());
        let join =
            EngineJoin { inbox: inbox.clone(), stopping, thread: Some(thread.map_err(fault("writer"))?) };
        let from_start = Arc::new(Mutex::new(Some(from_start)));
        Ok((
            Core {
                inbox,
                house: shared,
                changed: watched,
                vitals,
                policy,
                passes,
                rolls,
                alerts,
                from_start,
            },
            join,
        ))
    }
}

fn fault(what: &'static str) -> impl FnOnce(io::Error) -> StartFault {
    move |cause| StartFault { what, cause }
}

impl Writer {
    /// Records the start, and what the spool holds from before it.
    fn take_up(&mut self, tail_cut: u64, deeds: &[Deed], refused: Option<JournalFault>) {
        let now = self.clock.now();
        if let Some(fault) = refused {
            self.guard(&fault, now);
        }
        let started = core_order(Command::Started { policy: self.policy.hash, tail_cut });
        let spooled = deeds.iter().map(|deed| core_order(unrecorded(deed)));
        let letters = std::iter::once(started).chain(spooled).map(|order| (order, None)).collect();
        self.turn(letters);
        match &mut self.guarded {
            None if !deeds.is_empty() => self.spool.clear(),
            None => {}
            // They stay in the spool, and go into the record when it works again.
            Some(guarded) => {
                for deed in deeds {
                    let source = Source::of(&core_order(Command::TimePasses), deed.at);
                    guarded.keep(Kept { source, deed: Some(deed.clone()), events: Vec::new() });
                }
                self.vitals.unrecorded.store(guarded.deeds() as u64, Ordering::Release);
            }
        }
        // Whatever the record says: the level is what stands in the house now.
        self.begin(&Effect::HoldLevel);
        // A message is sent until its outcome is known, and the one before the end may have reached nobody.
        for alert in self
            .deciding
            .open_visits()
            .filter(|visit| visit.is_at_gate())
            .flat_map(still_asked)
            .collect::<Vec<_>>()
        {
            self.begin(&Effect::Tell(alert));
        }
    }
}

/// Whose word a visit at the gate waits for, as the events before have asked for it.
fn still_asked(visit: &Visit) -> impl Iterator<Item = Alert> {
    let host = match visit.consent {
        Consent::Asked { stand_in: false, .. } => Some(Told::Host),
        Consent::Asked { stand_in: true, .. } => Some(Told::StandIn),
        Consent::NotAsked | Consent::Given | Consent::Waived => None,
    };
    let (administration, manager) = match visit.reception {
        Reception::Called { manager_told, .. } => {
            (Some(Told::Administration), manager_told.then_some(Told::Manager))
        }
        Reception::NotNeeded | Reception::Acknowledged | Reception::WithoutThem => (None, None),
    };
    let id = visit.id;
    [host, administration, manager].into_iter().flatten().map(move |told| Alert::of(told, Some(id)))
}

/// The record, folded.
struct Folded {
    journal: Option<Box<dyn Journal>>,
    house: House,
    remembered: Remembered,
    to_erase: Vec<Subject>,
    lately: Lately,
    /// Records after the snapshot.
    since: u64,
    refused: Option<JournalFault>,
}

fn fold(
    journal: Result<Box<dyn Journal>, JournalFault>,
    snapshot: Option<Snapshot>,
    gate: GateNo,
    now: Stamp,
) -> Folded {
    let (house, to_erase, remembered_from) = match snapshot {
        Some(snapshot) => (snapshot.house, snapshot.to_erase, snapshot.remembered_from),
        None => (House::new(gate), Vec::new(), 1),
    };
    let snapshot_at = house.seq;
    let mut folding = Folding {
        house: House { gate_no: gate, ..house },
        recollection: Recollection::default(),
        to_erase,
        lately: Lately::default(),
        since: now + Span(-REMEMBERED_FOR.0),
    };
    let from = remembered_from.min(snapshot_at + 1);
    let (journal, refused) = match journal {
        Err(fault) => (None, Some(fault)),
        Ok(mut journal) => match journal.each(from, &mut |record| folding.take(record)) {
            Ok(()) => (Some(journal), None),
            // As far as it can be read it is still the best there is for exits and the roll call.
            Err(fault) => (None, Some(fault)),
        },
    };
    let Folding { house, recollection, to_erase, lately, .. } = folding;
    let since = house.seq - snapshot_at;
    Folded { journal, house, remembered: recollection.done(), to_erase, lately, since, refused }
}

struct Folding {
    house: House,
    recollection: Recollection,
    to_erase: Vec<Subject>,
    lately: Lately,
    since: Stamp,
}

impl Folding {
    fn take(&mut self, record: Record) {
        self.recollection.take(&record, self.since);
        self.lately.note(&record);
        if record.seq > self.house.seq {
            apply(&mut self.house, &record);
            for effect in follow_up(&record.event) {
                // Until done: those whose keys are gone already are passed over.
                self.to_erase.extend(effect.erases());
            }
        }
    }
}
