//! Every page and every sheet of the panel is reached by touches, in both languages, and has a way back; what is
//! said in each goes out as one wish.

use gatehouse::client::FromCore;
use gatehouse::screens::ui::{GuardApi, GuardDialog, GuardGateDialog, GuardTab};
use gatehouse::wire::{
    AdmitAlone, BadgeState, Card, ConfidentialityWord, GateLook, GuardView, IncidentStepWord, LanguageWord,
    SirenLook, StateWord, StepWord, Wish,
};
use slint::ComponentHandle;

use crate::guard_desk::{self, Desk, NOW, badged};
use crate::stage::in_both_languages;
use crate::words::word;
use crate::{guard_areas, guard_expected, guard_shift};

/// The one sentence with a count that is touched.
const OWED: &str = "Slips to be completed {}";
const VISIT: &str = "G1-000007";

/// Where a sheet is asked for.
#[derive(Clone, Copy)]
enum At {
    /// On the card of a visitor.
    Card(fn(&mut Card)),
    /// On a page, of a morning.
    Page(fn() -> GuardView, &'static str),
}

/// Declares the way to every sheet: where, and what is touched there. One without a way does not compile.
macro_rules! sheets {
    ($($sheet:ident: $at:expr, $touches:expr;)+) => {
        const SHEETS: &[GuardDialog] = &[$(GuardDialog::$sheet),+];

        fn way_to(sheet: GuardDialog) -> (At, &'static [&'static str]) {
            match sheet {
                $(GuardDialog::$sheet => ($at, &$touches),)+
                GuardDialog::None => panic!("that is no sheet"),
            }
        }
    };
}

sheets! {
    Document: At::Card(|card| card.next = StepWord::SeeDocument), ["Document seen"];
    Vouch: At::Card(|card| card.next = StepWord::SeeDocument), ["No document, host vouches"];
    CallHost: At::Card(|card| card.next = StepWord::CallHost), ["Call host"];
    SetHost: At::Card(|card| card.next = StepWord::CallHost), ["Call host", "Another host"];
    Class: At::Card(|_| {}), ["Change class"];
    Administration: At::Card(|card| card.next = StepWord::CallAdministration), ["Call administration"];
    AdmitAnyway: At::Card(|card| {
        card.next = StepWord::CallAdministration;
        card.admit_alone = Some(AdmitAlone::Now);
    }),
        ["Call administration", "Admit without administration"];
    Mark: At::Card(|card| card.next = StepWord::CheckMark), ["Check face to face"];
    Slip: At::Card(|card| card.next = StepWord::WaitForSlip), ["Fill in the slip for the visitor"];
    Correct: At::Card(|_| {}), ["Correct the slip"];
    Area: At::Card(|card| *card = guard_areas::view(|_| {}).queue.remove(0)), ["Choose the area"];
    Cards: At::Card(|card| card.cards = 1), ["Numbered cards"];
    SignOff: At::Card(|card| card.next = StepWord::SignOff), ["Sign off"];
    TakeBack: At::Card(|card| {
        card.next = StepWord::TakeBadgeBack;
        card.persons = [107, 108].map(|no| badged(0, "李建国", no, BadgeState::OnLoan, true)).into();
    }), ["Take badge back"];
    LetOut: At::Card(|card| card.next = StepWord::LetOut), ["Let out{}"];
    ConfirmLeft: At::Card(|card| card.state = StateWord::Overdue), ["Has left already{}"];
    Refuse: At::Card(|_| {}), ["Refuse"];
    OpenIncident: At::Card(|_| {}), ["Incident"];
    Tray: At::Card(|card| {
        card.next = StepWord::IsItInTheTray;
        card.persons = vec![badged(0, "李建国", 107, BadgeState::Unclear, false)];
    }), ["Is the badge in the tray?"];
    Reprint: At::Card(|card| card.persons = vec![badged(0, "李建国", 107, BadgeState::OnLoan, false)]),
        ["Reprint"];
    BadgeLost: At::Page(one_badge, "Badges out"), ["Lost"];
    ByHand: At::Page(guard_desk::view, "More"), ["New visitor by hand"];
    Paper: At::Page(guard_desk::view, "More"), ["Paper visit, entered later"];
    Official: At::Page(guard_desk::view, "More"), ["Officials on duty"];
    Police: At::Page(guard_desk::incident_view, "Incidents"), ["110 called"];
    Note: At::Page(guard_desk::incident_view, "Incidents"), ["Note"];
    ResumeEntry: At::Page(guard_desk::incident_view, "Incidents"), ["Resume entry"];
    CloseIncident: At::Page(guard_desk::incident_view, "Incidents"), ["Close with a report"];
    Express: At::Card(|_| {}), ["Let in now, slip later"];
    Waive: At::Card(|card| card.confidentiality = Some(ConfidentialityWord::Refused)), ["Waive confidentiality"];
    CloseSlip: At::Page(guard_shift::owed, "More"), [OWED, "Cannot be completed"];
    Quick: At::Page(guard_desk::view, "More"), ["In a hurry: name, heads, host"];
    JoinHandover: At::Page(guard_shift::begun, "More"), ["Hand over the shift", "Next guard signs in"];
    EndHandover: At::Page(guard_shift::joined, "More"), ["Hand over the shift", "Both sign"];
    BreakOffHandover: At::Page(guard_shift::joined, "More"), ["Hand over the shift", "Break off"];
    ShiftNote: At::Page(guard_shift::on_post, "More"), ["Hand over the shift", "Note for next shift"];
    EndRollCall: At::Page(guard_shift::roll_call, "Roll call"), ["End the roll call"];
}

