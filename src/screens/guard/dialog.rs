//! What the panel is asking the guard, and about whom. A dialog keeps its own subject: it stays with its
//! visitor whatever is selected or arrives meanwhile.

use crate::wire::GuardView;

/// Asked about one visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitAsk {
    /// Which document was seen, and its last four characters.
    Document,
    /// No document: who vouches.
    Vouch,
    /// What the host says on the phone.
    CallHost,
    /// Which host it is.
    SetHost,
    /// Which class, and why.
    Class,
    /// Whether administration takes over.
    Administration,
    /// Why the guard admits although administration did not answer.
    AdmitAnyway,
    /// Whether it is the person on the list.
    Mark,
    /// The second part of the slip, written for the visitor.
    Slip,
    /// A correction of the slip's first part.
    Correct,
    /// Which area the badge names, and who has approved it.
    Area,
    /// Numbers of plastic cards.
    Cards,
    /// Who signs.
    SignOff,
    /// Which badge comes back.
    TakeBack,
    /// Why somebody leaves without sign-off or badge.
    LetOut,
    /// How it is known that they have left.
    ConfirmLeft,
    /// Why the visitor is refused.
    Refuse,
    /// First words of an incident.
    Incident,
    /// Why the visitor is let in before the slip is complete.
    Express,
    /// Which manager waives confidentiality.
    Waive,
    /// Why the slip of a visit that is over stays incomplete.
    CloseSlip,
}

/// Asked about one person of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonAsk {
    /// Whether the badge is in the tray.
    Tray,
    /// Whether the paper was spoilt.
    Reprint,
}

/// Asked about an open incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncidentAsk {
    /// Officer and case number.
    Police,
    /// Free words.
    Note,
    /// Why automatic entry goes on.
    ResumeEntry,
    /// The report.
    Close,
}

/// Asked about nobody who is on the panel yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskAsk {
    /// A new visitor by hand.
    ByHand,
    /// A paper visit, afterwards.
    Paper,
    /// Police and inspectors on duty.
    Official,
    /// An incident without a visit.
    Incident,
    /// Somebody in a hurry: name, heads and host.
    Quick,
    /// The incoming guard signs in beside the one on post.
    JoinHandover,
    /// Both sign.
    EndHandover,
    /// Whether nothing is handed over after all.
    BreakOffHandover,
    /// The note for the next shift.
    ShiftNote,
    /// Whether the roll call ends.
    EndRollCall,
}

/// The open dialog of the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// About a visit.
    Visit(VisitAsk, String),
    /// About a person of a visit, by place in the party.
    Person(PersonAsk, String, u8),
    /// About an incident.
    Incident(IncidentAsk, String),
    /// Whether this badge is really lost.
    BadgeLost(u32),
    /// About nobody yet.
    Desk(DeskAsk),
}

/// What is asked for in the bar on top: it lies above every other dialog, so that no half-written form stands before
/// the gate, and none is lost by a look at the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateAsk {
    /// Manual release.
    Override,
    /// Hold the gate open.
    EmergencyOpen,
    /// End of that.
    EmergencyClose,
    /// Nobody comes in.
    Lockdown,
    /// End of that.
    EndLockdown,
    /// The latched fire alarm.
    ResetFire,
    /// Whether the siren is to be heard.
    SoundSiren,
    /// How the badge printer is: not left by what is pressed in it.
    Printer,
}

impl Dialog {
    /// The visit it is about, where it is about one.
    pub fn visit(&self) -> Option<&str> {
        match self {
            Self::Visit(_, visit) | Self::Person(_, visit, _) => Some(visit),
            Self::Incident(..) | Self::BadgeLost(_) | Self::Desk(_) => None,
        }
    }

    /// Whether what it is about is still on the panel.
    pub fn stands(&self, view: &GuardView) -> bool {
        match self {
            Self::Visit(_, visit) | Self::Person(_, visit, _) => {
                view.queue.iter().chain(&view.on_site).any(|card| card.visit == *visit)
                    || view.must_complete.iter().any(|line| line.visit == *visit)
            }
            Self::Incident(_, incident) => view.incidents.iter().any(|line| line.id == *incident),
            Self::BadgeLost(badge) => view.badges.iter().any(|line| line.number == *badge),
            Self::Desk(DeskAsk::EndRollCall) => {
                view.roll_call.as_ref().is_some_and(|roll| roll.ended.is_none())
            }
            Self::Desk(DeskAsk::JoinHandover | DeskAsk::EndHandover | DeskAsk::BreakOffHandover) => {
                view.shift.handover.is_some()
            }
            Self::Desk(_) => true,
        }
    }
}
