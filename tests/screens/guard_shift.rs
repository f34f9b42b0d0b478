//! The guard's day at the panel: hand-over, roll call on the record, somebody in a hurry, slips that are owed, visits of
//! today, and a sign-off by finger.

use gatehouse::client::{Countersigned, FromCore, ToCore};
use gatehouse::screens::ui::{GuardApi, GuardDialog, GuardTab};
use gatehouse::wire::{
    Answer, ClassWord, EndWord, GuardView, HandoverLine, HostHit, ItemLine, ItemWord, LanguageWord, NoteLine,
    OwedLine, OwedWord, RollCallLine, RollPersonLine, SessionAsked, ShiftLine, ShownText, SignOffText,
    SignerWord, StateWord, StepWord, TodayHit, TodayHits, Wish,
};
use i_slint_backend_testing::mock_elapsed_time;
use slint::platform::{PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition};

use crate::guard_desk::{self, Desk, NOW};
use crate::stage;

const MINUTE: i64 = 60_000;

/// The guard of the desk has the post.
pub fn on_post() -> GuardView {
    let note =
        NoteLine { by: "09".into(), at: NOW - 60 * MINUTE, text: "西门备用钥匙在值班抽屉".into() };
    let shift = ShiftLine {
        on_post: Some("07".into()),
        since: Some(NOW - 60 * MINUTE),
        note: Some(note),
        ..ShiftLine::default()
    };
    GuardView { shift, ..guard_desk::view() }
}

fn item(id: &str, kind: ItemWord, taken: bool) -> ItemLine {
    ItemLine {
        id: id.into(),
        kind,
        visit: Some("G1-000007".into()),
        badge: (kind == ItemWord::BadgeOut).then_some(107),
        alarm: None,
        name: "李建国".into(),
        since: NOW - 30 * MINUTE,
        lies_with: "07".into(),
        taken: taken.then_some(NOW),
    }
}

/// A hand-over has begun, and nobody has joined.
pub fn begun() -> GuardView {
    let mut view = on_post();
    view.shift.handover = Some(HandoverLine {
        outgoing: "07".into(),
        begun: NOW - 5 * MINUTE,
        incoming: None,
        joined: None,
        approved_by: None,
        short_until: None,
        reminded_at: Some(NOW + 10 * MINUTE),
        stopped: false,
        items: vec![
            item("visit/G1-000007", ItemWord::Waiting, true),
            item("badge/107/G1-000007", ItemWord::BadgeOut, false),
        ],
    });
    view
}

/// Both stand at the post; one of two things is taken over.
pub fn joined() -> GuardView {
    let mut view = begun();
    if let Some(handover) = &mut view.shift.handover {
        handover.incoming = Some("08".into());
        handover.joined = Some(NOW - MINUTE);
        handover.short_until = Some(NOW + 9 * MINUTE);
    }
    view
}

/// Two of three have been looked for.
pub fn roll_call() -> GuardView {
    let person = |person, name: &str, present| RollPersonLine {
        visit: "G1-000007".into(),
        person,
        name: name.into(),
        unit: "苏州精工".into(),
        badge: Some(150 + u32::from(person)),
        inside: true,
        present,
        marked: present.map(|_| NOW),
        by: String::new(),
    };
    let people = vec![person(0, "张伟", Some(true)), person(1, "王芳", Some(false)), person(2, "", None)];
    let roll_call = RollCallLine {
        begun: NOW - MINUTE,
        by_fire: false,
        ended: None,
        present: 1,
        missing: 1,
        unmarked: 1,
        people,
    };
    GuardView { roll_call: Some(roll_call), heads_inside: 3, ..guard_desk::view() }
}

/// A party of two is gone and owes three things of its slip.
pub fn owed() -> GuardView {
    let line = OwedLine {
        visit: "G1-000009".into(),
        name: "赵敏".into(),
        heads: 2,
        host: "李娜".into(),
        since: NOW - 60 * MINUTE,
        missing: vec![OwedWord::Names, OwedWord::Document, OwedWord::SlipRest],
        over: true,
    };
    GuardView { must_complete: vec![line], ..guard_desk::view() }
}

fn sees(desk: &Desk, view: GuardView) {
    desk.hear(FromCore::Panel(Box::new(view)));
}