/// Badge 150 is out.
fn one_badge() -> GuardView {
    let mut view = guard_desk::busy_view();
    view.badges.truncate(1);
    view
}

/// A panel in one language, touched and read by English words.
struct Hand {
    desk: Desk,
    language: LanguageWord,
}

impl Hand {
    fn say(&self, english: &str) -> String {
        // Sentences with the site's own word in them.
        const WITH_PLACE: [&str; 3] = ["On site{}", "Let out{}", "Has left already{}"];
        let said = word(self.language, english);
        if WITH_PLACE.contains(&english) {
            said.replace("{}", self.place())
        } else if english == OWED {
            said.replace("{}", "1")
        } else {
            said
        }
    }

    /// The word of the site in a Chinese sentence.
    fn place(&self) -> &'static str {
        if self.language == LanguageWord::Zh { "厂" } else { "" }
    }

    fn touch(&self, english: &str) {
        self.desk.touch_top(&self.say(english));
    }

    fn write(&self, english: &str, text: &str) {
        self.desk.write(&self.say(english), text);
    }

    fn sees(&self, view: GuardView) {
        self.desk.hear(FromCore::Panel(Box::new(view)));
    }

    fn sheet(&self) -> GuardDialog {
        self.desk.panel.window().global::<GuardApi>().get_dialog()
    }

    /// Goes to a sheet by touches.
    fn opens(&self, sheet: GuardDialog) {
        let (at, touches) = way_to(sheet);
        match at {
            At::Card(change) => {
                let mut view = guard_desk::view();
                let mut card = guard_desk::card(7, "李建国", StateWord::AwaitingIdentity, StepWord::Nothing);
                change(&mut card);
                let row = guard_desk::row(&card);
                view.queue.push(card);
                self.sees(view);
                self.touch("Queue");
                self.desk.touch(&row);
            }
            At::Page(view, page) => {
                self.sees(view());
                self.touch(page);
            }
        }
        touches.iter().for_each(|label| self.touch(label));
        assert_eq!(self.sheet(), sheet, "{:?}", self.language);
    }

    /// The open sheet is left with this button, and wishes this.
    fn wishes(&self, button: &str, wish: Wish) {
        self.touch(button);
        assert_eq!(self.desk.wish(), wish);
        assert_eq!(self.sheet(), GuardDialog::None, "answered, so closed");
    }
}

/// A panel with a guard, in each language.
fn in_both(test: fn(&Hand)) {
    in_both_languages(move |language| {
        test(&Hand { desk: guard_desk::with(language, guard_desk::view()), language });
    });
}

fn visit() -> String {
    VISIT.to_owned()
}

