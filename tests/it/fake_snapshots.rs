//! Snapshots that outlive the engine that made them.

use std::sync::{Arc, Condvar, Mutex};

use gatehouse::ports::snapshot::{Snapshot, SnapshotFault, Snapshots};

use crate::engine_bench::SOON;

#[derive(Default)]
struct Shelf {
    newest: Option<Snapshot>,
    blocked: bool,
    /// One is being written, and does not end while it is blocked.
    writing: bool,
}

/// Where an engine keeps its snapshots: the newest one.
#[derive(Clone, Default)]
pub struct FakeSnapshots(Arc<(Mutex<Shelf>, Condvar)>);

impl FakeSnapshots {
    pub fn newest(&self) -> Option<Snapshot> {
        self.0.0.lock().unwrap().newest.clone()
    }

    pub fn wait_for(&self, is: impl Fn(&Snapshot) -> bool) {
        self.wait(|shelf| shelf.newest.as_ref().is_some_and(&is));
    }

    /// Writing takes until [`FakeSnapshots::unblock`].
    pub fn block(&self) {
        self.0.0.lock().unwrap().blocked = true;
    }

    pub fn unblock(&self) {
        self.0.0.lock().unwrap().blocked = false;
        self.0.1.notify_all();
    }

    pub fn wait_for_writing(&self) {
        self.wait(|shelf| shelf.writing);
    }

    fn wait(&self, is: impl Fn(&Shelf) -> bool) {
        let shelf = self.0.0.lock().unwrap();
        let (shelf, waited) = self.0.1.wait_timeout_while(shelf, SOON, |shelf| !is(shelf)).unwrap();
        assert!(!waited.timed_out() || is(&shelf), "it does not come");
    }
}

impl Snapshots for FakeSnapshots {
    fn keep(&mut self, snapshot: &Snapshot) -> Result<(), SnapshotFault> {
        let mut shelf = self.0.0.lock().unwrap();
        shelf.writing = true;
        self.0.1.notify_all();
        let mut shelf = self.0.1.wait_while(shelf, |shelf| shelf.blocked).unwrap();
        (shelf.writing, shelf.newest) = (false, Some(snapshot.clone()));
        self.0.1.notify_all();
        Ok(())
    }
}
