//! A fingerprint of everything that shapes stored records, so that no build reads another's by mistake.

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
    include_bytes!("../domain/time.rs"),
    include_bytes!("../domain/timers.rs"),
    include_bytes!("../domain/visit.rs"),
    include_bytes!("../domain/words.rs"),
];

/// The fingerprint of this build.
pub const LAYOUT: u64 = fingerprint();

/// FNV-1a: it tells builds apart, it protects from nobody.
const fn fingerprint() -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut source = 0;
    while source < SOURCES.len() {
        let bytes = SOURCES[source];
        let mut at = 0;
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        source += 1;
    }
    hash
}
