//! How fast the screens are drawn and come up, and what they take: rows of a table in Markdown.
// Here too a fault ends the run: there is nobody to tell it to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod drawing;
#[allow(dead_code, reason = "the other benchmark measures more")]
mod measure;
mod programs;

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

fn main() {
    // Each in a thread of its own, as a platform of the screens is a thread's.
    for measure in [drawing::welcome, drawing::queue, drawing::spelt, programs::starts, programs::lasting] {
        std::thread::spawn(measure).join().unwrap().into_iter().for_each(|row| println!("{row}"));
    }
}
