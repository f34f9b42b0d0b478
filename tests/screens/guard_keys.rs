//! The panel by keys alone.

use gatehouse::client::FromCore;
use gatehouse::screens::ui::{GuardApi, GuardDialog, GuardGateDialog, GuardTab};
use gatehouse::wire::{Card, DocumentWord, GuardView, HostReply, LanguageWord, StateWord, StepWord, Wish};
use i_slint_backend_testing::mock_elapsed_time;
use slint::ComponentHandle;
use slint::platform::{Key, WindowEvent};

use crate::guard_desk::{self, Desk};
use crate::stage;

/// People in the queue at 7:55.
const QUEUE: u32 = 40;

/// Presses a key and lets the panel settle.
fn press(desk: &Desk, key: impl Into<slint::SharedString>) {
    let (window, text) = (desk.panel.window().window(), key.into());
    window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
    window.dispatch_event(WindowEvent::KeyReleased { text });
    mock_elapsed_time(guard_desk::SETTLED);
}

fn enter(desk: &Desk) {
    press(desk, "\n");
}

fn special(desk: &Desk, key: Key) {
    press(desk, char::from(key));
}

fn queue(cards: &[Card]) -> GuardView {
    GuardView { queue: cards.to_vec(), ..guard_desk::view() }
}

/// The core has done what was wished, and the visitor's next step is another one.
fn goes_on(desk: &Desk, cards: &mut [Card], next: StepWord) -> Wish {
    let wish = desk.wish();
    cards[0].next = next;
    desk.hear(FromCore::Panel(Box::new(queue(cards))));
    wish
}

#[test]
fn forty_visitors_are_cleared_without_a_touch() {
    let mut cards: Vec<Card> = (1..=QUEUE)
        .map(|n| guard_desk::card(n, "李建国", StateWord::AwaitingIdentity, StepWord::SeeDocument))
        .collect();
    let desk = guard_desk::with(LanguageWord::Zh, queue(&cards));
    desk.asked();
    for n in 1..=QUEUE {
        let visit = cards[0].visit.clone();
        special(&desk, Key::DownArrow);
        enter(&desk);
        stage::type_text(desk.panel.window().window(), "002X");
        enter(&desk);
        let seen = Wish::SeeDocument {
            visit: visit.clone(),
            document: DocumentWord::ResidentIdentity,
            number: "002X".to_owned(),
        };
        assert_eq!(goes_on(&desk, &mut cards, StepWord::CallHost), seen, "visitor {n}");
        enter(&desk);
        enter(&desk);
        let agrees = Wish::HostSaid { visit: visit.clone(), reply: HostReply::Agrees };
        assert_eq!(goes_on(&desk, &mut cards, StepWord::IssueBadge), agrees, "visitor {n}");
        enter(&desk);
        let issued = Wish::IssueBadge { visit: visit.clone(), area: String::new() };
        assert_eq!(goes_on(&desk, &mut cards, StepWord::Open), issued, "visitor {n}");
        enter(&desk);
        assert_eq!(desk.wish(), Wish::Open { visit, person: None }, "visitor {n}");
        cards.remove(0);
        desk.hear(FromCore::Panel(Box::new(queue(&cards))));
    }
    assert!(desk.shows("当前无人等候。"));
}

#[test]
fn the_override_is_one_key_away_from_everywhere_and_escape_leads_back() {
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::busy_view());
    special(&desk, Key::DownArrow);
    press(&desk, "n");
    assert!(desk.shows("手工登记访客"), "a form is open");
    special(&desk, Key::F12);
    stage::type_text(desk.panel.window().window(), "急救");
    enter(&desk);
    assert_eq!(desk.wish(), Wish::Override { reason: "急救".to_owned() });
    special(&desk, Key::Escape);
    assert!(!desk.shows("登记"), "the form is closed");
}

