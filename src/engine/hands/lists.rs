//! The list hand: the one thread that prints the roll call. Apart from the badges: in a fire nobody's list waits behind
//! a badge that is stuck.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::badge::roll_call::SIZE_MM;
use crate::domain::House;
use crate::engine::badge_face::Press;
use crate::engine::roll_call;
use crate::engine::worker::Worker;
use crate::ports::clock::Clock;
use crate::ports::printer::{Document, PrintOrder, Printer, PrinterFault, Printing, Unrecorded};

/// Wishes that may wait: while a list is being printed one more is wished for, and a third says the same.
const WISHES_MAX: usize = 1;
/// How long to wait before a list that failed is tried again.
const AGAIN_AFTER: Duration = Duration::from_secs(3);
/// How often the printer is looked at meanwhile: names that lie in its folder are to be gone within a day.
const LOOK_EVERY: Duration = Duration::from_secs(3_600);
/// How often a list is tried of which nobody knows whether it is on paper. One that surely is not is tried as long as
/// the fire alarm stands.
const TRIES_MAX: u32 = 3;
/// How long a stop waits for the try the thread is at.
const STOP_WAIT_MAX: Duration = Duration::from_secs(3);

/// The list of who is on site is wanted.
struct Wanted;

/// The writer's end of the list hand. Dropping it ends the thread after the try it is at.
pub(in crate::engine) struct ListHand {
    wishes: Option<SyncSender<Wanted>>,
    thread: Worker,
}

/// What the thread needs.
pub(in crate::engine) struct ListDesk {
    pub(in crate::engine) printer: Box<dyn Printer>,
    pub(in crate::engine) press: Arc<Press>,
    pub(in crate::engine) clock: Arc<dyn Clock>,
    pub(in crate::engine) house: Arc<RwLock<House>>,
}

impl ListHand {
    /// Starts the thread.
    pub(in crate::engine) fn start(mut desk: ListDesk) -> io::Result<Self> {
        let (wishes, heard) = sync_channel(WISHES_MAX);
        let thread = Worker::start("lists", move || desk.run(&heard))?;
        Ok(Self { wishes: Some(wishes), thread })
    }

    /// The list of who is on site, now.
    pub(in crate::engine) fn roll_call(&self) {
        // A full queue holds the same wish already, or the thread is gone and says so in the log.
        if let Some(wishes) = &self.wishes {
            wishes.try_send(Wanted).ok();
        }
    }
}

impl Drop for ListHand {
    fn drop(&mut self) {
        self.wishes = None;
        self.thread.end_within(STOP_WAIT_MAX);
    }
}

impl ListDesk {
    fn run(&mut self, wishes: &Receiver<Wanted>) {
        loop {
            match wishes.recv_timeout(LOOK_EVERY) {
                Ok(Wanted) => self.print_until_it_is_there(wishes),
                // A folder that stands for a printer throws away what is too old when it is looked at.
                Err(RecvTimeoutError::Timeout) => {
                    self.printer.trouble();
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn print_until_it_is_there(&mut self, wishes: &Receiver<Wanted>) {
        let mut tries = 1;
        while self.is_due_again(tries) {
            match wishes.recv_timeout(AGAIN_AFTER) {
                // Wished for anew: that is a list of its own.
                Ok(Wanted) => tries = 1,
                Err(RecvTimeoutError::Timeout) => tries += 1,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Prints the list. Whether it must be tried again, this having been the try of that number.
    fn is_due_again(&mut self, tries: u32) -> bool {
        match self.print() {
            Printing::Printed => false,
            Printing::NotPrinted(_) => self.read(|house| house.gate.fire.is_some()),
            Printing::Unclear(_) => tries < TRIES_MAX,
        }
    }

    fn read<R>(&self, look: impl FnOnce(&House) -> R) -> R {
        look(&self.house.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn print(&mut self) -> Printing {
        let at = self.clock.now().wall;
        let list = self.read(|house| roll_call::list(house, &*self.press.times, at));
        let name = format!("roll-call-{}", at.0);
        let printing = match self.press.roll_call(&list) {
            Ok(pdf) => {
                let order = PrintOrder { name: &name, document: Document::Pdf(&pdf), size_mm: SIZE_MM };
                // A list is no badge: two of them do no harm.
                self.printer.print(&order, &mut Unrecorded)
            }
            Err(fault) => Printing::NotPrinted(PrinterFault::new("draw the roll call", fault)),
        };
        match &printing {
            Printing::Printed => tracing::info!(event = "roll-call-printed", heads = list.lines.len()),
            Printing::NotPrinted(fault) | Printing::Unclear(fault) => {
                tracing::error!(event = "no-roll-call", error = fault as &dyn std::error::Error);
            }
        }
        printing
    }
}
