//! Which pictures the tour owes: one of every screen, page and dialog. The lists are those of the screens
//! themselves: a word without a picture does not compile.

use std::collections::BTreeSet;

use slint::ComponentHandle as _;

use crate::screens::ui::{
    GuardApi, GuardDialog, GuardGateDialog, GuardTab, GuardWindow, KioskApi, KioskDialog, KioskScreen,
    KioskWindow,
};

/// Something that is shown and has a picture.
pub(super) trait Pictured: Copy {
    /// The name of its picture; empty for what is nothing to see.
    fn picture(self) -> &'static str;
}

/// A closed list of the screens, and the name of each word's picture.
macro_rules! album {
    ($all:ident of $word:ident { $($item:ident: $name:literal),+ $(,)? }) => {
        const $all: &[$word] = &[$($word::$item),+];

        impl Pictured for $word {
            fn picture(self) -> &'static str {
                match self { $($word::$item => $name),+ }
            }
        }
    };
}

album!(SCREENS of KioskScreen {
    Welcome: "welcome",
    Notice: "privacy-notice",
    Name: "name",
    Phone: "phone",
    Kind: "kind",
    Host: "host",
    Purpose: "purpose",
    Companions: "companions",
    Review: "review",
    Booking: "booking-scan",
    BookingByName: "booking-by-name",
    ComeBack: "come-back",
    Returning: "here-before",
    PleaseWait: "please-wait",
    Document: "document",
    Things: "belongings",
    Rules: "rules",
    Confidentiality: "confidentiality",
    BadgePrinting: "badge-printing",
    ComeIn: "come-in",
    SeeTheGuard: "see-the-guard",
    Leaving: "leaving",
    LostBadge: "lost-badge",
    Goodbye: "goodbye",
    CoreGone: "core-gone",
    StoreRefused: "store-refused",
    Printer: "printer",
    PaperOut: "paper-out",
    GateStuck: "gate-stuck",
    ClockWrong: "clock-wrong",
    Fire: "fire",
    Lockdown: "lockdown",
});

album!(QUESTIONS of KioskDialog {
    None: "",
    StartOver: "start-over",
    Cancel: "cancel",
    Idle: "still-here",
    Easier: "easier-to-read",
    Forget: "forget-me",
});

album!(TABS of GuardTab {
    Queue: "queue",
    Expected: "expected",
    OnSite: "on-site",
    Badges: "badges-out",
    RollCall: "roll-call",
    Incidents: "incidents",
    More: "more",
    Handover: "hand-over",
    Owed: "slips-to-complete",
    Today: "today",
    Keys: "keys",
});

album!(DIALOGS of GuardDialog {
    None: "",
    Document: "document-seen",
    Vouch: "vouch",
    CallHost: "call-host",
    SetHost: "set-host",
    Class: "class",
    Administration: "call-administration",
    AdmitAnyway: "admit-anyway",
    Mark: "face-to-face",
    Slip: "slip",
    Correct: "correct",
    Area: "area",
    Cards: "cards",
    SignOff: "sign-off",
    TakeBack: "take-back",
    LetOut: "let-out",
    ConfirmLeft: "has-left",
    Refuse: "refuse",
    OpenIncident: "new-incident",
    Tray: "tray",
    Reprint: "reprint",
    Police: "police",
    Note: "note",
    ResumeEntry: "resume-entry",
    CloseIncident: "incident-report",
    BadgeLost: "badge-lost",
    ByHand: "by-hand",
    Paper: "paper",
    Official: "officials",
    Express: "let-in-first",
    Waive: "waive-confidentiality",
    CloseSlip: "slip-stays-incomplete",
    Quick: "in-a-hurry",
    JoinHandover: "next-guard",
    EndHandover: "both-sign",
    BreakOffHandover: "break-off",
    ShiftNote: "shift-note",
    EndRollCall: "end-roll-call",
});

album!(GATE_DIALOGS of GuardGateDialog {
    None: "",
    Override: "override",
    EmergencyOpen: "emergency-open",
    EmergencyClose: "emergency-close",
    Lockdown: "lockdown",
    EndLockdown: "end-lockdown",
    ResetFire: "reset-fire",
    SoundSiren: "siren",
    Printer: "printer",
});

/// Nobody has signed in at the panel.
#[derive(Debug, Clone, Copy)]
pub(super) struct SignIn;

impl Pictured for SignIn {
    fn picture(self) -> &'static str {
        "sign-in"
    }
}

/// What the touchscreen shows, uppermost.
pub(super) fn of_kiosk(window: &KioskWindow) -> &'static str {
    let api = window.global::<KioskApi>();
    uppermost(api.get_dialog().picture(), api.get_screen().picture())
}

/// What the panel shows, uppermost.
pub(super) fn of_panel(window: &GuardWindow) -> &'static str {
    let api = window.global::<GuardApi>();
    if !api.get_signed_in() {
        return SignIn.picture();
    }
    let asked = uppermost(api.get_gate_dialog().picture(), api.get_dialog().picture());
    uppermost(asked, api.get_tab().picture())
}

fn uppermost(above: &'static str, below: &'static str) -> &'static str {
    if above.is_empty() { below } else { above }
}

/// The names of all pictures of the touchscreen.
fn kiosk() -> impl Iterator<Item = &'static str> {
    let names = SCREENS.iter().map(|screen| screen.picture());
    names.chain(QUESTIONS.iter().map(|question| question.picture())).filter(|name| !name.is_empty())
}

/// The names of all pictures of the panel.
fn panel() -> impl Iterator<Item = &'static str> {
    let names = TABS.iter().map(|tab| tab.picture()).chain(DIALOGS.iter().map(|dialog| dialog.picture()));
    let names = names.chain(GATE_DIALOGS.iter().map(|dialog| dialog.picture())).chain([SignIn.picture()]);
    names.filter(|name| !name.is_empty())
}

/// Pictures that were taken, of touchscreen and panel.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) kiosk: BTreeSet<&'static str>,
    pub(super) panel: BTreeSet<&'static str>,
}

impl Taken {
    /// What has no picture.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let kiosk = kiosk().filter(|name| !self.kiosk.contains(name));
        kiosk.chain(panel().filter(|name| !self.panel.contains(name))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_has_a_name_of_its_own() {
        for names in [kiosk().collect::<Vec<_>>(), panel().collect()] {
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
        }
    }

    #[test]
    fn a_picture_that_was_not_taken_is_missing() {
        let mut taken = Taken { kiosk: kiosk().collect(), panel: panel().collect() };
        assert_eq!(taken.missing(), Vec::<&str>::new());
        taken.kiosk.remove("fire");
        taken.panel.remove("override");
        assert_eq!(taken.missing(), ["fire", "override"]);
    }
}
