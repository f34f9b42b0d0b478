//! The siren at the panel: asked once before it is heard, silenced at once, and nothing of it where there is none.

use gatehouse::client::{CoreLink, FromCore, ToCore};
use gatehouse::screens::ui::{GuardApi, GuardGateDialog};
use gatehouse::wire::{GateLook, GuardView, LanguageWord, SirenLook, Wish};
use i_slint_backend_testing::{ElementHandle, mock_elapsed_time};
use slint::platform::Key;
use slint::{ComponentHandle, PhysicalSize};

use crate::guard_desk::{self, Desk, NOW};
use crate::stage::{self, in_both_languages};
use crate::words::word;

/// How long the siren of these tests sounds.
const SOUNDS_MS: i64 = 120_000;
/// Widths and heights the panel is drawn for.
const SIZES: [(u32, u32); 6] = [(1280, 800), (1024, 600), (800, 480), (800, 1280), (600, 1024), (480, 800)];

/// A quiet morning at a gate with this siren.
pub fn view(siren: SirenLook) -> GuardView {
    let mut view = guard_desk::view();
    view.gate.siren = siren;
    view.gate.siren_until = (siren == SirenLook::Sounding).then_some(NOW + SOUNDS_MS);
    view
}

fn sees(desk: &Desk, siren: SirenLook) {
    desk.hear(FromCore::Panel(Box::new(view(siren))));
}

fn asked_now(desk: &Desk) -> GuardGateDialog {
    desk.panel.window().global::<GuardApi>().get_gate_dialog()
}

fn press(desk: &Desk, key: impl Into<char>) {
    stage::type_text(desk.panel.window().window(), &key.into().to_string());
    mock_elapsed_time(guard_desk::SETTLED);
}

/// What the banner says while it sounds, by the end of its last minute.
fn sounds(language: LanguageWord) -> String {
    word(language, "The siren sounds, until {} at the latest.").replace("{}", "09:07")
}

#[test]
fn the_siren_is_asked_for_once_and_silenced_at_once() {
    in_both_languages(|language| {
        let say = |english: &str| word(language, english);
        let desk = guard_desk::with(language, view(SirenLook::Quiet));
        desk.touch(&say("Sound the siren"));
        assert_eq!(asked_now(&desk), GuardGateDialog::SoundSiren);
        assert!(desk.asked().is_empty(), "asked first");
        desk.touch_top(&say("Back"));
        assert_eq!((asked_now(&desk), desk.asked()), (GuardGateDialog::None, vec![]), "the way back");
        desk.touch(&say("Sound the siren"));
        desk.touch(&say("Sound it now"));
        assert_eq!(desk.wish(), Wish::SoundSiren);
        assert_eq!(asked_now(&desk), GuardGateDialog::None, "answered, so closed");
        assert!(!desk.shows(&sounds(language)), "the core has not said so yet");
        sees(&desk, SirenLook::Sounding);
        assert!(desk.shows(&sounds(language)), "{:#?}", desk.labels());
        assert!(!desk.shows(&say("Sound the siren")));
        desk.touch(&say("Silence the siren"));
        assert_eq!((asked_now(&desk), desk.wish()), (GuardGateDialog::None, Wish::SilenceSiren));
        sees(&desk, SirenLook::Quiet);
        assert!(desk.shows(&say("Sound the siren")) && !desk.shows(&sounds(language)));
    });
}

#[test]
fn a_gate_without_a_siren_has_no_button_and_its_key_does_nothing() {
    in_both_languages(|language| {
        let desk = guard_desk::with(language, view(SirenLook::Absent));
        for label in ["Sound the siren", "Silence the siren"] {
            assert!(!desk.shows(&word(language, label)));
        }
        press(&desk, Key::F8);
        assert_eq!((asked_now(&desk), desk.asked()), (GuardGateDialog::None, vec![]));
    });
}

#[test]
fn two_keys_sound_the_siren_and_one_silences_it_whatever_is_open() {
    let desk = guard_desk::with(LanguageWord::Zh, view(SirenLook::Quiet));
    press(&desk, Key::F8);
    assert_eq!((asked_now(&desk), desk.asked()), (GuardGateDialog::SoundSiren, vec![]));
    press(&desk, '\n');
    assert_eq!(desk.wish(), Wish::SoundSiren);
    sees(&desk, SirenLook::Sounding);
    press(&desk, Key::F12);
    stage::type_text(desk.panel.window().window(), "急救");
    press(&desk, Key::F8);
    let asked = desk.asked();
    assert!(matches!(asked.as_slice(), [ToCore::Wish { wish: Wish::SilenceSiren, .. }]), "{asked:?}");
    assert_eq!(desk.found("原因")[0].accessible_value().as_deref(), Some("急救"), "the form stays");
}

