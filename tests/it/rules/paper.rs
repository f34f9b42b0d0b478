//! Visits that were written on paper are entered afterwards with their true times (补录).

use gatehouse::domain::*;

use super::given;
use super::words::*;
use crate::morning::at;

fn paper(arrived: Stamp, left: Option<Stamp>, card: Option<u32>) -> Deed {
    let draft = draft(&["张伟", "李四"]);
    guard(Command::EnterPaperVisit { draft, arrived, left, card: card.map(BadgeNo) })
}

#[test]
fn a_paper_visit_that_fits_the_watchlist_rings() {
    let listed = |name| all(&[hosts(), hours(2), watches(name, "", "")]);
    given(&[listed("李四")]).when(paper(at(9, 5), None, None)).with(rings(AlarmKind::WatchMatch));
    given(&[listed("王五")]).when(paper(at(9, 5), None, None)).without(rings(AlarmKind::WatchMatch));
}

#[test]
fn a_visit_that_is_over_keeps_its_true_times() {
    given(&[hosts(), hours(4)])
        .when(paper(at(9, 5), Some(at(10, 40)), None))
        .then(["VisitArrived", "VisitEnded"])
        .with(|e| matches!(e, Event::VisitArrived(a) if a.arrived == at(9, 5) && a.left == Some(at(10, 40)) && a.origin == Origin::Paper))
        .leaves_visit(|v| v.is_over() && v.persons.iter().all(|one| one.presence == Presence::Left));
}

#[test]
fn a_visit_that_goes_on_is_on_the_roll_call() {
    given(&[hosts(), hours(2)])
        .when(paper(at(9, 5), None, Some(7)))
        .then(["VisitArrived", "BadgesIssued", "PeopleFound"])
        .leaves(|house| house.heads_inside() == 2 && house.badges.len() == 1)
        .leaves_visit(|v| v.consent == Consent::Waived && v.window.from == at(9, 5));
    given(&[hosts(), hours(2), paper(at(9, 5), None, None), signs_off(1)])
        .when(lets_out(1, None))
        .then(["Granted"]);
    given(&[hosts(), hours(2), paper(at(9, 5), None, None)]).when(reprints(1, false)).then(["BadgesIssued"]);
}

#[test]
fn times_that_cannot_be_are_refused() {
    for (arrived, left) in [(at(9, 0), None), (at(7, 0), Some(at(6, 0))), (at(7, 0), Some(at(9, 0)))] {
        given(&[hosts()]).when(paper(arrived, left, None)).refused_with(Refusal::WindowWrong);
    }
    given(&[hosts()]).when(paper(at(7, 0), None, Some(101))).refused_with(Refusal::CardNotFree);
    let stranger = Draft { host: Some(HostId(99)), ..draft(&["张伟"]) };
    given(&[hosts()])
        .when(guard(Command::EnterPaperVisit { draft: stranger, arrived: at(7, 0), left: None, card: None }))
        .refused_with(Refusal::NoSuchHost);
}

#[test]
fn yesterdays_paper_does_not_disturb_todays_queue() {
    let day =
        |event: &Event, wanted: u32| matches!(event, Event::VisitArrived(a) if a.queue == QueueNo(wanted));
    given(&[hosts(), hours(24), checks_in(&["张伟"]), paper(at(15, 0), Some(at(16, 0)), None)])
        .when(checks_in(&["王五"]))
        .with(|event| day(event, 2));
}

#[test]
fn a_visit_on_paper_ends_like_any_other() {
    given(&[hosts(), hours(2), paper(at(9, 5), None, Some(7))])
        .when(hours(8))
        .with(|e| matches!(e, Event::ClosingReached { unconfirmed, .. } if unconfirmed.len() == 1));
}
