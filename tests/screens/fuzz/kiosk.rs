//! One visitor after the other at the touchscreen, and a core that says anything at any time.

use fastrand::Rng;
use gatehouse::client::{CoreLink, FromCore, ToCore};
use gatehouse::screens::ui::{KioskApi, KioskDialog, KioskScreen};
use gatehouse::wire::{
    Answer, HostHit, KindWord, KioskFace, KioskView, LanguageWord, LeaveAnswer, SiteFacts, TroubleWord, Wish,
};
use slint::ComponentHandle;
use slint::platform::PointerEventButton;

use super::hand::{self, Look};
use super::{Acts, marks};
use crate::kiosk_idle::left;
use crate::kiosk_stage::{Stage, problem, site};
use crate::stage::seconds;
use crate::words::word;

const ACTS_MAX: usize = 24;
/// Questions that wait: a core answers late, and sometimes after the visitor has gone.
const PENDING_MAX: usize = 6;
/// Both clocks of the screen, seconds: as short as they may be, for there are many visitors.
const IDLE_S: u32 = 40;
const BACK_S: u32 = 4;
const RULES: &str =
    "I carry nothing forbidden (weapons, explosives, flammable or toxic goods), and I keep to these rules.";
/// Buttons that lead out of where the visitor is.
const WAYS_OUT: [&str; 5] = ["Back", "Start over", "Done", "OK", "Cancel my visit"];
const TROUBLES: [TroubleWord; 8] = [
    TroubleWord::Printer,
    TroubleWord::PaperOut,
    TroubleWord::GateStuck,
    TroubleWord::ClockWrong,
    TroubleWord::StoreRefused,
    TroubleWord::Lockdown,
    TroubleWord::Fire,
    TroubleWord::CoreGone,
];
const FACES: [KioskFace; 8] = [
    KioskFace::PleaseWait,
    KioskFace::PleaseWait,
    KioskFace::PleaseWait,
    KioskFace::PleaseWait,
    KioskFace::BadgePrinting,
    KioskFace::ComeIn,
    KioskFace::SeeTheGuard,
    KioskFace::Over,
];

/// A touchscreen, whoever stands before it, and what the core has not answered yet.
struct Scene {
    stage: Stage,
    chance: Rng,
    acts: Acts,
    visitor: u64,
    /// Questions with the visitor who asked.
    pending: Vec<(u64, ToCore)>,
}

pub fn batch(chance: Rng, acts: Acts, visitors: u64) {
    let mut stage = Stage::live(LanguageWord::Zh);
    let facts = SiteFacts { sign_rules: true, idle_s: IDLE_S, back_to_welcome_s: BACK_S, ..site() };
    stage.say(FromCore::Site(Box::new(facts)));
    let mut scene = Scene { stage, chance, acts, visitor: 0, pending: Vec::new() };
    for visitor in 1..=visitors {
        scene.visitor = visitor;
        scene.acts.tell(format!("--- visitor {visitor}"));
        for _ in 0..scene.chance.usize(1..=ACTS_MAX) {
            let look = scene.check();
            scene.act(&look);
        }
        scene.check();
        scene.is_left_alone();
    }
}

impl Scene {
    fn act(&mut self, look: &Look) {
        match self.chance.u8(0..100) {
            0..35 => hand::touch(look, &mut self.chance, &self.acts),
            35..65 => self.goes_on(look),
            65..74 => {
                let text = marks::text(&mut self.chance, self.visitor);
                hand::types(self.stage.window().window(), &text, &self.acts);
            }
            74..81 => hand::press(self.stage.window().window(), &mut self.chance, &self.acts),
            81..87 => self.scans(),
            87..91 => {
                let gone = self.chance.u32(1..IDLE_S);
                self.acts.tell(format!("waits {gone} s"));
                seconds(gone);
            }
            _ => self.core_speaks(),
        }
        self.core_hears();
    }

    /// What brings a visitor on, so that the last pages are reached too.
    fn goes_on(&self, look: &Look) {
        let (name, phone) = (marks::name(self.visitor), marks::phone(self.visitor));
        let (text, buttons): (&str, &[&str]) = match self.stage.screen() {
            KioskScreen::Welcome => ("", &["Check in"]),
            KioskScreen::Notice => ("", &["Continue"]),
            KioskScreen::Name | KioskScreen::Host | KioskScreen::BookingByName => (&name, &["Next"]),
            KioskScreen::LostBadge => (&name, &["Tell the guard"]),
            KioskScreen::Phone | KioskScreen::Returning => (&phone, &["Next"]),
            KioskScreen::Kind => ("", &["Supplier"]),
            KioskScreen::Purpose => ("", &["Interview"]),
            KioskScreen::Companions => (&name, &["Add", "Next"]),
            KioskScreen::Document | KioskScreen::Things => (&name, &["Continue with the slip"]),
            KioskScreen::PleaseWait => ("", &["Go on with the visitor slip"]),
            KioskScreen::Rules => ("", &[RULES, "Submit"]),
            _ => ("", &["Submit", "Done", "OK"]),
        };
        hand::types(self.stage.window().window(), text, &self.acts);
        let paper = self.word("Sign here with your finger");
        if look.the_one(&paper).is_some() {
            self.acts.tell("signs".to_owned());
            self.stage.sign_on(&paper);
        }
        for button in buttons {
            // The one before may have led to another page.
            if let Some(element) = look.the_one(&self.word(button)).filter(|element| element.is_valid()) {
                self.acts.tell(format!("touches {button:?}"));
                element.mock_single_click(PointerEventButton::Left);
            }
        }
    }

