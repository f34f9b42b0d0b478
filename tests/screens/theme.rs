//! The colours and sizes of the theme, measured on the window that is shown: WCAG 2.2, which EN 301 549 asks for.

use gatehouse::screens::ui::{KioskWindow, Theme, Tokens};
use slint::{Color, ComponentHandle};

use crate::stage::prepare;

/// WCAG 2.2, 1.4.3: words on their ground.
const WORDS_MIN: f64 = 4.5;
/// WCAG 2.2, 1.4.6, which the high contrast is for.
const WORDS_MIN_CONTRAST: f64 = 7.0;
/// WCAG 2.2, 1.4.11: the edge of what can be touched.
const EDGE_MIN: f64 = 3.0;
/// Smallest side of what a finger in a glove hits at 1280 by 800, pixels.
const TOUCH_MIN: f32 = 56.0;
/// The same on a small display, whose pixels are larger: 9 mm on a 7-inch display of 800 by 480.
const TOUCH_MIN_SMALL: f32 = 48.0;

const THEMES: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::Contrast];

fn luminance(colour: Color) -> f64 {
    let linear = [colour.red(), colour.green(), colour.blue()].map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(one: Color, other: Color) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// A colour of the theme with its name.
macro_rules! named {
    ($tokens:expr, $($get:ident),+) => { [$((stringify!($get), $tokens.$get())),+] };
}

/// A colour and what the theme calls it.
type Named = (&'static str, Color);

/// Each ink with every ground it is written on.
fn words(tokens: &Tokens<'_>) -> Vec<(Named, Named)> {
    let mut pairs = Vec::new();
    let mut on = |ink, grounds: &[Named]| {
        pairs.extend(grounds.iter().map(|ground| (ink, *ground)));
    };
    let soft = named!(tokens, get_accent_soft, get_good_soft, get_warn_soft, get_alarm_soft);
    let plain = named!(tokens, get_ground, get_surface);
    on(("ink", tokens.get_ink()), &plain);
    on(("ink", tokens.get_ink()), &soft);
    on(("ink", tokens.get_ink()), &named!(tokens, get_surface_pressed, get_tray));
    on(("ink-soft", tokens.get_ink_soft()), &plain);
    on(("ink-soft", tokens.get_ink_soft()), &named!(tokens, get_accent_soft, get_tray));
    on(("accent", tokens.get_accent()), &plain);
    on(("accent", tokens.get_accent()), &named!(tokens, get_accent_soft, get_tray));
    on(("good", tokens.get_good()), &named!(tokens, get_ground, get_surface, get_good_soft));
    on(("warn", tokens.get_warn()), &named!(tokens, get_ground, get_surface, get_warn_soft, get_accent_soft));
    on(("alarm", tokens.get_alarm()), &named!(tokens, get_ground, get_surface, get_alarm_soft));
    on(("on-accent", tokens.get_on_accent()), &named!(tokens, get_accent, get_accent_pressed));
    on(("on-alarm", tokens.get_on_alarm()), &named!(tokens, get_alarm, get_alarm_pressed));
    on(("on-paper", tokens.get_on_paper()), &named!(tokens, get_paper));
    pairs
}

#[test]
fn every_ink_can_be_read_on_its_grounds_in_every_theme() {
    prepare();
    let window = KioskWindow::new().expect("a window");
    let tokens = window.global::<Tokens>();
    for theme in THEMES {
        tokens.set_theme(theme);
        let least = if theme == Theme::Contrast { WORDS_MIN_CONTRAST } else { WORDS_MIN };
        let mut pairs = words(&tokens);
        assert!(pairs.len() > 25, "the pairs are there");
        pairs.retain(|((_, ink), (_, ground))| contrast(*ink, *ground) < least);
        let told: Vec<_> = pairs.iter().map(|(ink, on)| (ink.0, on.0, contrast(ink.1, on.1))).collect();
        assert!(told.is_empty(), "{theme:?}: {told:#?}");
    }
}

#[test]
fn the_edge_of_what_can_be_touched_is_seen_in_every_theme() {
    prepare();
    let window = KioskWindow::new().expect("a window");
    let tokens = window.global::<Tokens>();
    for theme in THEMES {
        tokens.set_theme(theme);
        for (name, edge) in named!(tokens, get_edge, get_accent, get_alarm) {
            for (ground_name, ground) in named!(tokens, get_ground, get_surface) {
                let found = contrast(edge, ground);
                assert!(found >= EDGE_MIN, "{theme:?}: {name} on {ground_name} is {found:.2}:1");
            }
        }
    }
}

#[test]
fn what_is_touched_stays_large_however_small_the_window() {
    prepare();
    let window = KioskWindow::new().expect("a window");
    let tokens = window.global::<Tokens>();
    for (width, height, least) in [
        (1280.0, 800.0, TOUCH_MIN),
        (800.0, 1280.0, TOUCH_MIN),
        (1024.0, 600.0, TOUCH_MIN_SMALL),
        (600.0, 1024.0, TOUCH_MIN_SMALL),
        (800.0, 480.0, TOUCH_MIN_SMALL),
        (480.0, 800.0, TOUCH_MIN_SMALL),
    ] {
        window.window().set_size(slint::LogicalSize::new(width, height));
        window.window().take_snapshot().expect("a picture");
        assert_eq!(tokens.get_portrait(), height > width);
        assert!(tokens.get_touch() >= least, "{width} by {height}: {}", tokens.get_touch());
        assert!(tokens.get_type_small() >= 14.0, "{width} by {height}: {}", tokens.get_type_small());
    }
}