fn dialog(desk: &Desk) -> GuardDialog {
    desk.panel.window().global::<GuardApi>().get_dialog()
}

/// What was countersigned; the core answers with `answer`.
fn countersigned(desk: &Desk, answer: Result<Answer, gatehouse::wire::Problem>) -> Countersigned {
    let asked = desk.asked();
    let [ToCore::Countersign { ticket, deed }] = asked.as_slice() else { panic!("not {asked:?}") };
    desk.hear(FromCore::Answered { ticket: *ticket, answer });
    deed.clone()
}

const DONE: Answer = Answer::Done { seq: 9 };

fn asked(name: &str, pin: &str) -> SessionAsked {
    SessionAsked { name: name.into(), pin: pin.into() }
}

#[test]
fn a_roll_call_begins_with_one_press_and_each_is_present_or_missing() {
    let desk = guard_desk::with(LanguageWord::En, guard_desk::view());
    desk.touch("Roll call");
    desk.touch("Begin the roll call");
    assert_eq!(desk.wish(), Wish::BeginRollCall);
    sees(&desk, roll_call());
    assert!(desk.shows("Present 1 · Missing 1 · Not looked for 1"), "{:#?}", desk.labels());
    desk.touch_top("Present");
    let mark = |person, present| Wish::MarkPerson { visit: "G1-000007".into(), person, present };
    assert_eq!(desk.wish(), mark(2, true));
    desk.touch("Missing");
    assert_eq!(desk.wish(), mark(0, false), "what was said may be said again");
}

#[test]
fn a_roll_call_that_ends_names_whom_nobody_found() {
    let desk = guard_desk::with(LanguageWord::En, roll_call());
    desk.touch("Roll call");
    desk.touch("End the roll call");
    assert!(desk.asked().is_empty(), "asked first");
    assert!(desk.shows("Not found: 2. The names stay in the record and on this page."));
    desk.touch("Yes: End the roll call");
    assert_eq!(desk.wish(), Wish::EndRollCall);
    let mut view = roll_call();
    let roll = view.roll_call.as_mut().expect("a roll call");
    roll.ended = Some(NOW);
    roll.people.remove(0);
    sees(&desk, view);
    assert!(desk.shows("151 王芳") && !desk.shows("150 张伟"));
    assert!(!desk.shows("Missing"), "it is over: nothing is marked any more");
    assert!(desk.shows("Begin the roll call"));
}

#[test]
fn a_post_is_handed_over_item_by_item_and_both_sign() {
    stage::in_both_languages(|language| {
        let say = |english: &str| crate::words::word(language, english);
        let desk = guard_desk::with(language, on_post());
        desk.touch(&say("More"));
        desk.touch(&say("Hand over the shift"));
        let note = say("From the shift before ({}): {}").replacen("{}", "09", 1);
        assert!(desk.shows(&note.replacen("{}", "西门备用钥匙在值班抽屉", 1)));
        desk.touch_top(&say("Begin hand-over"));
        assert_eq!(desk.wish(), Wish::BeginHandover);

        sees(&desk, begun());
        assert!(!desk.shows(&say("Take over")), "nobody is there who could");
        desk.touch(&say("Next guard signs in"));
        desk.write(&say("{}: staff number").replace("{}", &say("Next guard")), "08");
        desk.write(&say("{}: PIN").replace("{}", &say("Next guard")), "2468");
        desk.touch(&say("Sign in beside"));
        let joins = Countersigned::Join { incoming: asked("08", "2468"), leader: None };
        assert_eq!(countersigned(&desk, Ok(DONE)), joins);
        assert_eq!(dialog(&desk), GuardDialog::None);

        sees(&desk, joined());
        desk.touch(&say("Take over"));
        assert_eq!(desk.wish(), Wish::TakeOverItems { items: vec!["badge/107/G1-000007".into()] });

        desk.touch(&say("Both sign"));
        let stays = say("Not taken over: {}. They stay with {}.");
        assert!(desk.shows(&stays.replacen("{}", "1", 1).replacen("{}", "07", 1)));
        desk.write(&say("{}: PIN").replace("{}", &say("Hands over")), "1357");
        desk.write(&say("{}: PIN").replace("{}", &say("Takes over")), "2468");
        desk.touch(&say("The post is handed over"));
        let ends = Countersigned::End { outgoing: asked("07", "1357"), incoming: asked("08", "2468") };
        assert_eq!(countersigned(&desk, Ok(DONE)), ends);
    });
}

