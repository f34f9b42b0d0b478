//! The gate's thread comes first: a pulse that ends late is a gate that stands open.

use std::sync::Once;

use thread_priority::{
    RealtimeThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy, set_thread_priority_and_policy,
    thread_native_id,
};

/// Has this thread run before every ordinary one, where the system allows it (`LimitRTPRIO=`), and as an ordinary one
/// elsewhere. The log says once which it is. The smallest real-time priority is enough: nothing else here has one, and
/// the kernel's own threads come first.
pub(super) fn come_first() {
    static TOLD: Once = Once::new();
    let policy = ThreadSchedulePolicy::Realtime(RealtimeThreadSchedulePolicy::Fifo);
    let given = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, policy);
    TOLD.call_once(|| match given {
        Ok(()) => tracing::info!(event = "gate-priority", "the gate's thread runs at real-time priority"),
        Err(cause) => {
            tracing::info!(event = "gate-priority", %cause, "the gate's thread runs at ordinary priority");
        }
    });
}
