//! Who gets personal data out of the record, and what for. Every export is written down.

use super::{Exit, Failure, log};
use crate::adapters::durable::PRIVATE_FILE;
use crate::adapters::private_file::follow_folder_owner;
use crate::adapters::record_export::EXPORTS;
use crate::domain::Detail;
use crate::settings::Settings;
use chrono::{DateTime, SecondsFormat, Utc};
use clap::Args;
use serde_json::json;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::SystemTime;

#[derive(Debug, Args)]
pub(super) struct Disclosure {
    /// Show names and numbers whole; they are masked otherwise.
    #[arg(long, requires = "keeper", requires = "purpose")]
    unmasked: bool,
    /// Who keeps what is exported.
    #[arg(long = "for", value_name = "KEEPER")]
    keeper: Option<String>,
    /// What it is exported for.
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,
}

impl Disclosure {
    pub(super) fn detail(&self) -> Detail {
        if self.unmasked { Detail::Plain } else { Detail::Masked }
    }

    /// Writes down that `what` is exported now. Nothing leaves before that.
    pub(super) fn log(&self, settings: &Settings, what: &str) -> Result<(), Failure> {
        let at = DateTime::<Utc>::from(SystemTime::now()).to_rfc3339_opts(SecondsFormat::Secs, true);
        let line = json!({
            "at": at, "what": what, "masked": !self.unmasked, "for": self.keeper, "purpose": self.purpose,
        });
        append(&settings.store.dir, &format!("{line}\n")).map_err(|cause| {
            Failure::of(Exit::Failed)(NotLogged {
                path: settings.store.dir.join(EXPORTS).display().to_string(),
                cause,
            })
        })?;
        log::start();
        tracing::info!(
            event = "exported",
            what,
            masked = !self.unmasked,
            keeper = self.keeper,
            purpose = self.purpose
        );
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
#[error("nothing was exported, for it cannot be written down in {path}")]
struct NotLogged {
    path: String,
    #[source]
    cause: io::Error,
}

fn append(store: &Path, line: &str) -> io::Result<()> {
    let path = store.join(EXPORTS);
    let mut file = OpenOptions::new().append(true).create(true).mode(PRIVATE_FILE).open(&path)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()?;
    follow_folder_owner(&path)
}
