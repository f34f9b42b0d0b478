//! How fast the screens are drawn, and how much memory they hold: rows of a table in Markdown.
// Here too a fault ends the run: there is nobody to tell it to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code, reason = "the other benchmark measures more")]
mod measure;

// The screens are filled and touched as the tests do it.
#[path = "../screens/guard_desk.rs"]
#[allow(dead_code)]
mod guard_desk;
#[path = "../screens/kiosk_stage.rs"]
#[allow(dead_code)]
mod kiosk_stage;
#[path = "../screens/stage.rs"]
#[allow(dead_code)]
mod stage;
#[path = "../screens/windows/mod.rs"]
#[allow(dead_code, unused_imports)]
mod windows;
#[path = "../screens/words.rs"]
#[allow(dead_code, unused_imports)]
mod words;

use std::time::{Duration, Instant};

use gatehouse::wire::{LanguageWord, StateWord, StepWord};
use slint::{ComponentHandle, Window};

use measure::{Row, Times, memory, ms};
use windows::pair::Pair;
use windows::site::Site;

/// Pictures of each screen, and those before the first that counts: fonts are read and glyphs are drawn by them.
const REDRAWS: usize = 200;
const WARM_UP: usize = 10;
const REDRAW_MAX: Duration = Duration::from_millis(16);
/// As long as a queue gets in the morning.
const QUEUE: u32 = 40;
const MEMORY_MAX_MB: f64 = 120.0;

fn main() {
    // Each in a thread of its own, as a platform of the screens is a thread's.
    for measure in [kiosk_redraw, guard_redraw, memories] {
        std::thread::spawn(measure).join().unwrap().into_iter().for_each(|row| println!("{row}"));
    }
}

fn kiosk_redraw() -> Vec<Row> {
    let stage = kiosk_stage::Stage::live(LanguageWord::Zh);
    let welcome = redraw("the touchscreen's welcome", stage.window().window());
    stage.touch("Check in");
    vec![welcome, redraw("the touchscreen's privacy notice", stage.window().window())]
}

fn guard_redraw() -> Vec<Row> {
    let mut view = guard_desk::view();
    view.queue = (1..=QUEUE)
        .map(|number| {
            guard_desk::card(number, "欧阳娜娜", StateWord::AwaitingIdentity, StepWord::SeeDocument)
        })
        .collect();
    let desk = guard_desk::with(LanguageWord::Zh, view);
    vec![redraw(&format!("the panel with {QUEUE} waiting"), desk.panel.window().window())]
}

/// A whole window drawn anew into memory, RGBA.
fn redraw(what: &str, window: &Window) -> Row {
    let mut times = Times::default();
    for number in 0..WARM_UP + REDRAWS {
        let begin = Instant::now();
        window.take_snapshot().unwrap();
        if number >= WARM_UP {
            times.add(begin.elapsed());
        }
    }
    Row::judged(
        format!("full redraw at 1280x800, {what}"),
        format!("p50 {}, p99 {}", ms(times.at(50)), ms(times.at(99))),
        ms(REDRAW_MAX),
        times.at(50) <= REDRAW_MAX,
    )
}

/// Both programs in their real windows, after a visitor has filled in everything and a guard has signed in.
fn memories() -> Vec<Row> {
    let (real, twin) = (Site::start(), Site::start());
    let mut pair = Pair::open(&real, &twin);
    windows::check_in(&mut pair);
    windows::complete_slip(&mut pair);
    windows::sign_in(&mut pair);
    let [kiosk, guard] = pair.processes().map(memory);
    let told = |megabytes: f64| format!("{megabytes:.0} MB");
    vec![
        Row::judged(
            "memory of `kiosk` after a visitor",
            told(kiosk),
            told(MEMORY_MAX_MB),
            kiosk <= MEMORY_MAX_MB,
        ),
        Row::told("memory of `guard` with a visitor waiting", told(guard)),
    ]
}
