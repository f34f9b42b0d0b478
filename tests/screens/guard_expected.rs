//! The bookings of the day on the panel: read, and marked as arrived.

use gatehouse::client::{FromCore, ToCore};
use gatehouse::wire::{
    Answer, Card, ClassWord, ExpectedLine, GuardView, LanguageWord, StateWord, StepWord, Wish,
};
use i_slint_backend_testing::ElementHandle;
use slint::platform::PointerEventButton;

use crate::guard_desk::{self, Desk, NOW};
use crate::stage::in_both_languages;
use crate::words::word;

const MINUTE: i64 = 60_000;

/// A booking of the day.
pub fn line(number: u32, name: &str, from_min: i64) -> ExpectedLine {
    ExpectedLine {
        booking: format!("B1-{number:06}"),
        name: name.into(),
        unit: "苏州精工机械有限公司".into(),
        phone_tail: "5678".into(),
        same_name: false,
        heads: 1,
        from: NOW + from_min * MINUTE,
        to: NOW + (from_min + 90) * MINUTE,
        host: "李娜".into(),
        department: "采购部".into(),
        class: ClassWord::Ordinary,
        application_missing: false,
    }
}

/// A day with a VIP without application, a party and names that are too long.
pub fn day() -> GuardView {
    let mut view = guard_desk::view();
    let vip = ExpectedLine { class: ClassWord::Vip, application_missing: true, ..line(2, "陈建国", 25) };
    let long = ExpectedLine {
        name: "Alexandra Papadopoulos-Featherstonehaugh of the Northern Works".into(),
        unit: "中华人民共和国工业和信息化部装备工业发展中心(北京)国际合作与交流办公室第三联络处".into(),
        department: "Production and Continuous Improvement, Building 7".into(),
        heads: 12,
        application_missing: true,
        class: ClassWord::Important,
        ..line(3, "", 55)
    };
    view.expected = vec![line(1, "张伟", -5), vip, long, line(4, "王芳", 120)];
    view.expected_count = 4;
    view
}

fn open(language: LanguageWord, view: GuardView) -> Desk {
    let desk = guard_desk::with(language, view);
    desk.touch(&word(language, "Expected"));
    desk
}

fn say(language: LanguageWord, english: &str, value: &str) -> String {
    word(language, english).replace("{}", value)
}

#[test]
fn the_day_is_read_line_by_line() {
    in_both_languages(|language| {
        let desk = open(language, day());
        for row in ["09:00 张伟", "09:30 陈建国", "11:05 王芳"] {
            assert!(desk.shows(row), "{row}: {:#?}", desk.labels());
        }
        let chips = |english| desk.found(&word(language, english)).len();
        assert_eq!((chips("VIP"), chips("Important visitor"), chips("No application")), (1, 1, 2));
    });
}

#[test]
fn who_has_come_is_marked_once_and_their_card_opens() {
    in_both_languages(|language| {
        let desk = open(language, day());
        let buttons: Vec<ElementHandle> = desk.found(&word(language, "Mark arrived"));
        assert_eq!(buttons.len(), 4);
        buttons[1].mock_single_click(PointerEventButton::Left);
        buttons[1].mock_single_click(PointerEventButton::Left);
        let asked = desk.asked();
        let [ToCore::Wish { ticket, wish: Wish::MarkArrived { booking } }] = asked.as_slice() else {
            panic!("{asked:?}")
        };
        assert_eq!(booking, "B1-000002");
        let mut view = day();
        view.expected.remove(1);
        view.queue.push(guard_desk::card(
            9,
            "陈建国",
            StateWord::AwaitingIdentity,
            StepWord::ConfirmIdentity,
        ));
        desk.hear(FromCore::Panel(Box::new(view)));
        let made = Answer::VisitMade { visit: "G1-000009".into(), queue: 9 };
        desk.hear(FromCore::Answered { ticket: *ticket, answer: Ok(made) });
        assert!(desk.shows(&say(language, "Recorded. Queue number {}.", "9")));
        assert!(desk.shows(&word(language, "Name and unit agree")), "the card with its next step");
    });
}

#[test]
fn a_slip_of_the_finger_is_taken_back_by_one_touch_while_nothing_has_happened() {
    in_both_languages(|language| {
        let not_here = word(language, "Not here yet");
        let marked = |may_take_back| {
            let step = StepWord::ConfirmIdentity;
            let card = guard_desk::card(9, "陈建国", StateWord::AwaitingIdentity, step);
            let mut view = day();
            view.queue.push(Card { may_take_back, ..card });
            view
        };
        let desk = guard_desk::with(language, marked(true));
        desk.touch("9 陈建国");
        desk.touch(&not_here);
        assert_eq!(desk.wish(), Wish::TakeBackArrival { visit: "G1-000009".into() });
        assert!(desk.shows(&word(language, "Recorded.")));
        desk.hear(FromCore::Panel(Box::new(marked(false))));
        assert!(!desk.shows(&not_here), "somebody has done something for them");
    });
}

#[test]
fn a_refusal_is_read_on_the_page() {
    in_both_languages(|language| {
        let desk = open(language, day());
        desk.touch(&word(language, "Mark arrived"));
        let asked = desk.asked();
        let [ToCore::Wish { ticket, .. }] = asked.as_slice() else { panic!("{asked:?}") };
        let gone = guard_desk::problem("booking-arrived", "They are here already.", "该预约访客已到。");
        desk.hear(FromCore::Answered { ticket: *ticket, answer: Err(gone) });
        let sentence =
            if language == LanguageWord::Zh { "该预约访客已到。" } else { "They are here already." };
        assert!(desk.shows(sentence));
    });
}

#[test]
fn an_empty_day_and_a_crowded_one_say_so() {
    in_both_languages(|language| {
        let desk = open(language, guard_desk::view());
        assert!(desk.shows(&word(language, "Nobody is expected any more today.")));
        let mut view = day();
        view.expected_count = 9;
        desk.hear(FromCore::Panel(Box::new(view)));
        let more = "Not listed: {} more. The touchscreen finds them by name and phone.";
        assert!(desk.shows(&say(language, more, "5")));
    });
}

#[test]
fn a_long_line_keeps_its_button_on_the_screen() {
    in_both_languages(|language| {
        let desk = open(language, day());
        let right = |label: &str| {
            let all = desk.found(label);
            all.iter().map(|one| one.absolute_position().x + one.size().width).fold(0.0, f32::max)
        };
        let wall = desk.found(&format!("  {}", word(language, "No alarms")))[0].absolute_position().x;
        assert!(right(&word(language, "Mark arrived")) < wall, "the button is not pushed out");
        assert!(right(&word(language, "No application")) < wall);
    });
}
