//! Badges, print jobs, grants, and who has passed.

use super::super::command_parts::PrintOutcome;
use super::super::event::{Event, Issued};
use super::super::gate::{Grant, GrantEnd, GrantFor, Way};
use super::super::house::{Badge, House, Loan, PrintState};
use super::super::ids::{BadgeNo, GrantNo, JobNo, PersonNo, VisitId};
use super::super::time::{Stamp, Window};
use super::super::timers::{Due, Wait};
use super::super::visit::{Person, Presence, Stage};
use super::{clear_waits, set_waits};

pub(super) fn apply(house: &mut House, event: &Event, at: Stamp) {
    match event {
        Event::BadgesIssued { visit, issued, window, area, waits } => {
            if let Some(visit) = house.visits.get_mut(visit).filter(|visit| !visit.is_over()) {
                if visit.is_at_gate() {
                    visit.stage = Stage::Badged { since: at, overdue: false, unconfirmed: false };
                }
                visit.since = at;
                visit.window = *window;
                if area.is_some() {
                    visit.area.clone_from(area);
                }
            }
            clear_waits(house, *visit, &Wait::ALL);
            set_waits(house, waits);
            for one in issued {
                issue(house, *visit, one, *window, at);
            }
        }
        Event::PrintMoved { job, outcome } => print_moved(house, *job, *outcome),
        Event::BadgeReissued { badge, issue, job } => {
            house.counters.job = house.counters.job.max(job.0);
            if let Some(badge_out) = house.badges.get_mut(badge) {
                if let Some(old) = badge_out.job.replace(*job) {
                    house.jobs.remove(&old);
                }
                badge_out.issue = *issue;
                badge_out.print = PrintState::Queued;
                house.jobs.insert(*job, *badge);
            }
        }
        Event::BadgeReturned { badge } => returned(house, *badge),
        Event::BadgeLost { badge } => {
            if let Some(out) = house.badges.get_mut(badge) {
                out.loan = Loan::Lost;
                if let Some(pass) = out.pass.take() {
                    house.passes.remove(&pass);
                }
            }
        }
        Event::Granted { grant, what, until, reader, .. } => {
            let (what, by_reader) = (what.clone(), reader.is_some());
            granted(house, *grant, Grant { what, by_reader, since: at, opened: false, doors: 0 }, *until);
        }
        Event::Opened { grant } => {
            if let Some(grant) = house.gate.grants.get_mut(grant) {
                grant.opened = true;
            }
        }
        Event::Passed { grant } => settle(house, *grant, at, true),
        Event::NotPassed { grant } | Event::OpeningFailed { grant } => settle(house, *grant, at, false),
        Event::PeopleFound { visit, people, inside } => {
            for no in people {
                if let Some(person) = moving_mut(house, *visit, *no) {
                    person.presence = if *inside { Presence::Inside } else { Presence::Left };
                    person.been_in |= *inside;
                }
            }
        }
        // `apply` sends nothing else here; another event moves no badge.
        _ => {}
    }
}

fn issue(house: &mut House, visit: VisitId, one: &Issued, window: Window, at: Stamp) {
    // Cards lie outside the printed range and do not move the search for a free number.
    if one.pass.is_some() {
        house.counters.badge = one.badge.0;
    }
    if let Some(job) = one.job {
        house.counters.job = house.counters.job.max(job.0);
        house.jobs.insert(job, one.badge);
    }
    if let Some(pass) = one.pass {
        house.passes.insert(pass, one.badge);
    }
    let print = if one.job.is_some() { PrintState::Queued } else { PrintState::Card };
    let (person, pass, job) = (one.person, one.pass, one.job);
    let badge = Badge { visit, person, pass, issue: 1, since: at, window, print, job, loan: Loan::OnLoan };
    house.badges.insert(one.badge, badge);
    if let Some(person) = person_mut(house, visit, one.person) {
        person.badge = Some(one.badge);
    }
}

