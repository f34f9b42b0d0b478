//! Who is at the guard's panels: the core is told, for an empty post rings and the first who comes to it has it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::office::{Office, lock};
use crate::domain::{Command, Refusal};
use crate::engine::core_order;

/// How often the panels are looked at: a session may end, or a panel's line break, without a word.
const LOOK_EVERY: Duration = Duration::from_secs(1);

impl Office {
    /// Tells the core who is signed in at the panels, if that is news to it.
    pub(super) async fn look_at_the_post(&self) {
        let core = &self.parts.core;
        let present = lock(&self.sessions).guards(Instant::now());
        // While nothing can be recorded the record is not tried for this.
        if core.is_guarded() || core.read(|house| house.shift.present == present) {
            return;
        }
        match core.submit(core_order(Command::PanelsManned { present })).await {
            // Two looks at once: the other was first.
            Ok(_) | Err(Refusal::NotNow) => {}
            // Looked at again in a moment.
            Err(refusal) => tracing::warn!(event = "post-not-recorded", code = refusal.code()),
        }
    }
}

/// Looks at the panels as long as the server serves.
pub(super) async fn watch(office: Arc<Office>) {
    let mut every = tokio::time::interval(LOOK_EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        office.look_at_the_post().await;
    }
}
