//! `[limits]`: how long every waiting state may last, so that no visit hangs.

use super::checker::Section;
use std::ops::RangeInclusive;

/// Minutes a limit may be set to: at least one, at most a day, for no visitor waits longer at a gate.
const MINUTES: RangeInclusive<u32> = 1..=1_440;
/// Seconds a limit may be set to: shorter cannot be read, longer is for minutes.
const SECONDS: RangeInclusive<u32> = 5..=3_600;
/// Seconds nobody touches the touchscreen: the last 20 of them warn, which EN 301 549 (WCAG 2.2.1) asks for, and as
/// many at least before them leave the visitor in peace.
const IDLE: RangeInclusive<u32> = 40..=*SECONDS.end();
/// Wrong tries before something happens: fewer punishes a slip of the finger, more invites guessing.
const TRIES: RangeInclusive<u32> = 3..=10;

/// `[limits]`; the unit of each is the end of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitSettings {
    /// Awaiting identity: the guard is reminded.
    pub identity_remind_min: u32,
    /// Awaiting identity: the visit ends as given up.
    pub identity_give_up_min: u32,
    /// Awaiting consent: the host is reminded.
    pub consent_remind_min: u32,
    /// Awaiting consent: the next contact is asked.
    pub consent_next_min: u32,
    /// Awaiting consent: the visit ends as given up.
    pub consent_give_up_min: u32,
    /// Awaiting administration: the manager on duty is told.
    pub administration_manager_min: u32,
    /// Awaiting administration: the guard may admit with a reason.
    pub administration_guard_min: u32,
    /// A claim of a higher class alerts administration by itself.
    pub claim_alert_s: u32,
    /// Held by the watchlist: the guard is reminded.
    pub held_remind_min: u32,
    /// Admitted but not passed: the badge is taken back.
    pub admitted_min: u32,
    /// Signed off but not departed: the guard is reminded.
    pub signed_off_remind_min: u32,
    /// A touchscreen nobody touches erases the draft and greets again.
    pub kiosk_idle_s: u32,
    /// After *please wait* the touchscreen greets again.
    pub kiosk_back_to_welcome_s: u32,
    /// How long before the window of a booking its visitor may come.
    pub booking_early_min: u32,
    /// Tries at finding a booking before the guard is called.
    pub booking_tries: u32,
    /// A hand-over with less overlap of the two guards is marked as short (接班人员要提前10-15分钟到达).
    pub handover_min_min: u32,
    /// A hand-over that takes longer: the guards are reminded.
    pub handover_max_min: u32,
    /// Nobody signed in at a guard's panel: shift leader and administration are told; 0 for never.
    pub post_empty_min: u32,
    /// Wrong PINs before the alarm.
    pub pin_alarm_tries: u32,
    /// The first delay after a wrong PIN; it grows with each further one.
    pub pin_delay_s: u32,
}

pub(super) fn read(section: &mut Section<'_>) -> LimitSettings {
    let limits = LimitSettings {
        identity_remind_min: minutes(section, "identity_remind_min", 10),
        identity_give_up_min: minutes(section, "identity_give_up_min", 20),
        consent_remind_min: minutes(section, "consent_remind_min", 3),
        consent_next_min: minutes(section, "consent_next_min", 6),
        consent_give_up_min: minutes(section, "consent_give_up_min", 20),
        administration_manager_min: minutes(section, "administration_manager_min", 1),
        administration_guard_min: minutes(section, "administration_guard_min", 2),
        claim_alert_s: seconds(section, "claim_alert_s", 60),
        held_remind_min: minutes(section, "held_remind_min", 2),
        admitted_min: minutes(section, "admitted_min", 15),
        signed_off_remind_min: minutes(section, "signed_off_remind_min", 30),
        kiosk_idle_s: section.whole("kiosk_idle_s", 60, IDLE, "seconds"),
        kiosk_back_to_welcome_s: seconds(section, "kiosk_back_to_welcome_s", 15),
        booking_early_min: minutes(section, "booking_early_min", 30),
        booking_tries: section.whole("booking_tries", 5, TRIES, "tries"),
        handover_min_min: minutes(section, "handover_min_min", 10),
        handover_max_min: minutes(section, "handover_max_min", 15),
        post_empty_min: section.whole("post_empty_min", 5, 0..=*MINUTES.end(), "minutes"),
        pin_alarm_tries: section.whole("pin_alarm_tries", 5, TRIES, "tries"),
        pin_delay_s: seconds(section, "pin_delay_s", 30),
    };
    let l = &limits;
    for (early, late, early_value, late_value) in [
        ("identity_remind_min", "identity_give_up_min", l.identity_remind_min, l.identity_give_up_min),
        ("consent_remind_min", "consent_next_min", l.consent_remind_min, l.consent_next_min),
        ("consent_next_min", "consent_give_up_min", l.consent_next_min, l.consent_give_up_min),
        ("handover_min_min", "handover_max_min", l.handover_min_min, l.handover_max_min),
        (
            "administration_manager_min",
            "administration_guard_min",
            l.administration_manager_min,
            l.administration_guard_min,
        ),
    ] {
        if early_value >= late_value {
            section.refuse(early, early_value, &format!("less than {late}, {late_value}"));
        }
    }
    limits
}

fn minutes(section: &mut Section<'_>, key: &'static str, default: u32) -> u32 {
    section.whole(key, default, MINUTES, "minutes")
}

fn seconds(section: &mut Section<'_>, key: &'static str, default: u32) -> u32 {
    section.whole(key, default, SECONDS, "seconds")
}
