//! The demo on a display: both windows, as `scripts/run` opens them.

use std::process::Stdio;
use std::time::Duration;

use super::display::{Display, Window};
use super::process::{Started, until};

/// How long both windows may take to draw themselves on a busy machine.
const DRAWS: Duration = Duration::from_secs(60);
/// Pixels in which two screens differ at least; a window that shows nothing has none of them.
const DIFFERENT: usize = 20_000;

#[test]
fn the_demo_opens_both_windows_with_a_core_behind_them() {
    let folder = tempfile::tempdir().expect("a folder for the demo");
    let mut display = Display::start();
    let mut command = Started::command(env!("CARGO_BIN_EXE_gatehouse"));
    command.args(["demo", "--out"]).arg(folder.path().join("out")).stdout(Stdio::null());
    display.show_on(&mut command);
    let mut demo = Started::start(&mut command);
    let windows = [display.next_window(), display.next_window()];
    until("two screens that are not the same", DRAWS, || {
        let [one, other] = windows.map(|window| display.picture(window));
        let drawn = |window: Window| display.differs(window, &blank(&display, window)) > DIFFERENT;
        let different = display.differs(windows[0], &other) > DIFFERENT;
        (different && windows.into_iter().all(drawn) && one.as_slice() != other.as_slice()).then_some(())
    });
    assert_eq!(demo.ended(), None, "the demo goes on while its windows are open");
}

/// A window that shows its first pixel's colour everywhere.
fn blank(display: &Display, window: Window) -> slint::SharedPixelBuffer<slint::Rgba8Pixel> {
    let mut picture = display.picture(window);
    let pixels = picture.make_mut_slice();
    pixels.fill(pixels[0]);
    picture
}
