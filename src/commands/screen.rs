//! `gatehouse kiosk` and `gatehouse guard`: one window, one line to the core.

use std::env;
use std::panic;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::reach::reach;
use super::screen_devices::listen_to_scanner;
use super::screen_pulse::feed;
use super::{Exit, Failure, log};
use crate::adapters::place_file::PlaceFile;
use crate::adapters::sound::Speaker;
use crate::adapters::sound_cpal::Loudspeaker;
use crate::adapters::speech::Speech;
use crate::badge::ScanLine;
use crate::client::{FarEnd, Line, Pulse, Reach, connect};
use crate::screens::look::Look;
use crate::screens::senses::{Say, Senses};
use crate::screens::{guard, heart, kiosk};
use crate::settings::{ClientSettings, ScreenDevices};
use clap::Args;
use fontique::{Collection, CollectionOptions};

#[derive(Debug, Args)]
pub(super) struct ScreenArgs {
    /// The screen's configuration, as `gatehouse init` made it in `clients/`.
    #[arg(long)]
    config: PathBuf,
}

/// Which window.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    Kiosk,
    Guard,
}

pub(super) fn run(which: Which, args: &ScreenArgs) -> Result<(), Failure> {
    log::start();
    let settings = ClientSettings::read(&args.config).map_err(Failure::of(Exit::Configuration))?;
    fonts_are_known()?;
    let reach = reach(&settings)?;
    let look = Look::of(&settings.screen).map_err(Failure::of(Exit::Configuration))?;
    let (line, far) = Line::new();
    let pulse = Arc::new(Pulse::default());
    let _feeding = feed(Arc::clone(&pulse)).map_err(Failure::of(Exit::Failed))?;
    let mut beating = None;
    let senses = senses(&settings.devices)?;
    let shown = match which {
        Which::Kiosk => {
            let mut listening = Ok(None);
            let shown = kiosk::run(line, &look, senses, |kiosk| {
                beating = Some(heart::beat(kiosk.window(), pulse));
                keep_place(kiosk);
                let door = kiosk.code_door();
                listening = listen_to_scanner(&settings.devices.scanner, move |line| door.put(code(line)));
                connect_or_say(far, reach, kiosk.wake());
            });
            drop(listening?);
            shown
        }
        Which::Guard => guard::run(line, &look, senses, |panel| {
            beating = Some(heart::beat(panel.window(), pulse));
            connect_or_say(far, reach, panel.wake());
        }),
    };
    drop(beating);
    shown.map_err(Failure::of(Exit::Failed))
}

/// Loudspeaker and voice of the screen, as its file says.
fn senses(devices: &ScreenDevices) -> Result<Senses, Failure> {
    let speaker = Rc::new(Speaker::start(&devices.sound, Loudspeaker).map_err(Failure::of(Exit::Failed))?);
    let quiet = Rc::clone(&speaker);
    let speech = Rc::new(Speech::start(&devices.speech).map_err(Failure::of(Exit::Failed))?);
    let reading = Rc::clone(&speech);
    let say: Option<Say> = speech
        .available()
        .then(|| -> Say { Box::new(move |text, language| speech.say(text, language.into())) });
    Ok(Senses {
        say,
        ring: Box::new(move |sound| speaker.play(sound)),
        quiet: Box::new(move || quiet.silence()),
        hush: Box::new(move || reading.hush()),
    })
}

fn code(line: ScanLine) -> Option<String> {
    match line {
        ScanLine::Code(code) => Some(code),
        ScanLine::Unreadable => None,
    }
}

/// The touchscreen keeps its place where systemd has made a folder for it; started by hand, it begins at welcome.
fn keep_place(kiosk: &kiosk::Kiosk) {
    if let Some(folder) = env::var_os("RUNTIME_DIRECTORY") {
        let file = PlaceFile::in_folder(Path::new(&folder));
        let kept = file.kept();
        kiosk.keep_place(kept.as_deref(), Box::new(move |line| file.keep(line)));
    }
}

/// Looks whether the machine knows a font at all. The words of the screens stand in fonts of the program's own, yet
/// Slint asks for the machine's before it makes a window, and ends the program where there are none.
///
/// # Errors
/// [`Exit::Failed`], with what to install.
pub(super) fn fonts_are_known() -> Result<(), Failure> {
    // There is one answer, and the library gives it by a panic; what it would print helps nobody.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let asked =
        panic::catch_unwind(|| Collection::new(CollectionOptions { shared: false, system_fonts: true }));
    panic::set_hook(hook);
    match asked {
        Ok(_) => Ok(()),
        Err(_no_fonts) => Err(Failure::of(Exit::Failed)(
            "this machine knows no font, and without one no window can be made; install one: \
             sudo apt-get install fonts-dejavu-core",
        )),
    }
}

/// Connects a line; a screen without its client would show *core gone* for ever, so that is said in the log.
pub(super) fn connect_or_say(far: FarEnd, reach: Reach, wake: Box<dyn Fn() + Send>) {
    if let Err(fault) = connect(far, reach, wake) {
        tracing::error!(%fault, "the core is not reached from this screen");
    }
}
