//! What more than one person signs: each signature is asked for with number and PIN, and the wish follows in one go, so
//! that no screen ever keeps one.

use super::asking::Asking;
use crate::wire::{Answer, Problem, SessionAsked, Wish};

/// A deed of the shift, and who signs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Countersigned {
    /// The incoming guard signs in beside the one on post.
    Join {
        /// The incoming guard.
        incoming: SessionAsked,
        /// Who approves, where two have swapped their shifts (换班).
        leader: Option<SessionAsked>,
    },
    /// Both sign the hand-over.
    End {
        /// Who hands over.
        outgoing: SessionAsked,
        /// Who takes over.
        incoming: SessionAsked,
    },
}

impl Asking {
    /// Asks for the signatures, one after the other, and sends the wish with them. The first refusal ends it.
    pub(super) async fn countersign(&self, deed: &Countersigned) -> Result<Answer, Problem> {
        let wish = match deed {
            Countersigned::Join { incoming, leader } => {
                let signature = self.signature(incoming).await?;
                let leader = match leader {
                    Some(leader) => Some(self.signature(leader).await?),
                    None => None,
                };
                Wish::JoinHandover { signature, swap: leader.is_some(), leader }
            }
            Countersigned::End { outgoing, incoming } => Wish::EndHandover {
                outgoing: self.signature(outgoing).await?,
                incoming: self.signature(incoming).await?,
            },
        };
        self.wish(&wish).await
    }
}
