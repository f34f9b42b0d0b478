//! The headless demo: the real screens, driven by their labels, against the real core.

mod album;
mod classes;
mod desk;
mod end;
mod incidents;
mod second;
mod shift;
mod stage;

use std::io::Write;
use std::path::PathBuf;

use super::super::site::Site;
use super::super::{Exit, Failure};
use crate::adapters::gate_simulated::SimulatedGate;
use crate::engine::Core;
use crate::settings::Settings;
use stage::{Stage, TourFault};

/// Where the tour leads: a running site, its gate, and the folders it reads and fills.
pub(super) struct Scene {
    /// The site, until the tour stops it.
    pub(super) site: Option<Site>,
    /// The core, to look at what is so.
    pub(super) core: Core,
    /// The gate, to count what it did, and to break it.
    pub(super) gate: SimulatedGate,
    /// The site's configuration.
    pub(super) config: PathBuf,
    /// The folder `init` has made.
    pub(super) folder: PathBuf,
    /// Where badges are printed to.
    pub(super) printed: PathBuf,
    /// Where pictures and badges are left.
    pub(super) out_dir: PathBuf,
}

impl Scene {
    /// The configuration as the site has it.
    fn settings(&self) -> Result<Settings, Failure> {
        Settings::read(&self.config).map_err(Failure::of(Exit::Configuration))
    }

    /// Starts the site again, at the same gate.
    fn start(&mut self) -> Result<(), Failure> {
        let site = Site::start(&self.config, self.settings()?, |_| Ok(self.gate.board()))?;
        self.core = site.core().clone();
        self.site = Some(site);
        Ok(())
    }

    /// Stops the site, if it runs.
    ///
    /// # Errors
    /// The server had failed before.
    pub(super) fn stop(&mut self) -> Result<(), Failure> {
        self.site.take().map_or(Ok(()), Site::stop)
    }
}

/// The tour came no further.
#[derive(Debug, thiserror::Error)]
#[error("the tour stopped behind the step \"{after}\"")]
pub(super) struct Stopped {
    after: String,
    #[source]
    cause: TourFault,
}

/// Walks one visitor of each class from the first touch to the end the rules ask for, the important one holding
/// `invitation` under the scanner; then brings about every screen that they have not met. Leaves a picture of each
/// in both languages, and the badges. The site is stopped afterwards.
///
/// # Errors
/// The step behind which something did not end as the rules say; the screens that have no picture.
pub(super) fn walk(scene: &mut Scene, invitation: &str, out: &mut dyn Write) -> Result<(), Stopped> {
    let opened = Stage::open(scene, out);
    let mut stage = opened.map_err(|cause| Stopped { after: "the site has started".to_owned(), cause })?;
    let walked = classes::sign_in(&mut stage)
        .and_then(|()| classes::ordinary(&mut stage))
        .and_then(|()| classes::important(&mut stage, invitation))
        .and_then(|()| classes::vip(&mut stage))
        .and_then(|()| classes::held(&mut stage))
        .and_then(|()| stage.say("every visitor went the way of the rules"))
        .and_then(|()| desk::pages(&mut stage))
        .and_then(|()| shift::all(&mut stage))
        .and_then(|()| second::visitor(&mut stage))
        .and_then(|()| incidents::all(&mut stage))
        .and_then(|()| end::of_the_core(&mut stage))
        .and_then(|()| stage.album_is_whole())
        .and_then(|()| stage.say("every screen has its picture"));
    walked.map_err(|cause| Stopped { after: stage.last_step().to_owned(), cause })
}
