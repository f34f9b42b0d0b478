//! The siren: sounded and silenced by the guard, ended by itself, never sounded again by a restart.

use gatehouse::domain::*;

use super::words::*;
use super::{given, given_at};
use crate::morning::{at, site};

fn sounds() -> Deed {
    guard(Command::SoundSiren)
}

fn silences() -> Deed {
    guard(Command::SilenceSiren)
}

/// The siren's own word about the sounding that was to end then.
fn reports(until: Stamp, failed: bool) -> Deed {
    core(Command::SirenReports { until, failed })
}

fn two_minutes() -> Stamp {
    at(8, 2)
}

#[test]
fn a_guard_sounds_it_for_its_time_once_at_most() {
    given(&[])
        .when(sounds())
        .then(["SirenSounded"])
        .with(|e| follow_up(e) == [Effect::SoundSiren { until: two_minutes(), ms: 120_000 }])
        .with(|e| follow_up(e).iter().all(|effect| effect.kind() == EffectKind::OnceAtMost))
        .leaves(|h| h.gate.siren == Some(two_minutes()));
    given(&[sounds()]).when(sounds()).refused_with(Refusal::AlreadyInForce);
}

#[test]
fn a_guard_silences_it_and_its_later_word_says_nothing() {
    given(&[sounds()])
        .when(silences())
        .then(["SirenEnded"])
        .with(|e| follow_up(e) == [Effect::SilenceSiren])
        .leaves(|h| h.gate.siren.is_none());
    given(&[]).when(silences()).refused_with(Refusal::NothingInForce);
    given(&[sounds(), silences()]).when(reports(two_minutes(), false)).refused_with(Refusal::NotNow);
    // Nor does it end the sounding that came after.
    given(&[sounds(), silences(), seconds(1), sounds()])
        .when(reports(two_minutes(), false))
        .refused_with(Refusal::NotNow);
}

#[test]
fn it_ends_by_itself_and_one_that_does_not_obey_rings() {
    given(&[sounds()])
        .when(reports(two_minutes(), false))
        .then(["SirenEnded"])
        .leaves(|h| h.gate.siren.is_none() && h.gate.alarms.is_empty());
    given(&[sounds()])
        .when(reports(two_minutes(), true))
        .then(["SirenEnded", "Alarmed"])
        .with(rings(AlarmKind::GateFault));
}

#[test]
fn a_restart_finds_it_quiet() {
    given(&[sounds()])
        .when(restarts())
        .with(|e| !follow_up(e).iter().any(|effect| matches!(effect, Effect::SoundSiren { .. })))
        .leaves(|h| h.gate.siren.is_none());
}

#[test]
fn a_gate_without_one_says_so() {
    given_at(Policy { siren_ms: None, ..site() }, &[]).when(sounds()).refused_with(Refusal::NoSiren);
}

#[test]
fn it_moves_no_gate_and_stops_no_entry() {
    given(&[admitted(), sounds()]).when(opens(1)).then(["Granted"]);
    given(&[fire(true), locks_down()]).when(sounds()).then(["SirenSounded"]);
}
