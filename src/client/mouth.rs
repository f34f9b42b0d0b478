//! Tells the screen what was heard, in order, without ever waiting for it.

use std::collections::VecDeque;
use std::sync::mpsc::{SyncSender, TrySendError};

use super::FromCore;

/// News that may wait beside the line while the screen does not listen. Views replace each other; answers do not,
/// and a screen that leaves so many unheard is gone.
const WAITING_MAX: usize = 256;

/// The screen has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gone;

/// The way to the screen.
pub(super) struct Mouth {
    line: SyncSender<FromCore>,
    waiting: VecDeque<FromCore>,
    wake: Box<dyn Fn() + Send>,
}

impl Mouth {
    pub(super) fn new(line: SyncSender<FromCore>, wake: Box<dyn Fn() + Send>) -> Mouth {
        Mouth { line, waiting: VecDeque::new(), wake }
    }

    /// Whether something waits to be told.
    pub(super) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Tells, or keeps it until the screen listens.
    pub(super) fn say(&mut self, news: FromCore) -> Result<(), Gone> {
        // A newer view makes the ones that still wait stale.
        self.waiting.retain(|old| !replaces(&news, old));
        if self.waiting.len() >= WAITING_MAX {
            return Err(Gone);
        }
        self.waiting.push_back(news);
        self.flush()
    }

    /// Tells what waits.
    pub(super) fn flush(&mut self) -> Result<(), Gone> {
        let mut told = false;
        while let Some(news) = self.waiting.pop_front() {
            match self.line.try_send(news) {
                Ok(()) => told = true,
                Err(TrySendError::Full(news)) => {
                    self.waiting.push_front(news);
                    break;
                }
                Err(TrySendError::Disconnected(_)) => return Err(Gone),
            }
        }
        if told {
            (self.wake)();
        }
        Ok(())
    }
}

fn replaces(news: &FromCore, old: &FromCore) -> bool {
    matches!(
        (news, old),
        (FromCore::Panel(_), FromCore::Panel(_))
            | (FromCore::Visit(_), FromCore::Visit(_))
            | (FromCore::Trouble(_), FromCore::Trouble(_))
            | (FromCore::Heard(_), FromCore::Heard(_))
    )
}
