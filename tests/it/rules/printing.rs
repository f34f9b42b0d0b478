//! Printing again, and what nobody knows about the first paper.

use gatehouse::domain::*;

use super::given;
use super::words::*;

fn issued() -> Deed {
    all(&[hosts(), checks_in(&["张伟"]), settled(1), issues(1)])
}

fn tray(there: bool) -> Deed {
    guard(Command::TrayChecked { visit: visit(1), person: PersonNo(0), there })
}

fn issue_of(house: &House) -> u8 {
    house.badges[&BadgeNo(101)].issue
}

#[test]
fn a_reprint_kills_the_old_code() {
    given(&[admitted()])
        .when(reprints(1, false))
        .then(["BadgeReissued"])
        .leaves(|house| issue_of(house) == 2);
    given(&[admitted(), reprints(1, false), prints()])
        .when(scan_of(101, "in", 1))
        .with(refuses_scan("pass-no-longer-valid"));
    given(&[admitted(), reprints(1, false), prints()]).when(scans(101, "in")).then(["Granted"]);
}

#[test]
fn spoilt_paper_in_the_guards_hand_keeps_the_code() {
    given(&[admitted()]).when(reprints(1, true)).then(["BadgeReissued"]).leaves(|house| issue_of(house) == 1);
}

#[test]
fn what_is_on_its_way_is_waited_for() {
    given(&[issued()]).when(reprints(1, false)).refused_with(Refusal::PrintOpen);
    given(&[issued(), reports_print(PrintOutcome::Sending)])
        .when(reprints(1, true))
        .refused_with(Refusal::PrintOpen);
    given(&[issued()]).when(opens(1)).refused_with(Refusal::PrintOpen);
    given(&[admitted(), scans(101, "in")]).when(reprints(1, false)).refused_with(Refusal::AlreadyGranted);
}

#[test]
fn a_paper_that_surely_failed_is_printed_as_the_same_issue() {
    let failed = || all(&[issued(), reports_print(PrintOutcome::NotPrinted)]);
    given(&[issued()]).when(reports_print(PrintOutcome::NotPrinted)).with(rings(AlarmKind::PrinterFault));
    given(&[failed()]).when(reprints(1, false)).leaves(|house| issue_of(house) == 1);
}

#[test]
fn what_is_put_back_waits_for_the_printer_and_is_told_of_once() {
    let put_back = || reports_print(PrintOutcome::PutBack);
    given(&[issued()])
        .when(put_back())
        .with(rings(AlarmKind::PrinterFault))
        .leaves(|house| house.badges[&BadgeNo(101)].print == PrintState::Queued && issue_of(house) == 1);
    given(&[issued(), put_back()]).when(put_back()).then(["PrintMoved"]);
    given(&[issued(), put_back()]).when(reprints(1, false)).refused_with(Refusal::PrintOpen);
}

#[test]
fn what_is_handed_over_is_waited_for() {
    let handed_over = || all(&[issued(), reports_print(PrintOutcome::HandedOver)]);
    given(&[handed_over()]).when(reprints(1, true)).refused_with(Refusal::PrintOpen);
    given(&[handed_over()]).when(opens(1)).refused_with(Refusal::PrintOpen);
}

#[test]
fn an_unclear_end_sends_the_guard_to_the_tray() {
    let unclear = || all(&[issued(), reports_print(PrintOutcome::Unclear)]);
    given(&[issued()]).when(reports_print(PrintOutcome::Unclear)).with(rings(AlarmKind::PrinterFault));
    given(&[unclear()]).when(reprints(1, false)).refused_with(Refusal::PrintOpen);
    given(&[unclear()]).when(opens(1)).refused_with(Refusal::PrintOpen);
    given(&[unclear(), tray(true)]).when(opens(1)).then(["Granted"]);
    // Not there: the first may still turn up, so the next issue is printed.
    given(&[unclear()])
        .when(tray(false))
        .then(["PrintMoved", "BadgeReissued"])
        .leaves(|house| issue_of(house) == 2);
    given(&[admitted()]).when(tray(true)).refused_with(Refusal::NotNow);
    // Who became a troublemaker meanwhile gets no other.
    let trouble = sets_class(1, Class::Troublemaker, Some("推搡保安"), false);
    given(&[unclear(), trouble]).when(tray(false)).then(["PrintMoved"]);
}

#[test]
fn a_job_that_was_replaced_says_nothing_any_more() {
    let first =
        core(Command::PrintReports { job: JobNo(1), outcome: PrintOutcome::Printed { in_pinyin: false } });
    given(&[admitted(), reprints(1, false)]).when(first.clone()).refused_with(Refusal::NoSuchBadge);
    given(&[issued(), takes_back(101)]).when(first).refused_with(Refusal::NoSuchBadge);
}

#[test]
fn nothing_is_printed_for_who_has_left() {
    given(&[inside(), signs_off(1), lets_out(1, None), passes()])
        .when(reprints(1, false))
        .refused_with(Refusal::VisitOver);
    let nobody = guard(Command::Reprint { visit: visit(1), person: PersonNo(7), spoilt: false });
    given(&[admitted()]).when(nobody).refused_with(Refusal::NoSuchPerson);
}

#[test]
fn the_last_issue_of_a_pass_is_not_passed_over() {
    let mut steps = vec![admitted()];
    steps.extend((0..254).flat_map(|_| [reprints(1, false), prints()]));
    given(&steps).when(reprints(1, false)).refused_with(Refusal::NotNow);
    steps.extend([scans(101, "in"), passes()]);
    given(&steps).when(steps_out(1)).refused_with(Refusal::NotNow);
}
