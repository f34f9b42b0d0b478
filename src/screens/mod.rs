//! What is seen and touched: the visitors' touchscreen and the guard's panel.

pub mod guard;
pub mod heart;
pub mod ink;
pub mod keys;
pub mod kiosk;
pub mod look;
pub mod senses;
pub mod writing;

use crate::wire::LanguageWord;

/// Wakes a screen from any thread after something was put on its line.
pub type Wake = Box<dyn Fn() + Send>;

/// Lets every sentence of this thread's windows be in a language from now on.
fn speak(language: LanguageWord) {
    let folder = match language {
        LanguageWord::Zh => "zh_CN",
        // The sentences as they stand in the sources, which no folder translates.
        LanguageWord::En => "",
    };
    if let Err(fault) = slint::select_bundled_translation(folder) {
        tracing::error!(%fault, folder, "the screen stays in its first language");
    }
}

/// The windows and globals of `ui/`, as the compiler of the screens makes them.
pub use gatehouse_ui as ui;
