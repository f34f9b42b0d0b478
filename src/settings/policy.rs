//! The configuration as the rules see it.

use super::Settings;
use crate::domain::Span;
use crate::domain::{BadgeNo, GateNo, ReaderId};
use crate::domain::{Limits, MarkKey, Policy, Retention};

impl Settings {
    /// What the rules need to know; `hash` is the fingerprint of the configuration file, for the record, and `marks`
    /// is made of the device's key.
    pub fn policy(&self, hash: [u8; 32], marks: MarkKey) -> Policy {
        Policy {
            // The checker let through only the numbers a gate may have.
            gate: GateNo::new(self.gate.number).unwrap_or(GateNo::FIRST),
            passage: self.gate.passage,
            pulse_ms: self.gate.pulse_ms,
            siren_ms: self.gate.siren.map(|siren| siren.longest_s * 1_000),
            badges: (BadgeNo(self.gate.badge_from), BadgeNo(self.gate.badge_to)),
            readers: self
                .readers
                .iter()
                .map(|reader| (ReaderId(reader.id.clone()), reader.direction))
                .collect(),
            class_of: self.kinds.clone(),
            limits: self.waiting(),
            retention: Retention {
                document: Span::days(self.retention.document_tail_days),
                visit: Span::days(self.retention.visit_days),
            },
            remembered: Span::days(self.retention.remembered_days),
            marks,
            ask_host_on_booking: self.rules.ask_host_on_booking,
            areas: self.areas.clone(),
            party_entry: self.rules.party_entry,
            sign_rules: self.rules.sign_rules,
            confidential_kinds: self.rules.confidential_kinds.clone(),
            texts: self.texts.standing(),
            calendar: Box::new(self.site.calendar()),
            hash,
        }
    }

    fn waiting(&self) -> Limits {
        let limits = &self.limits;
        Limits {
            identity_remind: Span::minutes(limits.identity_remind_min),
            identity_give_up: Span::minutes(limits.identity_give_up_min),
            consent_remind: Span::minutes(limits.consent_remind_min),
            consent_next: Span::minutes(limits.consent_next_min),
            consent_give_up: Span::minutes(limits.consent_give_up_min),
            administration_manager: Span::minutes(limits.administration_manager_min),
            administration_guard: Span::minutes(limits.administration_guard_min),
            claim_alert: Span::seconds(limits.claim_alert_s),
            held_remind: Span::minutes(limits.held_remind_min),
            admitted: Span::minutes(limits.admitted_min),
            signed_off_remind: Span::minutes(limits.signed_off_remind_min),
            held_open: Span::seconds(self.gate.held_open_s),
            held_open_warning: Span::seconds(self.gate.held_open_warning_s),
            handover_min: Span::minutes(limits.handover_min_min),
            handover_max: Span::minutes(limits.handover_max_min),
            post_empty: Some(limits.post_empty_min).filter(|min| *min > 0).map(Span::minutes),
            booking_early: Span::minutes(limits.booking_early_min),
        }
    }
}
