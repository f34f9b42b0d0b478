//! Sends wishes one by one over a line, and waits for each answer.

use std::time::{Duration, Instant};

use super::{Exit, Failure};
use crate::client::{FromCore, Line, Reach, ToCore, connect};
use crate::wire::{Answer, Wish};

/// How long one wish may take: longer than the client keeps trying to reach the core.
const ANSWER_MAX: Duration = Duration::from_secs(40);
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

    pub(super) fn send(&self, wish: Wish) -> Result<Answer, NotSent> {
        const TICKET: u64 = 1;
        self.line.ask(ToCore::Wish { ticket: TICKET, wish }).map_err(|_down| NotSent::NotReached)?;
        let until = Instant::now() + ANSWER_MAX;
        while Instant::now() < until {
            match self.line.heard() {
                Ok(Some(FromCore::Answered { ticket: TICKET, answer })) => {
                    return answer.map_err(|problem| NotSent::Refused {
                        title: problem.title,
                        title_zh: problem.title_zh,
                        code: problem.code,
                    });
                }
                Ok(Some(_)) => {}
                Ok(None) => std::thread::sleep(LOOK_EVERY),
                Err(_down) => break,
            }
        }
        Err(NotSent::NotReached)
    }
}
