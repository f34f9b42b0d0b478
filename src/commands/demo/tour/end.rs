//! The core stops, and comes back to a record that is not what it was.

use std::fs;
use std::path::{Path, PathBuf};

use super::classes::give_pin;
use super::stage::{Stage, TourFault, Walked};
use crate::adapters::backup::JOURNAL_FOLDER;
use crate::screens::ui::{GuardTab, KioskScreen};

/// What the names of the record's segments end with.
const SEGMENT: &str = "ghj";

/// Both screens without a core, and with a core that cannot record. The record is left as it was.
pub(super) fn of_the_core(stage: &mut Stage<'_>) -> Walked {
    stage.say("-- the core stops, and comes back without a record")?;
    stage.guard_opens("等候")?;
    stage.scene.stop().map_err(TourFault::Site)?;
    stage.picture_kiosk(KioskScreen::CoreGone)?;
    stage.guard_sees("与门控主机失去连接。进门请用机械钥匙，出门按出门按钮；访客请登记在纸上。")?;
    stage.picture_panel(GuardTab::Queue, "link-lost")?;
    stage.say("the core has stopped")?;
    let settings = stage.scene.settings().map_err(TourFault::Site)?;
    let newest = newest_segment(&settings.store.dir.join(JOURNAL_FOLDER))?;
    let aside = newest.with_extension("aside");
    fs::rename(&newest, &aside)?;
    let looked = without_a_record(stage);
    let stopped = stage.scene.stop().map_err(TourFault::Site);
    fs::rename(&aside, &newest)?;
    looked.and(stopped)?;
    stage.say("the record lies where it was")
}

/// A core that has lost the end of its record is guarded: nobody is checked in, overrides work.
fn without_a_record(stage: &mut Stage<'_>) -> Walked {
    stage.scene.start().map_err(TourFault::Site)?;
    stage.picture_kiosk(KioskScreen::StoreRefused)?;
    give_pin(stage)?;
    stage.guard_sees("无法保存记录，请改用纸质登记。")?;
    stage.picture_panel(GuardTab::Queue, "store-refused")?;
    stage.say("the core has come back, and records nothing")
}

/// The file that the record's last entry is in.
fn newest_segment(journal: &Path) -> Walked<PathBuf> {
    let mut segments = Vec::new();
    for entry in fs::read_dir(journal)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == SEGMENT) {
            segments.push(path);
        }
    }
    segments.into_iter().max().ok_or(TourFault::NoRecord)
}