#[test]
fn a_second_press_while_the_record_is_awaited_silences_nothing_else() {
    let desk = guard_desk::with(LanguageWord::En, view(SirenLook::Sounding));
    desk.touch("Silence the siren");
    desk.touch("Silence the siren");
    press(&desk, Key::F8);
    assert_eq!(desk.wish(), Wish::SilenceSiren);
}

#[test]
fn the_question_ends_when_somebody_else_has_sounded_the_siren() {
    let desk = guard_desk::with(LanguageWord::En, view(SirenLook::Quiet));
    desk.touch("Sound the siren");
    sees(&desk, SirenLook::Quiet);
    assert_eq!(asked_now(&desk), GuardGateDialog::SoundSiren);
    sees(&desk, SirenLook::Sounding);
    assert_eq!(asked_now(&desk), GuardGateDialog::None);
    assert!(desk.shows("Silence the siren"));
}

#[test]
fn a_siren_that_cannot_be_sounded_says_why() {
    in_both_languages(|language| {
        let say = |english: &str| word(language, english);
        let desk = guard_desk::with(language, view(SirenLook::Quiet));
        desk.touch(&say("Sound the siren"));
        desk.touch(&say("Sound it now"));
        let asked = desk.asked();
        let [ToCore::Wish { ticket, .. }] = asked.as_slice() else { panic!("{asked:?}") };
        let refused = guard_desk::problem("no-siren", "There is no siren.", "没有警报器。");
        desk.hear(FromCore::Answered { ticket: *ticket, answer: Err(refused) });
        let title = if language == LanguageWord::Zh { "没有警报器。" } else { "There is no siren." };
        assert!(desk.shows(title), "{:#?}", desk.labels());
        desk.hear(FromCore::Link(CoreLink::Lost));
        assert!(
            desk.shows(&say("No connection to the gate computer: the siren cannot be sounded from here."))
        );
        desk.touch(&say("Sound it now"));
        assert!(desk.asked().is_empty(), "a siren must not sound minutes after the press");
    });
}

/// Bounds of an element: left, top, right, bottom.
fn bounds(element: &ElementHandle) -> [f32; 4] {
    let (at, size) = (element.absolute_position(), element.size());
    [at.x, at.y, at.x + size.width, at.y + size.height]
}

#[test]
fn every_button_of_the_gate_has_its_own_place_at_every_size() {
    in_both_languages(|language| {
        for look in [GateLook::Shut, GateLook::FireOpen] {
            for type_asked in [1.0, 2.0] {
                let mut view = view(SirenLook::Quiet);
                view.gate.look = look;
                let desk = guard_desk::with(language, view);
                let window = desk.panel.window();
                window.global::<gatehouse::screens::ui::Tokens>().set_type_asked(type_asked);
                for (width, height) in SIZES {
                    window.window().set_size(PhysicalSize::new(width, height));
                    mock_elapsed_time(guard_desk::SETTLED);
                    window.window().take_snapshot().expect("a picture");
                    all_apart(&desk, language, look, (width, height));
                }
            }
        }
    });
}

fn all_apart(desk: &Desk, language: LanguageWord, look: GateLook, (width, height): (u32, u32)) {
    let fire = (look == GateLook::FireOpen).then_some("Reset fire alarm");
    let labels = ["Override", "Emergency open", "Lockdown", "Sound the siren"];
    let places: Vec<[f32; 4]> = fire
        .into_iter()
        .chain(labels)
        .map(|label| bounds(desk.found(&word(language, label)).first().expect("a button")))
        .collect();
    for (n, place) in places.iter().enumerate() {
        let [left, top, right, bottom] = *place;
        let name = format!("{n} of {look:?} at {width}x{height}: {places:?}");
        #[allow(clippy::cast_precision_loss, reason = "a few hundred pixels")]
        let inside = left >= 0.0 && right <= width as f32 && bottom <= height as f32 / 2.0;
        assert!(inside && right - left >= 48.0 && bottom - top >= 44.0, "{name}");
        for other in &places[n + 1..] {
            let apart = right <= other[0] || other[2] <= left || bottom <= other[1] || other[3] <= top;
            assert!(apart, "{name}");
        }
    }
}