#[test]
fn a_wrong_pin_is_told_where_it_was_typed_and_typed_again() {
    let desk = guard_desk::with(LanguageWord::En, joined());
    desk.touch("More");
    desk.touch("Hand over the shift");
    desk.touch("Both sign");
    desk.write("Hands over: PIN", "1111");
    desk.write("Takes over: PIN", "2468");
    desk.touch("The post is handed over");
    countersigned(
        &desk,
        Err(guard_desk::problem("wrong-pin", "Staff number or PIN is wrong.", "工号或密码错误。")),
    );
    assert_eq!(dialog(&desk), GuardDialog::EndHandover, "the sheet stays");
    assert!(desk.shows("Staff number or PIN is wrong."));
    desk.touch("The post is handed over");
    assert!(desk.asked().is_empty(), "no PIN is kept for a second try");
}

#[test]
fn a_swap_of_shifts_needs_the_shift_leader_beside() {
    let desk = guard_desk::with(LanguageWord::En, begun());
    desk.touch("More");
    desk.touch("Hand over the shift");
    desk.touch("Next guard signs in");
    desk.write("Next guard: staff number", "08");
    desk.write("Next guard: PIN", "2468");
    desk.touch("The two have swapped their shifts");
    desk.touch("Sign in beside");
    assert!(desk.asked().is_empty(), "the leader is missing");
    desk.write("Shift leader: staff number", "01");
    desk.write("Shift leader: PIN", "9999");
    desk.touch("Sign in beside");
    let leader = Some(asked("01", "9999"));
    assert_eq!(countersigned(&desk, Ok(DONE)), Countersigned::Join { incoming: asked("08", "2468"), leader });
}

#[test]
fn nothing_is_handed_over_while_an_incident_is_open() {
    let mut view = joined();
    view.shift.handover.as_mut().expect("a hand-over").stopped = true;
    let desk = guard_desk::with(LanguageWord::En, view);
    desk.touch("More");
    desk.touch("Hand over the shift");
    assert!(desk.shows("An incident is open: nothing is handed over before it is closed."));
    desk.touch("Both sign");
    assert_eq!(dialog(&desk), GuardDialog::None);
    assert!(!desk.shows("Take over"));
}

#[test]
fn only_the_guard_on_post_hands_it_over() {
    let mut view = on_post();
    view.shift.on_post = Some("09".into());
    let desk = guard_desk::with(LanguageWord::En, view);
    desk.touch("More");
    desk.touch("Hand over the shift");
    desk.touch_top("Begin hand-over");
    assert!(desk.asked().is_empty());
    assert!(desk.shows("The guard on post hands over. Sign in as 09 to begin."));
}

#[test]
fn what_was_missed_is_taken_over_later() {
    let mut view = on_post();
    view.shift.missed =
        vec![ItemLine { lies_with: "09".into(), ..item("slip/G1-000007", ItemWord::SlipIncomplete, false) }];
    let desk = guard_desk::with(LanguageWord::En, view);
    desk.touch("More");
    desk.touch("Hand over the shift");
    assert!(desk.shows("Missed at a hand-over, and still with the guard before: 1."));
    desk.touch("Take over");
    assert_eq!(desk.wish(), Wish::TakeOverItems { items: vec!["slip/G1-000007".into()] });
}

#[test]
fn the_note_for_the_next_shift_is_written_and_changed() {
    let mut view = on_post();
    view.shift.next_note = Some(NoteLine { by: "07".into(), at: NOW, text: "电工三点到".into() });
    let desk = guard_desk::with(LanguageWord::En, view);
    desk.touch("More");
    desk.touch("Hand over the shift");
    desk.touch("Note for next shift");
    desk.write("For the next shift", "电工四点到");
    desk.touch("Write it down");
    assert_eq!(desk.wish(), Wish::NoteShift { text: "电工四点到".into() });
}

