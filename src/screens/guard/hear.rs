//! What news does to the panel.

use super::clock::SteadyMs;
use super::dialog::GateAsk;
use super::state::{Heard, HostSearch, Layer, Notice, Session, SignIn, State, Tab, TodaySearch};
use crate::client::{FromCore, Ticket};
use crate::settings::Sound;
use crate::wire::{AlarmKind, Answer, GuardView, HeardLine, Problem, SessionGiven, SirenLook};

/// Milliseconds in a second.
const SECOND_MS: SteadyMs = 1_000;

impl State {
    /// Takes in what was heard at the steady time `now`.
    pub fn hear(&mut self, news: FromCore, now: SteadyMs) {
        match news {
            FromCore::Link(link) => self.link = link,
            FromCore::Site(site) => {
                // The facts come again after each connection; the guard's own choice of language stays.
                if self.site.is_none() {
                    self.language = site.language;
                }
                self.site = Some(*site);
            }
            FromCore::Panel(view) => self.see(*view, now),
            FromCore::Answered { ticket, answer } => self.answered(ticket, answer),
            FromCore::Hosts { ticket, hits } if self.hosts.ticket == Some(ticket) => {
                self.hosts = HostSearch { ticket: None, hits: hits.unwrap_or_default(), answered: true };
            }
            FromCore::Today { ticket, hits } if self.today.ticket == Some(ticket) => {
                let (hits, problem) = match hits {
                    Ok(hits) => (Some(hits), None),
                    Err(problem) => (None, Some(problem)),
                };
                self.today = TodaySearch { ticket: None, hits, problem };
            }
            FromCore::Signed(Ok(given)) => self.signed_in(given),
            FromCore::Signed(Err(problem)) => {
                if let Session::Out(sign_in) = &mut self.session {
                    sign_in.asking = false;
                    sign_in.wait_until =
                        problem.retry_after_s.map(|wait_s| now + SteadyMs::from(wait_s) * SECOND_MS);
                    sign_in.problem = Some(problem);
                }
            }
            FromCore::SignedOut => self.signed_out(),
            FromCore::Heard(heard) => self.ring_unmanned(heard),
            // An answer to an older search, and what only the touchscreen follows.
            FromCore::Hosts { .. }
            | FromCore::Today { .. }
            | FromCore::Visit(_)
            | FromCore::Forgotten { .. }
            | FromCore::Trouble(_) => {}
        }
    }

    fn see(&mut self, view: GuardView, now: SteadyMs) {
        if self.dialog.as_ref().is_some_and(|dialog| !dialog.stands(&view)) {
            self.close_dialog();
            self.notice = Some(Notice::VisitEnded);
        }
        // Somebody else has sounded it.
        if self.gate_dialog == Some(GateAsk::SoundSiren) && view.gate.siren != SirenLook::Quiet {
            self.close_gate_dialog();
        }
        self.ring_for(&view);
        self.seen = now;
        self.view = Some(view);
    }

    /// Every arrival makes the same sound, whoever it is. An alarm goes on until it has been seen; the one of the watch
    /// list makes none, for the person it is about stands at the window.
    fn ring_for(&mut self, view: &GuardView) {
        let loud = |view: &GuardView| -> Vec<u32> {
            let heard = view.alarms.iter().filter(|alarm| alarm.kind != AlarmKind::WatchMatch);
            heard.map(|alarm| alarm.id).collect()
        };
        let rings = loud(view);
        if rings.is_empty() {
            self.fall_silent();
        }
        let Some(before) = &self.view else { return };
        let known = |visit: &str| before.queue.iter().chain(&before.on_site).any(|card| card.visit == visit);
        let arrived = view.queue.iter().any(|card| !known(&card.visit));
        let rang = loud(before);
        if arrived {
            self.sounds.push(Heard::Begins(Sound::Arrival));
        }
        if rings.iter().any(|alarm| !rang.contains(alarm)) {
            self.alarm();
        }
    }

    /// The same at a panel nobody has signed in at. An alarm that stood before is heard too: nobody has seen it.
    fn ring_unmanned(&mut self, now: HeardLine) {
        if matches!(self.session, Session::In(_)) {
            return; // said before the sign-in was heard of
        }
        let before = self.unmanned.replace(now);
        if let Some(before) = before {
            if now.arrivals > before.arrivals {
                self.sounds.push(Heard::Begins(Sound::Arrival));
            }
            // Somebody who goes on is no arrival, nor is whoever stands in the queue then as the last.
            self.unmanned = Some(HeardLine { arrivals: now.arrivals.max(before.arrivals), ..now });
        }
        match before {
            _ if now.alarm == 0 => self.fall_silent(),
            Some(before) if now.alarm > before.alarm => self.alarm(),
            None if !self.alarming => self.alarm(),
            Some(_) | None => {}
        }
    }

    fn alarm(&mut self) {
        self.alarming = true;
        self.sounds.push(Heard::Begins(Sound::Alarm));
    }

    /// The last alarm has been seen.
    fn fall_silent(&mut self) {
        if std::mem::take(&mut self.alarming) {
            self.sounds.push(Heard::Quiet);
        }
    }

    fn signed_in(&mut self, given: SessionGiven) {
        if matches!(&self.session, Session::Out(SignIn { gate_first: true, .. })) {
            self.gate_dialog = Some(GateAsk::Override);
        }
        self.notice = None;
        self.unmanned = None;
        self.session = Session::In(given);
    }

    /// The session has ended: nothing of the guard who sat here stays on the screen.
    fn signed_out(&mut self) {
        if matches!(self.session, Session::In(_)) {
            self.notice = Some(Notice::SignedOut);
        }
        self.session = Session::Out(SignIn::default());
        self.view = None;
        self.tab = Tab::Queue;
        self.selected = None;
        self.incident = None;
        self.today = TodaySearch::default();
        self.waiting.clear();
        self.close_dialog();
        self.close_gate_dialog();
    }

    fn answered(&mut self, ticket: Ticket, answer: Result<Answer, Problem>) {
        let Some(place) = self.waiting.iter().position(|waiting| waiting.ticket == ticket) else { return };
        let waiting = self.waiting.remove(place);
        match answer {
            // It shows in the sheet itself what has become of it.
            Ok(_) if waiting.layer == Layer::Gate && self.gate_dialog == Some(GateAsk::Printer) => {}
            Ok(answer) => {
                match waiting.layer {
                    Layer::Gate => self.close_gate_dialog(),
                    Layer::Dialog => self.close_dialog(),
                    Layer::Page => {}
                }
                self.notice = Some(match answer {
                    // A paper visit has no number and is not called: the guard stays where the next one is entered.
                    Answer::VisitMade { visit, queue: 0 } => {
                        if self.card_of(&visit).is_some() {
                            self.selected = Some(visit);
                        }
                        Notice::Recorded
                    }
                    Answer::VisitMade { visit, queue } => {
                        self.selected = Some(visit);
                        self.tab = Tab::Queue;
                        Notice::QueueNumber(queue)
                    }
                    Answer::Made { id } => {
                        self.incident = Some(id);
                        Notice::Recorded
                    }
                    Answer::Done { .. }
                    | Answer::Arrived { .. }
                    | Answer::Scanned { .. }
                    | Answer::Remembered { .. }
                    | Answer::BookingMade { .. }
                    | Answer::Leaving { .. } => Notice::Recorded,
                });
            }
            Err(problem) => match waiting.layer {
                Layer::Gate => self.gate_problem = Some(problem),
                Layer::Dialog => self.dialog_problem = Some(problem),
                Layer::Page => self.notice = Some(Notice::Refused(problem)),
            },
        }
    }
}
