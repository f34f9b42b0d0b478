//! Passes and invitations of this site: signed for badges, read from scans.

use ed25519_dalek::{SigningKey, VerifyingKey};

use crate::badge::pass::{self, PassFields};
use crate::badge::{Invitation, KeyId, PassToken, PassUnreadable};
use crate::domain::{Badge, Class, GateNo, InvitationCode, PassId, Scanned, Span};

/// One minute, in milliseconds: passes count in minutes.
const MINUTE: i64 = Span::minutes(1).0;

/// The site's keys for passes.
pub struct Passes {
    /// The site's id, part of what is signed.
    pub site: String,
    /// The key new passes are signed with.
    pub signing: (KeyId, SigningKey),
    /// The keys whose passes are read, the one above among them.
    pub trusted: Vec<(KeyId, VerifyingKey)>,
}

impl Passes {
    /// What a scan at a gate is, by its signature. Window and issue are the rules' to judge.
    pub fn scanned(&self, code: &[u8], gate: GateNo) -> Scanned {
        match pass::read(code, &self.trusted, &self.site) {
            Ok(fields) if fields.gates & gate.mask() == 0 => Scanned::OtherGate,
            Ok(fields) => Scanned::Pass { pass: PassId(fields.id), issue: fields.issue },
            Err(PassUnreadable::OtherSite | PassUnreadable::UnknownKey(_)) => Scanned::OtherSite,
            Err(PassUnreadable::NotOurs | PassUnreadable::TooLong | PassUnreadable::Damaged) => {
                Scanned::Unreadable
            }
        }
    }

    /// The code of an invitation, if a scan is one.
    pub fn invitation(&self, code: &[u8]) -> Option<InvitationCode> {
        Invitation::read(code).ok().map(|invitation| InvitationCode(invitation.bytes()))
    }

    /// The signed pass of a badge; none for a plastic card. The same badge and issue give the same token.
    pub(super) fn token(&self, badge: &Badge, class: Class, gate: GateNo) -> Option<PassToken> {
        let begin = badge.window.from.0.div_euclid(MINUTE);
        // Rounded up, so that the last minute is within.
        let end = badge.window.to.0.saturating_add(MINUTE - 1).div_euclid(MINUTE);
        let fields = PassFields {
            id: badge.pass?.0,
            start_min: u32::try_from(begin).unwrap_or_default(),
            // 45 days fit; the house judges the true window.
            duration_min: u16::try_from(end.saturating_sub(begin)).unwrap_or(u16::MAX),
            class: class.pass_code(),
            gates: gate.mask(),
            issue: badge.issue,
        };
        let (id, key) = &self.signing;
        Some(pass::sign(&fields, *id, key, &self.site))
    }
}

/// The text of an invitation: what its QR holds, and what the visitor may type.
pub fn invitation_text(code: InvitationCode) -> String {
    Invitation::new(code.0).code()
}