#[test]
fn somebody_in_a_hurry_is_entered_by_name_heads_and_host() {
    let desk = guard_desk::with(LanguageWord::En, guard_desk::view());
    desk.touch("More");
    desk.touch("In a hurry: name, heads, host");
    desk.write("Name", "赵敏");
    desk.write("Head count", "3");
    desk.write("Host", "李娜");
    desk.touch("Search");
    let asked = desk.asked();
    let [ToCore::FindHosts { ticket, .. }] = asked.as_slice() else { panic!("not {asked:?}") };
    let hit = HostHit { id: 4, name: "李娜".into(), department: "采购部".into() };
    desk.hear(FromCore::Hosts { ticket: *ticket, hits: Ok(vec![hit]) });
    desk.touch_top("李娜");
    desk.touch("Record the visit");
    assert_eq!(desk.wish(), Wish::EnterQuick { name: "赵敏".into(), heads: 3, host: 4 });
}

#[test]
fn the_express_lane_needs_a_reason_and_takes_the_hosts_word() {
    let mut view = guard_desk::view();
    view.queue.push(guard_desk::card(7, "李建国", StateWord::AwaitingHost, StepWord::CallHost));
    let mut held = guard_desk::card(8, "王芳", StateWord::AwaitingIdentity, StepWord::CheckMark);
    held.marks.push(gatehouse::wire::MarkWord::Held);
    view.queue.push(held);
    let desk = guard_desk::with(LanguageWord::En, view);
    desk.touch("8 王芳");
    assert!(!desk.shows("Let in now, slip later"), "not for whom the guard looks at first");
    desk.touch("7 李建国");
    desk.touch("Let in now, slip later");
    desk.touch("The host has just agreed on the phone");
    desk.touch("Issue badges now");
    assert!(desk.asked().is_empty(), "without a reason");
    desk.touch("The meeting has begun");
    desk.touch("Issue badges now");
    let wish = Wish::AdmitExpress {
        visit: "G1-000007".into(),
        host_agrees: true,
        reason: "The meeting has begun".into(),
        cards: Vec::new(),
    };
    assert_eq!(desk.wish(), wish);
}

#[test]
fn what_a_slip_lacks_is_supplied_one_by_one_also_when_the_visit_is_over() {
    let desk = guard_desk::with(LanguageWord::En, owed());
    desk.touch("More");
    desk.touch("Slips to be completed 1");
    desk.touch("Names of companions");
    assert_eq!(dialog(&desk), GuardDialog::Correct);
    desk.write("Companions (1)", "王芳");
    desk.touch("Visitor asked for it");
    desk.touch("Correct");
    let Wish::CorrectSlip { visit, names, purpose, .. } = desk.wish() else { panic!("a correction") };
    assert_eq!((visit.as_str(), purpose), ("G1-000009", None));
    assert_eq!(names, Some(vec!["赵敏".to_owned(), "王芳".to_owned()]));
    let mut view = owed();
    view.must_complete[0].missing.remove(0);
    sees(&desk, view);
    desk.touch("Document");
    assert_eq!(dialog(&desk), GuardDialog::Document, "the next thing");
    desk.touch("Back");
    desk.touch("Cannot be completed");
    desk.touch("Cannot be reached");
    desk.touch("Leave it incomplete");
    let reason = "Cannot be reached".to_owned();
    assert_eq!(desk.wish(), Wish::CloseSlip { visit: "G1-000009".into(), reason });
}

fn hit(visit: &str, name: &str, end: Option<EndWord>) -> TodayHit {
    TodayHit {
        visit: visit.into(),
        queue: 7,
        class: ClassWord::Ordinary,
        names: vec![name.into()],
        unit: "苏州精工".into(),
        phone_tail: "4321".into(),
        host: "李娜".into(),
        department: "采购部".into(),
        plates: vec!["苏E12345".into()],
        badges: vec![107],
        arrived: NOW - 60 * MINUTE,
        end,
        ended: end.map(|_| NOW - MINUTE),
    }
}

/// Answers the search that was asked for: a visit on the panel, and one that is over. Gives what was looked for.
pub fn answer_today(desk: &Desk) -> String {
    let asked = desk.asked();
    let [ToCore::FindToday { ticket, query }] = asked.as_slice() else { panic!("not {asked:?}") };
    let visits = vec![hit("G1-000007", "李建国", None), hit("G1-000003", "李建国", Some(EndWord::Left))];
    let hits = TodayHits { visits, more: true, complete: false };
    desk.hear(FromCore::Today { ticket: *ticket, hits: Ok(hits) });
    query.clone()
}

