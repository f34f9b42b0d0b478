//! Each touch and each second, handed to the state.

use std::rc::Rc;
use std::time::Duration;

use slint::{ComponentHandle, SharedString, TimerMode};

use crate::screens::ui::{KioskApi, Voice};
use crate::wire::LanguageWord;

use super::State;
use super::joint::Joint;
use super::words::{document_from_screen, kind_from_screen, page_of};

/// The step of every countdown, and the longest that news whose wake was missed may lie.
const SECOND: Duration = Duration::from_secs(1);

impl Joint {
    /// Listens to the window until it is gone.
    pub(super) fn listen(self: &Rc<Joint>) {
        let api = self.window.global::<KioskApi>();
        api.on_touched(self.touch(|_| ()));
        api.on_check_in(self.touch(State::check_in));
        api.on_have_booking(self.touch(State::have_booking));
        api.on_read_notice(self.touch(State::read_notice));
        api.on_next(self.touch_written(State::next));
        api.on_back(self.touch(State::back));
        api.on_start_over(self.touch(State::start_afresh));
        api.on_cancel_visit(self.touch(State::cancel));
        api.on_call_guard(self.touch(State::call_guard));
        api.on_no_such_host(self.touch(State::no_such_host));
        api.on_turn(
            self.touch_with(|state, screen| page_of(screen).into_iter().for_each(|page| state.turn(page))),
        );
        api.on_correct(
            self.touch_with(|state, screen| page_of(screen).into_iter().for_each(|page| state.correct(page))),
        );
        api.on_ask_first(self.touch_with(State::ask_first));
        api.on_speak(self.touch_with(|state, chinese| {
            state.speak(if chinese { LanguageWord::Zh } else { LanguageWord::En });
        }));
        api.on_choose_kind(self.touch_with(|state, kind| state.choose_kind(kind_from_screen(kind))));
        api.on_choose_rank(self.touch_with(State::choose_rank));
        api.on_choose_document(
            self.touch_with(|state, document| state.choose_document(document_from_screen(document))),
        );
        api.on_tick(self.touch_with(State::tick));
        api.on_choose_purpose(self.touch_with(|state, purpose: SharedString| state.choose_purpose(&purpose)));
        let joint = Rc::downgrade(self);
        api.on_pen(move |begins, x, y| {
            if let Some(joint) = joint.upgrade() {
                joint.act(|state| state.draw(begins, x, y));
            }
        });
        api.on_wipe_signature(self.touch(State::wipe_signature));
        api.on_refuse_confidentiality(self.touch(State::refuse_confidentiality));
        api.on_cannot_sign(self.touch(State::cannot_sign));
        api.on_here_before(self.touch(State::here_before));
        api.on_forget_me(self.touch(State::forget_me));
        let joint = Rc::downgrade(self);
        api.on_read_easier(move |larger, contrast| {
            if let Some(joint) = joint.upgrade() {
                joint.act(|state| state.read_easier(larger, contrast));
            }
        });
        api.on_choose_host(self.touch_with(|state, place| state.choose_host(at(place))));
        let joint = Rc::downgrade(self);
        api.on_add_companion(move |child| {
            if let Some(joint) = joint.upgrade() {
                joint.finish_writing();
                joint.act(|state| state.add_companion(child));
            }
        });
        api.on_remove_companion(self.touch_with(|state, place| state.remove_companion(at(place))));
        api.on_read_aloud(self.touch_with(State::read_aloud));
        let joint = Rc::downgrade(self);
        self.window.global::<Voice>().on_say(move |text| {
            if let Some(joint) = joint.upgrade() {
                joint.say(&text);
            }
        });
        self.listen_to_keys(&api);
        self.count_seconds();
    }

    fn listen_to_keys(self: &Rc<Joint>, api: &KioskApi) {
        let joint = Rc::downgrade(self);
        api.on_typed(move |field, text| {
            if let Some(joint) = joint.upgrade() {
                joint.act(|state| state.type_into(field, &text));
            }
        });
        let joint = Rc::downgrade(self);
        api.on_key(move |text, writing, above| {
            joint.upgrade().is_some_and(|joint| joint.key(&text, writing, above))
        });
        let joint = Rc::downgrade(self);
        api.on_pump(move || joint.upgrade().into_iter().for_each(|joint| joint.pump()));
    }

    fn count_seconds(self: &Rc<Joint>) {
        let joint = Rc::downgrade(self);
        self.seconds.start(TimerMode::Repeated, SECOND, move || {
            if let Some(joint) = joint.upgrade() {
                joint.second();
            }
        });
    }

    fn touch(self: &Rc<Joint>, change: impl Fn(&mut State) + 'static) -> impl Fn() + 'static {
        let joint = Rc::downgrade(self);
        move || joint.upgrade().into_iter().for_each(|joint| joint.act(&change))
    }

    /// A touch that takes what stands in the fields: letters that wait belong there first.
    fn touch_written(self: &Rc<Joint>, change: impl Fn(&mut State) + 'static) -> impl Fn() + 'static {
        let joint = Rc::downgrade(self);
        move || {
            if let Some(joint) = joint.upgrade() {
                joint.finish_writing();
                joint.act(&change);
            }
        }
    }

    fn touch_with<A>(self: &Rc<Joint>, change: impl Fn(&mut State, A) + 'static) -> impl Fn(A) + 'static {
        let joint = Rc::downgrade(self);
        move |what| {
            if let Some(joint) = joint.upgrade() {
                joint.act(|state| change(state, what));
            }
        }
    }
}

/// A place in a list; one that cannot be is behind its end.
fn at(place: i32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