#[test]
fn every_page_is_one_touch_away() {
    in_both(|hand| {
        hand.sees(guard_expected::day());
        for (label, page) in [
            (hand.say("Expected"), GuardTab::Expected),
            (hand.say("On site{}"), GuardTab::OnSite),
            (hand.say("Badges out"), GuardTab::Badges),
            (hand.say("Roll call"), GuardTab::RollCall),
            (hand.say("Incidents"), GuardTab::Incidents),
            (hand.say("More"), GuardTab::More),
            (hand.say("Queue"), GuardTab::Queue),
        ] {
            hand.desk.touch_top(&label);
            assert_eq!(hand.desk.panel.window().global::<GuardApi>().get_tab(), page);
        }
        hand.touch("More");
        hand.touch("Sign out");
        hand.desk.asked();
        hand.desk.hear(FromCore::SignedOut);
        assert!(hand.desk.shows(&hand.say("Guard sign-in")));
    });
}

#[test]
fn every_sheet_is_reached_and_left_by_touches() {
    in_both(|hand| {
        for sheet in SHEETS.iter().copied() {
            hand.opens(sheet);
            hand.touch("Back");
            assert_eq!(hand.sheet(), GuardDialog::None, "{sheet:?}");
            assert!(hand.desk.asked().is_empty(), "{sheet:?} wished for something");
        }
    });
}

#[test]
fn every_sheet_of_the_gate_is_reached_and_left_by_touches() {
    in_both(|hand| {
        for (look, label, sheet) in [
            (GateLook::Shut, "Override", GuardGateDialog::Override),
            (GateLook::Shut, "Emergency open", GuardGateDialog::EmergencyOpen),
            (GateLook::EmergencyOpen, "Close the gate again", GuardGateDialog::EmergencyClose),
            (GateLook::Shut, "Lockdown", GuardGateDialog::Lockdown),
            (GateLook::Lockdown, "End lockdown", GuardGateDialog::EndLockdown),
            (GateLook::FireOpen, "Reset fire alarm", GuardGateDialog::ResetFire),
            (GateLook::Shut, "Sound the siren", GuardGateDialog::SoundSiren),
            (GateLook::Shut, "Printer ready", GuardGateDialog::Printer),
        ] {
            let mut view = guard_desk::view();
            view.gate.look = look;
            view.gate.siren = SirenLook::Quiet;
            hand.sees(view);
            hand.touch(label);
            let opened = || hand.desk.panel.window().global::<GuardApi>().get_gate_dialog();
            assert_eq!(opened(), sheet);
            hand.touch("Back");
            assert_eq!(opened(), GuardGateDialog::None, "{sheet:?}");
        }
    });
}

#[test]
fn what_is_said_of_a_visitor_goes_out() {
    in_both(|hand| {
        hand.opens(GuardDialog::AdmitAnyway);
        hand.touch("Host is here");
        let reason = hand.say("Host is here");
        hand.wishes("Admit", Wish::AdmitWithoutAdministration { visit: visit(), reason });

        hand.opens(GuardDialog::ConfirmLeft);
        hand.touch("Seen leaving");
        let reason = hand.say("Seen leaving");
        hand.wishes("Has left", Wish::ConfirmLeft { visit: visit(), reason });

        hand.opens(GuardDialog::Correct);
        hand.write("Unit", "苏州精工");
        hand.touch("Misspelt");
        let corrected = Wish::CorrectSlip {
            visit: visit(),
            names: None,
            unit: Some("苏州精工".into()),
            phone: None,
            purpose: None,
            slip: None,
            reason: hand.say("Misspelt"),
        };
        hand.wishes("Correct", corrected);

        hand.opens(GuardDialog::Administration);
        hand.wishes("No answer", Wish::AdministrationSaid { visit: visit(), acknowledged: false });

        hand.opens(GuardDialog::BadgeLost);
        hand.wishes("Revoke the badge", Wish::BadgeLost { badge: 150 });
    });
}