#[test]
fn a_visit_of_today_is_found_and_shown() {
    let mut view = guard_desk::view();
    view.queue.push(guard_desk::card(7, "李建国", StateWord::AwaitingHost, StepWord::CallHost));
    let desk = guard_desk::with(LanguageWord::En, view);
    desk.touch("More");
    desk.touch("Find a visit of today");
    desk.write("Name, unit, host, plate or badge number", "lijianguo");
    desk.touch("Search");
    assert_eq!(answer_today(&desk), "lijianguo");
    assert!(desk.shows("There are more: write another word."));
    assert!(desk.shows("Visits that have ended may be missing: the list of them is being built anew."));
    assert_eq!(desk.found("Show").len(), 1, "who has left has no card");
    desk.touch("Show");
    let api = desk.panel.window().global::<GuardApi>();
    assert_eq!((api.get_tab(), api.get_selected().as_str()), (GuardTab::Queue, "G1-000007"));
    desk.hear(FromCore::SignedOut);
    desk.hear(FromCore::Signed(Ok(guard_desk::session())));
    desk.touch("More");
    desk.touch("Find a visit of today");
    assert!(
        !desk.labels().iter().any(|label| label.contains("李建国")),
        "nothing of it is left for the next guard"
    );
}

/// Somebody whose host signs now.
pub fn to_be_signed() -> GuardView {
    let shown = |words: &str, sha256: &str| ShownText { words: words.into(), sha256: sha256.into() };
    let mut view = guard_desk::view();
    let mut card = guard_desk::card(7, "李建国", StateWord::ToBeSigned, StepWord::SignOff);
    card.sign_off_text = Some(SignOffText {
        zh: shown("已办妥，可以离开。", "aa"),
        en: shown("All is done; they may leave.", "bb"),
    });
    view.queue.push(card);
    view
}

/// Draws a line across the paper of that name.
pub fn draw(desk: &Desk, label: &str) {
    let paper = desk.found(label).pop();
    let paper = paper.unwrap_or_else(|| panic!("no paper {label:?}; there are {:#?}", desk.labels()));
    let (at, size) = (paper.absolute_position(), paper.size());
    let window = desk.panel.window().window();
    let middle = at.x + size.width / 2.0;
    let place = |n: f32| LogicalPosition::new(middle + 8.0 * n, at.y + size.height / 2.0 + 4.0 * n);
    window.dispatch_event(WindowEvent::PointerPressed {
        position: place(0.0),
        button: PointerEventButton::Left,
    });
    for n in 1..8_u8 {
        window.dispatch_event(WindowEvent::PointerMoved { position: place(f32::from(n)) });
    }
    window.dispatch_event(WindowEvent::PointerReleased {
        position: place(7.0),
        button: PointerEventButton::Left,
    });
    mock_elapsed_time(guard_desk::SETTLED);
}

#[test]
fn the_host_signs_off_with_a_finger_under_the_words_that_are_shown() {
    let desk = guard_desk::with(LanguageWord::En, to_be_signed());
    let paper = "Sign here, or on paper";
    desk.touch("7 李建国");
    desk.touch("Sign off");
    assert!(desk.shows("All is done; they may leave."));
    desk.touch("Signed, I saw it");
    let Wish::SignOff { signature, .. } = desk.wish() else { panic!("a sign-off") };
    assert_eq!(signature, None, "on paper");

    desk.touch("Sign off");
    draw(&desk, paper);
    desk.touch("By phone, I heard it");
    desk.touch("Signed, I saw it");
    let Wish::SignOff { by, signature, .. } = desk.wish() else { panic!("a sign-off") };
    assert_eq!((by, signature), (SignerWord::PhoneWitnessed, None), "nobody signs on the phone");

    desk.touch("Sign off");
    draw(&desk, paper);
    desk.touch("Back");
    desk.touch("Sign off");
    assert!(!desk.shows("Signed here"), "what was drawn is gone with the sheet");
    draw(&desk, paper);
    desk.touch("Signed here");
    let Wish::SignOff { by, name, signature: Some(signature), .. } = desk.wish() else { panic!("signed") };
    assert_eq!((by, name.as_str(), signature.sha256.as_str()), (SignerWord::Host, "李娜", "bb"));
    assert!(signature.strokes[0].len() > 4);
}