fn print_moved(house: &mut House, job: JobNo, outcome: PrintOutcome) {
    let Some(badge) = house.jobs.get(&job).copied() else { return };
    let state = match outcome {
        PrintOutcome::Sending => PrintState::Sending,
        PrintOutcome::Printed { in_pinyin } => PrintState::Printed { in_pinyin },
        PrintOutcome::NotPrinted => PrintState::NotPrinted,
        PrintOutcome::Unclear => PrintState::Unclear,
        PrintOutcome::HandedOver => PrintState::HandedOver,
        PrintOutcome::PutBack => PrintState::Queued,
    };
    if let Some(badge) = house.badges.get_mut(&badge) {
        badge.print = state;
    }
    if matches!(outcome, PrintOutcome::Printed { .. }) {
        house.jobs.remove(&job);
    }
}

/// A badge came back: its number rests, its pass opens nothing any more.
pub(super) fn returned(house: &mut House, badge: BadgeNo) {
    let Some(gone) = house.badges.remove(&badge) else { return };
    if let Some(pass) = gone.pass {
        house.passes.remove(&pass);
    }
    if let Some(job) = gone.job {
        house.jobs.remove(&job);
    }
    // Whose lost badge turns up may wear another by now.
    if let Some(person) =
        person_mut(house, gone.visit, gone.person).filter(|person| person.badge == Some(badge))
    {
        person.badge = None;
    }
    super::visit::forget_old(house);
}

fn granted(house: &mut House, no: GrantNo, grant: Grant, until: Stamp) {
    house.counters.grant = house.counters.grant.max(no.0);
    house.timers.set(Due::Grant(no), until);
    match &grant.what {
        GrantFor::Override => {}
        GrantFor::Officials { visit } => {
            if let Some(visit) = house.visits.get_mut(visit).filter(|visit| !visit.is_over()) {
                visit.persons.iter_mut().for_each(|person| person.presence = Presence::Entering(no));
            }
        }
        GrantFor::People { visit, people, way } => {
            for one in people {
                if let Some(person) = moving_mut(house, *visit, *one) {
                    person.presence = match way {
                        Way::In => Presence::Entering(no),
                        Way::Out { .. } | Way::OutForAWhile => Presence::Leaving(no),
                    };
                }
            }
        }
    }
    house.gate.grants.insert(no, grant);
}

/// A grant is over: who passed is where they went; who did not is where they were.
pub(super) fn settle(house: &mut House, grant: GrantNo, at: Stamp, passed: bool) {
    let Some(over) = house.gate.grants.remove(&grant) else { return };
    house.gate.last_grant_end = Some(GrantEnd { at, spent: over.is_spent() });
    house.timers.clear(Due::Grant(grant));
    let (visit, people, way) = match over.what {
        GrantFor::Override => return,
        GrantFor::Officials { visit } => {
            let heads =
                house.visits.get(&visit).map_or_else(Vec::new, |v| v.people().map(|(no, _)| no).collect());
            (visit, heads, Way::In)
        }
        GrantFor::People { visit, people, way } => (visit, people, way),
    };
    let Some(visit) = house.visits.get_mut(&visit).filter(|visit| !visit.is_over()) else { return };
    for no in people {
        let Some(person) = visit.persons.get_mut(usize::from(no.0)) else { continue };
        // Another grant has moved them since, or none did.
        if !matches!(person.presence, Presence::Entering(by) | Presence::Leaving(by) if by == grant) {
            continue;
        }
        person.presence = match (way, passed) {
            (Way::In, true) | (Way::Out { .. } | Way::OutForAWhile, false) => Presence::Inside,
            (Way::In, false) if person.been_in => Presence::Away,
            (Way::In, false) => Presence::Outside,
            (Way::OutForAWhile, true) => Presence::Away,
            (Way::Out { .. }, true) => Presence::Left,
        };
        person.been_in |= person.presence == Presence::Inside;
    }
    if passed && way == Way::In {
        visit.since = at;
        let id = visit.id;
        clear_waits(house, id, &[Wait::AdmittedExpires]);
    }
}

/// A person of a visit that is not over: only those move.
fn moving_mut(house: &mut House, visit: VisitId, no: PersonNo) -> Option<&mut Person> {
    let visit = house.visits.get_mut(&visit).filter(|visit| !visit.is_over())?;
    visit.persons.get_mut(usize::from(no.0))
}

fn person_mut(house: &mut House, visit: VisitId, no: PersonNo) -> Option<&mut Person> {
    house.visits.get_mut(&visit).and_then(|visit| visit.persons.get_mut(usize::from(no.0)))
}
