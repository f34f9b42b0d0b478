//! Sends wishes one by one over a line, and waits for each answer.

use std::time::{Duration, Instant};

use super::{Exit, Failure};
use crate::client::{FromCore, Line, Reach, ToCore, connect};
use crate::wire::{Answer, Problem, Wish};

/// How long one wish may take: longer than the client keeps trying to reach the core.
const ANSWER_MAX: Duration = Duration::from_secs(40);
/// What the core says to somebody who asks too much at once.
const SLOW_DOWN: &str = "slow-down";
/// How often one wish may be told so: each time the wait is longer than the core needs to hear it.
const SLOW_DOWNS_MAX: usize = 10;
/// How often the line is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// Why a wish did not come through.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotSent {
    #[error("the core is not reached")]
    NotReached,
    #[error("{title} / {title_zh} ({code})")]
    Refused { title: String, title_zh: String, code: String },
}

/// A line to the core that is used by a program, not by a person.
pub(super) struct Sender {
    line: Line,
}

impl Sender {
    pub(super) fn connect(reach: Reach) -> Result<Sender, Failure> {
        let (line, far) = Line::new();
        connect(far, reach, Box::new(|| {})).map_err(Failure::of(Exit::Failed))?;
        Ok(Sender { line })
    }

    /// Sends a wish. Told to slow down, it does: a list is longer than what anybody types.
    pub(super) fn send(&self, wish: Wish) -> Result<Answer, NotSent> {
        for _ in 0..SLOW_DOWNS_MAX {
            match self.ask(wish.clone())? {
                Ok(answer) => return Ok(answer),
                Err(Problem { code, retry_after_s: Some(wait_s), .. }) if code == SLOW_DOWN => {
                    std::thread::sleep(Duration::from_secs(wait_s.into()));
                }
                Err(Problem { title, title_zh, code, .. }) => {
                    return Err(NotSent::Refused { title, title_zh, code });
                }
            }
        }
        Err(NotSent::NotReached)
    }

    fn ask(&self, wish: Wish) -> Result<Result<Answer, Problem>, NotSent> {
        const TICKET: u64 = 1;
        self.line.ask(ToCore::Wish { ticket: TICKET, wish }).map_err(|_down| NotSent::NotReached)?;
        let until = Instant::now() + ANSWER_MAX;
        while Instant::now() < until {
            match self.line.heard() {
                Ok(Some(FromCore::Answered { ticket: TICKET, answer })) => {
                    return Ok(answer);
                }
                Ok(Some(_)) => {}
                Ok(None) => std::thread::sleep(LOOK_EVERY),
                Err(_down) => break,
            }
        }
        Err(NotSent::NotReached)
    }
}
