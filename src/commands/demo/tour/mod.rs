//! The headless demo: the real screens, driven by their labels, against the real core.

mod classes;
mod stage;

use std::io::Write;
use std::path::Path;

use crate::engine::Core;
use stage::{Stage, TourFault};

/// Walks one visitor of each class from the first touch to the end the rules ask for. Leaves a picture of every
/// screen in both languages, and the badges, in `out_dir`.
///
/// # Errors
/// The first step that did not end as the rules say.
pub(super) fn walk(
    core: &Core,
    folder: &Path,
    printed: &Path,
    out_dir: &Path,
    out: &mut dyn Write,
) -> Result<(), TourFault> {
    let mut stage = Stage::open(core.clone(), folder, printed, out_dir, out)?;
    classes::sign_in(&mut stage)?;
    classes::ordinary(&mut stage)?;
    classes::important(&mut stage)?;
    classes::vip(&mut stage)?;
    classes::held(&mut stage)?;
    stage.say("every visitor went the way of the rules")
}
