//! Walks, in the background, what the start of the record took on trust.

use std::error::Error;
use std::io;
use std::time::Instant;

use tokio::sync::mpsc;

use super::background::{Background, Rest};
use super::core::Letter;
use crate::ports::journal::ClosedWalk;

/// Begins the walk; a fault found on it goes to the writer.
pub(super) fn start(walk: ClosedWalk, inbox: mpsc::Sender<Letter>) -> io::Result<Background> {
    Background::start("record walk", move |rest| run(walk, &inbox, rest))
}

fn run(mut walk: ClosedWalk, inbox: &mpsc::Sender<Letter>, rest: &Rest) {
    loop {
        let began = Instant::now();
        match walk.next() {
            Some(Ok(())) => {}
            Some(Err(fault)) => {
                tracing::error!(event = "record-damaged", error = &fault as &dyn Error);
                // A writer that has ended needs no telling.
                inbox.blocking_send(Letter::Doubt(fault)).ok();
                return;
            }
            None => {
                tracing::info!(event = "record-walked", "the closed part of the record is whole");
                return;
            }
        }
        if !rest.rest_after(began) {
            return;
        }
    }
}
