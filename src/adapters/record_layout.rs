//! A fingerprint of everything that shapes stored records, so that no build reads another's by mistake.

use super::fingerprint::fingerprint;

/// The sources whose types are in records. Any change of them is another layout: version 0 promises nothing.
const SOURCES: &[&[u8]] = &[
    env!("CARGO_PKG_VERSION").as_bytes(),
    include_bytes!("../domain/class.rs"),
    include_bytes!("../domain/command.rs"),
    include_bytes!("../domain/document.rs"),
    include_bytes!("../domain/event.rs"),
    include_bytes!("../domain/gate.rs"),
    include_bytes!("../domain/ids.rs"),
    include_bytes!("../domain/incident.rs"),
    include_bytes!("../domain/personal.rs"),
    include_bytes!("../domain/policy.rs"),
    include_bytes!("../domain/role.rs"),
    include_bytes!("../domain/slip.rs"),
    include_bytes!("../domain/staff.rs"),
    include_bytes!("../domain/time.rs"),
    include_bytes!("../domain/timers.rs"),
    include_bytes!("../domain/visit.rs"),
    include_bytes!("../domain/words.rs"),
];

/// The fingerprint of this build.
pub const LAYOUT: u64 = fingerprint(SOURCES);