    fn word(&self, english: &str) -> String {
        word(if self.api().get_chinese() { LanguageWord::Zh } else { LanguageWord::En }, english)
    }

    fn api(&self) -> KioskApi<'_> {
        self.stage.window().global::<KioskApi>()
    }

    fn scans(&mut self) {
        let own = marks::name(self.visitor);
        let code = match self.chance.u8(0..6) {
            0 => format!("GHI1QWERTYUIOP{own}"),
            1 => format!("GH1.7.{own}.AAAABBBB"),
            2 => format!("GH9{own}"),
            3 => format!("https://example.org/?{own}"),
            4 => "GH".repeat(400),
            _ => marks::text(&mut self.chance, self.visitor),
        };
        hand::types(self.stage.window().window(), &format!("{code}\n"), &self.acts);
    }

    /// The core takes in what was asked, and mostly answers at once.
    fn core_hears(&mut self) {
        let visitor = self.visitor;
        self.pending.extend(self.stage.asked().into_iter().map(|asked| (visitor, asked)));
        if self.chance.u8(0..10) < 7 {
            while !self.pending.is_empty() {
                self.answers(0);
            }
        }
        let late = self.pending.len().saturating_sub(PENDING_MAX);
        self.pending.drain(..late);
    }

    fn answers(&mut self, at: usize) {
        let (whose, asked) = self.pending.remove(at);
        let refused = self.chance.u8(0..5) == 0;
        let name = marks::name(whose);
        let news = match asked {
            ToCore::FindHosts { ticket, .. } if refused => {
                FromCore::Hosts { ticket, hits: Err(problem(None, &name, &name)) }
            }
            ToCore::FindHosts { ticket, .. } => {
                let hit = |id| HostHit { id, name: format!("{name} {id}"), department: name.clone() };
                FromCore::Hosts { ticket, hits: Ok((0..self.chance.u32(0..4)).map(hit).collect()) }
            }
            ToCore::Wish { ticket, .. } if refused => {
                let fields = [None, Some("name"), Some("phone"), Some("plate"), Some("document_number")];
                let field = fields[self.chance.usize(..fields.len())];
                FromCore::Answered { ticket, answer: Err(problem(field, &name, &name)) }
            }
            ToCore::Wish { ticket, wish } => {
                FromCore::Answered { ticket, answer: Ok(self.answer(whose, &wish)) }
            }
            ToCore::Follow { handle: Some(_) } => FromCore::Visit(self.view(whose)),
            // Of the panel, but for a visit that is left.
            ToCore::Follow { handle: None }
            | ToCore::FindToday { .. }
            | ToCore::Countersign { .. }
            | ToCore::SignIn { .. }
            | ToCore::SignOut => return,
        };
        self.acts.tell(format!("the core answers visitor {whose}: {news:?}"));
        self.stage.say(news);
    }

    fn answer(&mut self, whose: u64, wish: &Wish) -> Answer {
        let (name, phone) = (marks::name(whose), marks::phone(whose));
        match wish {
            Wish::CheckIn { .. }
            | Wish::ArriveByCode { .. }
            | Wish::ArriveByName { .. }
            | Wish::ComeBack { .. } => Answer::Arrived { handle: handle(whose), queue: queue(whose) },
            Wish::Recognise { .. } => Answer::Remembered {
                name: name.clone(),
                unit: name.clone(),
                phone,
                kind: KindWord::Supplier,
                plate: name.clone(),
                host: self.chance.bool().then(|| HostHit {
                    id: 4,
                    name: name.clone(),
                    department: name.clone(),
                }),
                purpose: name,
                language: LanguageWord::En,
            },
            Wish::HandBack { .. } if self.chance.bool() => Answer::Leaving { say: LeaveAnswer::Goodbye },
            Wish::HandBack { .. } => Answer::Leaving { say: LeaveAnswer::SeeTheGuard },
            _ => Answer::Done { seq: 7 },
        }
    }

    fn view(&mut self, whose: u64) -> KioskView {
        let slip = self.chance.bool();
        KioskView {
            face: FACES[self.chance.usize(..FACES.len())],
            queue: queue(whose),
            badges: vec![],
            slip_open: slip,
            slip_asked: slip,
            asks_confidentiality: self.chance.bool(),
            trouble: (self.chance.u8(0..5) == 0).then(|| TROUBLES[self.chance.usize(..TROUBLES.len())]),
        }
    }

    /// News nobody asked for: of this visitor, of the one before, of the site.
    fn core_speaks(&mut self) {
        let news = match self.chance.u8(0..7) {
            0..3 => {
                let whose = self.visitor - u64::from(self.chance.bool());
                FromCore::Visit(self.view(whose))
            }
            3 => FromCore::Trouble(Some(TROUBLES[self.chance.usize(..TROUBLES.len())])),
            4 => FromCore::Trouble(None),
            5 => {
                let whose = self.visitor - u64::from(self.chance.bool());
                FromCore::Forgotten { handle: handle(whose) }
            }
            _ if self.chance.bool() => FromCore::Link(CoreLink::Lost),
            _ => FromCore::Link(CoreLink::Live),
        };
        self.acts.tell(format!("the core says {news:?}"));
        self.stage.say(news);
        if !self.pending.is_empty() {
            let at = self.chance.usize(..self.pending.len());
            self.answers(at);
        }
    }

    /// Nothing of another visitor can be read, and there is a way out.
    fn check(&self) -> Look {
        let look = hand::look(self.stage.window());
        for word in look.words() {
            let others = marks::of_others(word, Some(self.visitor));
            assert!(others.is_empty(), "visitor {} reads {word:?}", self.visitor);
        }
        let (screen, dialog) = (self.stage.screen(), self.api().get_dialog());
        match screen {
            // Everybody's beginning, and what the house has to end.
            KioskScreen::Welcome => {}
            KioskScreen::CoreGone | KioskScreen::Fire => {
                // What makes it easier to read may be opened there, and nothing else.
                let over = [KioskDialog::None, KioskDialog::Easier];
                assert!(over.contains(&dialog), "{dialog:?} lies over {screen:?}");
            }
            KioskScreen::Lockdown | KioskScreen::StoreRefused => {
                let place = self.api().get_place();
                let leaves = self.word("Leaving{}").replace("{}", &place);
                assert!(look.offers(&leaves), "whoever wants to leave can do so");
            }
            // These go back by themselves, which the end of every sequence waits for.
            KioskScreen::BadgePrinting
            | KioskScreen::ComeIn
            | KioskScreen::Printer
            | KioskScreen::PaperOut
            | KioskScreen::GateStuck
            | KioskScreen::ClockWrong => {}
            KioskScreen::Notice
            | KioskScreen::Name
            | KioskScreen::Phone
            | KioskScreen::Kind
            | KioskScreen::Host
            | KioskScreen::Purpose
            | KioskScreen::Companions
            | KioskScreen::Review
            | KioskScreen::Booking
            | KioskScreen::BookingByName
            | KioskScreen::ComeBack
            | KioskScreen::Returning
            | KioskScreen::PleaseWait
            | KioskScreen::Document
            | KioskScreen::Things
            | KioskScreen::Rules
            | KioskScreen::Confidentiality
            | KioskScreen::SeeTheGuard
            | KioskScreen::Leaving
            | KioskScreen::LostBadge
            | KioskScreen::Goodbye => {
                assert!(WAYS_OUT.iter().any(|way| look.offers(&self.word(way))), "no way out of {screen:?}");
            }
        }
        look
    }

    /// The visitor has gone: the screen goes back to its beginning by itself, and nothing of them is left.
    fn is_left_alone(&mut self) {
        self.stage.say(FromCore::Link(CoreLink::Live));
        self.stage.say(FromCore::Trouble(None));
        self.acts.tell("goes away".to_owned());
        seconds(IDLE_S + BACK_S + 1);
        self.core_hears();
        assert_eq!(self.stage.screen(), KioskScreen::Welcome, "the screen goes back by itself");
        assert_eq!(self.api().get_dialog(), KioskDialog::None);
        for word in hand::look(self.stage.window()).words() {
            assert!(marks::of_others(word, None).is_empty(), "{word:?} is left");
        }
        let left = left(self.stage.window());
        assert!(left.is_empty(), "{left:?} is left");
    }
}

/// The handle of a visitor's visit.
fn handle(visitor: u64) -> String {
    format!("handle-of-{}", marks::name(visitor))
}

/// The number a visitor is called by; no two have the same.
fn queue(visitor: u64) -> u32 {
    100 + u32::try_from(visitor).expect("few visitors")
}
