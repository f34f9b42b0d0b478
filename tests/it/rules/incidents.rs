//! Incidents (突发事件; docs/rules.md, part 5).

use gatehouse::domain::*;

use super::given;
use super::words::*;

fn step(step: IncidentStep, text: &str) -> Deed {
    guard(Command::IncidentStep { incident: incident(1), step, text: remark(text) })
}

fn resumes() -> Deed {
    guard(Command::ResumeEntry { incident: incident(1), reason: reason("人已带到一旁") })
}

#[test]
fn one_press_tells_the_office_at_once() {
    given(&[])
        .when(opens_incident(None))
        .then(["IncidentOpened"])
        .with(|e| follow_up(e).contains(&Effect::Tell(Alert::of(Told::Office, None))));
}

#[test]
fn every_step_is_recorded_and_a_note_has_words() {
    use IncidentStep::*;
    for taken in [AskedToLeave, Left, Lingers, ForcesEntry, OfficeTold, PoliceCalled] {
        given(&[opens_incident(None)])
            .when(step(taken, ""))
            .then(["IncidentMoved"])
            .leaves(|house| house.incidents[&incident(1)].steps.len() == 1);
    }
    let missing = Refusal::TextTooShort { field: Field::Text, min: 1 };
    given(&[opens_incident(None)]).when(step(Note, "")).refused_with(missing);
    given(&[opens_incident(None)]).when(step(Note, "李警官,案件 0042")).then(["IncidentMoved"]);
    given(&[]).when(step(Left, "")).refused_with(Refusal::NoSuchIncident);
}

#[test]
fn entry_stops_until_the_guard_resumes_it() {
    given(&[admitted(), opens_incident(None)]).when(scans(101, "in")).with(refuses_scan("entry-stopped"));
    given(&[admitted(), opens_incident(None), resumes()]).when(scans(101, "in")).then(["Granted"]);
    given(&[opens_incident(None), resumes()]).when(resumes()).refused_with(Refusal::AlreadyInForce);
    // The next incident stops it again.
    given(&[admitted(), opens_incident(None), resumes(), opens_incident(None)])
        .when(scans(101, "in"))
        .with(refuses_scan("entry-stopped"));
    // Resumed for the queue, not for whom it is about.
    given(&[admitted(), opens_incident(Some(1)), resumes()])
        .when(scans(101, "in"))
        .with(refuses_scan("entry-stopped"));
}

#[test]
fn the_guard_opens_for_others_during_an_incident() {
    given(&[admitted(), opens_incident(None)]).when(opens(1)).then(["Granted"]);
    given(&[admitted(), opens_incident(Some(1))]).when(opens(1)).refused_with(Refusal::NeedsGuard);
}

#[test]
fn people_always_get_out() {
    given(&[inside(), signs_off(1), opens_incident(None)]).when(scans(101, "out")).then(["Granted"]);
    given(&[inside(), signs_off(1), opens_incident(Some(1))]).when(lets_out(1, None)).then(["Granted"]);
}

#[test]
fn the_report_closes_it_and_ends_the_visit_at_the_gate() {
    let here = || all(&[hosts(), checks_in(&["张伟"]), opens_incident(Some(1))]);
    given(&[here()])
        .when(closes_incident(1))
        .then(["IncidentClosed", "VisitEnded"])
        .with(ends(End::Incident));
    given(&[here(), closes_incident(1)]).when(closes_incident(1)).refused_with(Refusal::NoSuchIncident);
    given(&[admitted(), opens_incident(Some(1))]).when(closes_incident(1)).with(ends(End::Incident));
    given(&[inside(), opens_incident(Some(1))]).when(closes_incident(1)).then(["IncidentClosed"]);
}

#[test]
fn nothing_runs_out_while_the_guard_is_busy_with_it() {
    given(&[hosts(), checks_in(&["张伟"]), opens_incident(Some(1))])
        .when(hours(10))
        .without(|e| matches!(e, Event::Reminded { .. }))
        .leaves_visit(|v| !v.is_over());
    given(&[admitted(), opens_incident(Some(1))]).when(hours(10)).leaves_visit(|v| !v.is_over());
    // Who is inside is overdue like anybody.
    given(&[inside(), opens_incident(Some(1))])
        .when(hours(10))
        .with(|e| matches!(e, Event::VisitOverdue { .. }));
}

#[test]
fn one_visit_has_one_incident_at_a_time() {
    given(&[hosts(), checks_in(&["张伟"]), opens_incident(Some(1))])
        .when(opens_incident(Some(1)))
        .refused_with(Refusal::AlreadyInForce);
    given(&[]).when(opens_incident(Some(9))).refused_with(Refusal::NoSuchVisit);
    let many: Vec<Deed> = (0..INCIDENTS_MAX).map(|_| opens_incident(None)).collect();
    given(&many).when(opens_incident(None)).refused_with(Refusal::ListFull { max: INCIDENTS_MAX });
}
