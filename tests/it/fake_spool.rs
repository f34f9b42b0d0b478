//! The disk under a spool, which hangs when it is told to.

use std::sync::{Arc, Condvar, Mutex};

use gatehouse::ports::spool::{Deed, Spool, SpoolFault};

use crate::engine_bench::SOON;

/// A disk that every write to a spool goes to.
#[derive(Clone, Default)]
pub struct SlowDisk(Arc<(Mutex<bool>, Condvar)>);

impl SlowDisk {
    /// The spool on this disk.
    pub fn with(&self, spool: Box<dyn Spool>) -> Box<dyn Spool> {
        Box::new(Slow { disk: self.clone(), spool })
    }

    /// Every write hangs until [`SlowDisk::unblock`].
    pub fn block(&self) {
        *self.0.0.lock().unwrap() = true;
    }

    pub fn unblock(&self) {
        *self.0.0.lock().unwrap() = false;
        self.0.1.notify_all();
    }

    fn reach(&self) {
        let blocked = self.0.0.lock().unwrap();
        // Longer than any test waits for something: it hangs, and the end of a failed test does not.
        drop(self.0.1.wait_timeout_while(blocked, 2 * SOON, |blocked| *blocked).unwrap());
    }
}

struct Slow {
    disk: SlowDisk,
    spool: Box<dyn Spool>,
}

impl Spool for Slow {
    fn keep(&mut self, deed: &Deed) -> Result<(), SpoolFault> {
        self.disk.reach();
        self.spool.keep(deed)
    }

    fn deeds(&mut self) -> Result<Vec<Deed>, SpoolFault> {
        self.spool.deeds()
    }

    fn clear(&mut self) -> Result<(), SpoolFault> {
        self.disk.reach();
        self.spool.clear()
    }
}