#[test]
fn what_is_written_at_the_desk_goes_out() {
    in_both(|hand| {
        hand.opens(GuardDialog::ByHand);
        hand.write("Name", "赵敏");
        hand.write("Purpose", "应聘");
        hand.touch("Record the visit");
        let Wish::EnterByHand { draft, slip: None } = hand.desk.wish() else { panic!("by hand") };
        assert_eq!((draft.name.as_str(), draft.language), ("赵敏", hand.language));

        hand.opens(GuardDialog::Paper);
        hand.write("Name", "赵敏");
        hand.write("Purpose", "送货");
        hand.write("Arrived at", "9:05");
        hand.write("Left at", "9:30");
        hand.touch("Record the visit");
        let Wish::EnterPaperVisit { paper } = hand.desk.wish() else { panic!("on paper") };
        assert_eq!((paper.arrived, paper.left), (NOW, Some(NOW + 25 * 60_000)));

        hand.opens(GuardDialog::Official);
        hand.write("Unit", "市应急管理局");
        hand.write("Certificate number", "沪01-778");
        hand.write("Purpose", "安全检查");
        let official = Wish::AdmitOfficial {
            unit: "市应急管理局".into(),
            certificate: "沪01-778".into(),
            heads: 1,
            purpose: "安全检查".into(),
        };
        hand.wishes("Certificate seen, let in", official);
    });
}

#[test]
fn what_is_said_of_an_incident_goes_out() {
    in_both(|hand| {
        let incident = || "I-3".to_owned();
        let step = |step, text: &str| Wish::IncidentStep { incident: incident(), step, text: text.into() };

        hand.opens(GuardDialog::Police);
        hand.wishes("110 called", step(IncidentStepWord::PoliceCalled, ""));

        hand.opens(GuardDialog::Police);
        hand.write("Officer (may follow as a note)", "张警官");
        hand.wishes("110 called", step(IncidentStepWord::PoliceCalled, "张警官"));

        hand.opens(GuardDialog::Note);
        hand.write("What happened", "门卫在场");
        hand.wishes("Write it down", step(IncidentStepWord::Note, "门卫在场"));

        hand.opens(GuardDialog::ResumeEntry);
        hand.touch("Others are waiting");
        let reason = hand.say("Others are waiting");
        hand.wishes("Resume entry", Wish::ResumeEntry { incident: incident(), reason });

        hand.opens(GuardDialog::CloseIncident);
        hand.write("Report", "劝离后自行离开,无人受伤,无物品损坏。");
        let report = "劝离后自行离开,无人受伤,无物品损坏。".to_owned();
        hand.wishes("Close the incident", Wish::CloseIncident { incident: incident(), report });

        hand.touch("New incident");
        assert_eq!(hand.sheet(), GuardDialog::OpenIncident);
        hand.touch("Does not leave");
        hand.touch("Open an incident");
        let yes = hand.say("Yes: {}").replace("{}", &hand.say("Open an incident"));
        hand.desk.touch_top(&yes);
        let text = hand.say("Does not leave");
        assert_eq!(hand.desk.wish(), Wish::OpenIncident { visit: None, text });
    });
}

#[test]
fn what_is_decided_at_the_gate_goes_out() {
    in_both(|hand| {
        let looks = |look| {
            let mut view = guard_desk::view();
            view.gate.look = look;
            hand.sees(view);
        };
        let twice = |deed: &str| {
            hand.touch(deed);
            assert!(hand.desk.asked().is_empty(), "looked at twice");
            hand.desk.touch_top(&hand.say("Yes: {}").replace("{}", &hand.say(deed)));
        };
        hand.touch("Override");
        hand.touch("Medical help");
        hand.touch("Open the gate now");
        assert_eq!(hand.desk.wish(), Wish::Override { reason: hand.say("Medical help") });

        hand.touch("Emergency open");
        hand.touch("Ambulance");
        twice("Hold the gate open");
        assert_eq!(hand.desk.wish(), Wish::EmergencyOpen { reason: hand.say("Ambulance") });
        looks(GateLook::EmergencyOpen);
        hand.touch("Close the gate again");
        hand.touch("Close the gate");
        assert_eq!(hand.desk.wish(), Wish::EmergencyClose);

        hand.touch("Lockdown");
        hand.touch("Drill");
        twice("Lock the gate to entry");
        assert_eq!(hand.desk.wish(), Wish::Lockdown { reason: hand.say("Drill") });
        looks(GateLook::Lockdown);
        hand.touch("End lockdown");
        hand.touch("Drill has ended");
        hand.touch("Resume entry");
        assert_eq!(hand.desk.wish(), Wish::EndLockdown { reason: hand.say("Drill has ended") });

        looks(GateLook::FireOpen);
        hand.touch("Reset fire alarm");
        hand.touch("Reset fire alarm");
        assert_eq!(hand.desk.wish(), Wish::ResetFire);
    });
}