#[test]
fn a_half_written_form_stays_beneath_the_question_of_the_gate_whatever_page_is_asked_for() {
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::busy_view());
    press(&desk, "n");
    let api = desk.panel.window().global::<GuardApi>();
    special(&desk, Key::F12);
    for page in [Key::F1, Key::F2, Key::F3, Key::F4, Key::F5, Key::F6, Key::F7] {
        special(&desk, page);
        assert_eq!((api.get_dialog(), api.get_tab()), (GuardDialog::ByHand, GuardTab::Queue), "{page:?}");
        assert_eq!(api.get_gate_dialog(), GuardGateDialog::Override, "{page:?}");
    }
    special(&desk, Key::Escape);
    assert_eq!(api.get_gate_dialog(), GuardGateDialog::None);
    assert_eq!(api.get_dialog(), GuardDialog::ByHand);
    special(&desk, Key::F3);
    assert_eq!((api.get_dialog(), api.get_tab()), (GuardDialog::None, GuardTab::OnSite));
}

#[test]
fn the_key_of_the_override_is_heard_before_a_sign_in_as_its_button_is() {
    let desk = guard_desk::signed_out(LanguageWord::Zh, 1280, 800);
    let api = desk.panel.window().global::<GuardApi>();
    for key in [Key::F10, Key::F11] {
        special(&desk, key);
        assert!(!api.get_gate_first(), "{key:?} has no button there");
    }
    special(&desk, Key::F12);
    assert!(api.get_gate_first(), "the panel says that the gate comes next");
    assert_eq!((api.get_gate_dialog(), desk.asked()), (GuardGateDialog::None, vec![]));
    desk.hear(FromCore::Signed(Ok(guard_desk::session())));
    assert_eq!(api.get_gate_dialog(), GuardGateDialog::Override);
}

#[test]
fn pages_alarms_and_the_smaller_buttons_have_keys() {
    let desk = guard_desk::with(LanguageWord::En, guard_desk::busy_view());
    desk.asked();
    special(&desk, Key::F7);
    assert!(desk.shows("New visitor by hand"));
    special(&desk, Key::F1);
    special(&desk, Key::F9);
    assert!(matches!(desk.wish(), Wish::Acknowledge { .. }));
    special(&desk, Key::DownArrow);
    special(&desk, Key::DownArrow);
    special(&desk, Key::UpArrow);
    let api = desk.panel.window().global::<GuardApi>();
    assert_eq!(api.get_selected(), "G1-000001");
    press(&desk, "1");
    assert!(api.get_dialog() != gatehouse::screens::ui::GuardDialog::None || !desk.asked().is_empty());
}

#[test]
fn nothing_is_done_by_a_key_before_anybody_has_signed_in() {
    let desk = guard_desk::signed_out(LanguageWord::En, 1280, 800);
    special(&desk, Key::F12);
    enter(&desk);
    assert_eq!(desk.asked(), []);
}

#[test]
fn keys_are_heard_after_a_sign_in_by_keys_and_when_a_form_asks_a_second_time() {
    let desk = guard_desk::signed_out(LanguageWord::Zh, 1280, 800);
    // *Override* comes first, then the name.
    for text in ["\t", "\t", "07", "\t", "7319", "\n"] {
        text.chars().for_each(|key| press(&desk, key));
    }
    desk.asked();
    desk.hear(FromCore::Signed(Ok(guard_desk::session())));
    desk.hear(FromCore::Panel(Box::new(guard_desk::busy_view())));
    special(&desk, Key::DownArrow);
    assert_eq!(desk.panel.window().global::<GuardApi>().get_selected(), "G1-000001");
    special(&desk, Key::F10);
    stage::type_text(desk.panel.window().window(), "消防");
    enter(&desk);
    assert_eq!(desk.asked(), [], "a second look first");
    special(&desk, Key::Escape);
    special(&desk, Key::Escape);
    let gate = desk.panel.window().global::<GuardApi>().get_gate_dialog();
    assert_eq!(gate, GuardGateDialog::None);
}

#[test]
fn keys_are_heard_when_the_keyboard_on_the_screen_has_hidden_the_field_that_had_them() {
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::view());
    let api = desk.panel.window().global::<GuardApi>();
    special(&desk, Key::F12);
    // A touch beside the form: the keyboard comes, and the form's field is scrolled out of sight.
    desk.touch("打印机正常");
    special(&desk, Key::Escape);
    assert_eq!(api.get_gate_dialog(), GuardGateDialog::None);
    special(&desk, Key::F11);
    assert_eq!(api.get_gate_dialog(), GuardGateDialog::Lockdown);
}
