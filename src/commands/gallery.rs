//! `gatehouse gallery`: every widget in every state, for whoever builds a screen.

use clap::Args;
use slint::ComponentHandle;

use super::screen::fonts_are_known;
use super::{Exit, Failure};
use crate::screens::ui::{GalleryWindow, Keys, Theme, Tokens};

#[derive(Debug, Args)]
pub(super) struct GalleryArgs {
    /// Colours at the start: light, dark or contrast.
    #[arg(long, default_value = "light", value_parser = ["light", "dark", "contrast"])]
    theme: String,
}

/// Opens the window until it is closed. It needs no core, and joins none.
pub(super) fn run(args: &GalleryArgs) -> Result<(), Failure> {
    fonts_are_known()?;
    let failed = Failure::of(Exit::Failed);
    let window = GalleryWindow::new().map_err(&failed)?;
    let weak = window.as_weak();
    window.on_dressed(move |theme, type_scale| {
        if let Some(window) = weak.upgrade() {
            wear(&window, theme, type_scale);
        }
    });
    let theme = match args.theme.as_str() {
        "dark" => Theme::Dark,
        "contrast" => Theme::Contrast,
        _ => Theme::Light,
    };
    window.set_theme(theme);
    wear(&window, theme, 1.0);
    window.run().map_err(&failed)
}

fn wear(window: &GalleryWindow, theme: Theme, type_scale: f32) {
    let tokens = window.global::<Tokens>();
    tokens.set_theme(theme);
    tokens.set_type_asked(type_scale);
    // What is being typed, without an engine behind it.
    window.global::<Keys>().set_chinese(false);
}
