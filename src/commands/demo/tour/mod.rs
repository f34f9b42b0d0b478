//! The headless demo: the real screens, driven by their labels, against the real core.

mod classes;
mod stage;

use std::io::Write;
use std::path::Path;

use crate::adapters::gate_simulated::SimulatedGate;
use crate::engine::Core;
use stage::{Stage, TourFault};

/// Where the tour leads: a running site, its gate, and the folders it reads and fills.
pub(super) struct Scene<'a> {
    /// The core, to look at what is so.
    pub(super) core: &'a Core,
    /// The gate, to count what it did.
    pub(super) gate: &'a SimulatedGate,
    /// The folder `init` has made.
    pub(super) folder: &'a Path,
    /// Where badges are printed to.
    pub(super) printed: &'a Path,
    /// Where pictures and badges are left.
    pub(super) out_dir: &'a Path,
}

/// The tour came no further.
#[derive(Debug, thiserror::Error)]
#[error("the tour stopped behind the step \"{after}\"")]
pub(super) struct Stopped {
    after: String,
    #[source]
    cause: TourFault,
}

/// Walks one visitor of each class from the first touch to the end the rules ask for; the important one holds
/// `invitation` under the scanner. Leaves a picture of every screen in both languages, and the badges.
///
/// # Errors
/// The step behind which something did not end as the rules say.
pub(super) fn walk(scene: &Scene<'_>, invitation: &str, out: &mut dyn Write) -> Result<(), Stopped> {
    let opened = Stage::open(scene, out);
    let mut stage = opened.map_err(|cause| Stopped { after: "the site has started".to_owned(), cause })?;
    let walked = classes::sign_in(&mut stage)
        .and_then(|()| classes::ordinary(&mut stage))
        .and_then(|()| classes::important(&mut stage, invitation))
        .and_then(|()| classes::vip(&mut stage))
        .and_then(|()| classes::held(&mut stage))
        .and_then(|()| stage.say("every visitor went the way of the rules"));
    walked.map_err(|cause| Stopped { after: stage.last_step().to_owned(), cause })
}
