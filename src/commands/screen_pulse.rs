//! Tells systemd that a screen is there, and feeds its watchdog while the screen lives: one that is frozen is started
//! anew.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread::Builder;

use sd_notify::NotifyState;

use crate::client::{Pulse, TURN_EVERY};

/// Feeds as long as it is there.
#[derive(Debug)]
pub struct Feeding {
    _until: SyncSender<()>,
}

/// Begins to feed for this screen, on a thread of its own: three times within the patience of the watchdog that asks
/// for it.
///
/// # Errors
/// The system gives no thread.
pub fn feed(pulse: Arc<Pulse>) -> io::Result<Feeding> {
    let every = sd_notify::watchdog_enabled().map_or(TURN_EVERY, |limit| limit / 3);
    let (until, end) = sync_channel::<()>(0);
    Builder::new().name("pulse".into()).spawn(move || {
        let (mut fed, mut ready) = (pulse.beat(), false);
        // The first picture is told of as soon as it is there.
        let look = |ready| if ready { every } else { every.min(TURN_EVERY) };
        while end.recv_timeout(look(ready)) == Err(RecvTimeoutError::Timeout) {
            let now = pulse.beat();
            if !ready && now.has_drawn() {
                ready = true;
                tell(NotifyState::Ready);
            }
            if now.lives_since(fed) {
                tell(NotifyState::Watchdog);
                fed = now;
            }
        }
    })?;
    Ok(Feeding { _until: until })
}

/// Without systemd there is nobody to tell.
fn tell(state: NotifyState<'_>) {
    if let Err(fault) = sd_notify::notify(&[state]) {
        tracing::warn!(%fault, "systemd is not told");
    }
}
