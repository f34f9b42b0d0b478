//! The colours of the theme, by sight.

use std::collections::BTreeMap;

/// WCAG 2.2, 1.4.3: ordinary text on its ground.
const CONTRAST_MIN: f64 = 4.5;

fn tokens() -> BTreeMap<String, [f64; 3]> {
    let source = include_str!("../../ui/theme/tokens.slint");
    let colours = source.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("out property <color> ")?.split_once(": #")?;
        let byte = |at: usize| u8::from_str_radix(&value[at..at + 2], 16).expect("a hex colour");
        Some((name.to_owned(), [byte(0), byte(2), byte(4)].map(|byte| f64::from(byte) / 255.0)))
    });
    colours.collect()
}

fn luminance(colour: [f64; 3]) -> f64 {
    let linear =
        colour.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

#[test]
fn every_ink_can_be_read_on_its_grounds() {
    let tokens = tokens();
    let pairs: [(&str, &[&str]); 10] = [
        ("ink", &["ground", "surface", "surface-pressed", "accent-soft"]),
        ("ink-soft", &["ground", "surface"]),
        ("accent", &["ground", "surface", "accent-soft"]),
        ("good", &["surface", "good-soft"]),
        ("warn", &["surface", "warn-soft"]),
        ("alarm", &["ground", "surface", "alarm-soft"]),
        ("on-accent", &["accent", "accent-pressed"]),
        ("on-alarm", &["alarm", "alarm-pressed"]),
        ("ink", &["good-soft", "warn-soft", "alarm-soft"]),
        ("ink", &["line"]),
    ];
    for (ink, grounds) in pairs {
        for ground in grounds {
            let (a, b) = (luminance(tokens[ink]), luminance(tokens[*ground]));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= CONTRAST_MIN, "{ink} on {ground} is {contrast:.2}:1");
        }
    }
}
