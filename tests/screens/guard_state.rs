//! What news and presses do to the panel's state, without a window.

use gatehouse::client::{CoreLink, FromCore, ToCore};
use gatehouse::screens::guard::dialog::GateAsk;
use gatehouse::screens::guard::state::{Filter, Layer, Notice, Session, State};
use gatehouse::wire::{Answer, StateWord, Wish};

use crate::guard_desk::{self, NOW};

fn signed_in() -> State {
    let mut state = State::new();
    state.hear(FromCore::Link(CoreLink::Live), 0);
    state.hear(FromCore::Signed(Ok(guard_desk::session())), 0);
    state.hear(FromCore::Panel(Box::new(guard_desk::busy_view())), 1_000);
    state
}

#[test]
fn the_clock_of_the_core_goes_on_between_two_views() {
    let state = signed_in();
    assert_eq!(state.core_now_ms(1_000), NOW);
    assert_eq!(state.core_now_ms(4_500), NOW + 3_500);
}

#[test]
fn a_wait_after_a_wrong_pin_counts_down_to_zero() {
    let mut state = State::new();
    state.hear(FromCore::Link(CoreLink::Live), 0);
    let mut wrong = guard_desk::problem("wrong-pin", "wrong", "错");
    wrong.retry_after_s = Some(30);
    assert!(state.sign_in("07", "1", 0).is_some());
    assert!(state.sign_in("07", "1", 0).is_none(), "an answer is awaited");
    state.hear(FromCore::Signed(Err(wrong)), 1_000);
    assert_eq!(state.sign_in_wait_s(1_000), 30);
    assert_eq!(state.sign_in_wait_s(30_999), 1);
    assert!(state.sign_in("07", "2", 30_999).is_none());
    assert!(state.sign_in("07", "2", 31_000).is_some());
}

#[test]
fn an_answer_after_going_back_closes_no_other_dialog() {
    let mut state = signed_in();
    state.open_gate_dialog(GateAsk::Override);
    let Some(ToCore::Wish { ticket, .. }) =
        state.wish(Layer::Gate, None, Wish::Override { reason: "help".into() })
    else {
        panic!("sent")
    };
    state.close_gate_dialog();
    state.open_gate_dialog(GateAsk::Lockdown);
    state.hear(FromCore::Answered { ticket, answer: Ok(Answer::Done { seq: 2 }) }, 2_000);
    assert_eq!((state.gate_dialog, &state.notice), (Some(GateAsk::Lockdown), &Some(Notice::Recorded)));
}

#[test]
fn one_dialog_sends_one_wish_at_a_time_and_all_together_are_bounded() {
    let mut state = signed_in();
    let wish = || Wish::Override { reason: "help".into() };
    assert!(state.wish(Layer::Gate, None, wish()).is_some());
    assert!(state.wish(Layer::Gate, None, wish()).is_none());
    let sent =
        (0..100).filter(|alarm| state.wish(Layer::Page, None, Wish::Acknowledge { alarm: *alarm }).is_some());
    assert_eq!(sent.count(), 15);
}

#[test]
fn nothing_of_a_guard_stays_after_the_session() {
    let mut state = signed_in();
    state.select("G1-000007".into());
    state.open_gate_dialog(GateAsk::Override);
    state.hear(FromCore::SignedOut, 2_000);
    assert!(matches!(state.session, Session::Out(_)));
    assert!(state.view.is_none() && state.selected.is_none() && state.gate_dialog.is_none());
}

#[test]
fn the_overdue_come_first_and_can_be_seen_alone() {
    let mut state = signed_in();
    assert_eq!(state.on_site()[0].state, StateWord::Overdue);
    assert_eq!(state.on_site().len(), 9);
    state.filter = Filter::ToBeSigned;
    assert!(state.on_site().iter().all(|card| card.state == StateWord::ToBeSigned));
}
