//! Snapshots that outlive the engine that made them.

use std::sync::{Arc, Condvar, Mutex};

use gatehouse::ports::snapshot::{Snapshot, SnapshotFault, Snapshots};

use crate::engine_bench::SOON;

/// Where an engine keeps its snapshots: the newest one.
#[derive(Clone, Default)]
pub struct FakeSnapshots(Arc<(Mutex<Option<Snapshot>>, Condvar)>);

impl FakeSnapshots {
    pub fn newest(&self) -> Option<Snapshot> {
        self.0.0.lock().unwrap().clone()
    }

    pub fn wait_for(&self, is: impl Fn(&Snapshot) -> bool) {
        let has = |newest: &Option<Snapshot>| newest.as_ref().is_some_and(&is);
        let newest = self.0.0.lock().unwrap();
        let (newest, waited) = self.0.1.wait_timeout_while(newest, SOON, |newest| !has(newest)).unwrap();
        assert!(!waited.timed_out() || has(&newest), "it does not come");
    }
}

impl Snapshots for FakeSnapshots {
    fn keep(&mut self, snapshot: &Snapshot) -> Result<(), SnapshotFault> {
        *self.0.0.lock().unwrap() = Some(snapshot.clone());
        self.0.1.notify_all();
        Ok(())
    }
}
