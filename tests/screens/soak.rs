//! Visits without end, through the real screens, with a clock that is turned: what a screen holds does not grow.
//!
//! `VISITS` says how many (`scripts/test-long`: 5,000). The longest frame is told and not judged: it depends on the
//! machine. It is a whole window drawn anew by a build for tests, and so slower than any frame on a display.

use std::time::{Duration, Instant};

use gatehouse::client::FromCore;
use gatehouse::screens::ui::KioskScreen;
use gatehouse::wire::{
    Answer, Card, DocumentWord, GuardView, HostHit, HostReply, KioskFace, LanguageWord, SiteFacts, StateWord,
    StepWord, Wish,
};
use slint::platform::{Key, WindowEvent};
use slint::{ComponentHandle, Window};

use crate::count::held;
use crate::kiosk_stage::{Stage, arrived, site};
use crate::stage::seconds;
use crate::{guard_desk, stage};

/// Visits without `VISITS`: what the checks of a change have time for.
const VISITS: u32 = 200;
/// Visits after which a screen has everything it needs; with few visits, a quarter of them.
const SETTLED: u32 = 500;
/// How often memory is looked at behind them.
const LOOKS: u32 = 20;
/// What it may grow by, in hundredths.
const GROWTH_MAX: i64 = 5;
/// What a frame should take at most; told, not judged.
const FRAME_GOAL: Duration = Duration::from_millis(200);
const RULES: &str =
    "I carry nothing forbidden (weapons, explosives, flammable or toxic goods), and I keep to these rules.";

/// What has been measured so far.
#[derive(Default)]
struct Measured {
    longest: Duration,
    base: Option<i64>,
    most: i64,
}

impl Measured {
    /// Draws the whole window.
    fn frame(&mut self, window: &Window) {
        let begin = Instant::now();
        window.take_snapshot().expect("a picture");
        self.longest = self.longest.max(begin.elapsed());
    }

    /// Looks at the memory now and then, always where nobody is in front of the screen.
    fn look(&mut self, visit: u32, visits: u32) {
        let settled = SETTLED.min(visits / 4);
        let every = ((visits - settled) / LOOKS).max(1);
        if visit == settled {
            self.base = Some(held());
        }
        if visit >= settled && ((visit - settled).is_multiple_of(every) || visit == visits) {
            self.most = self.most.max(held());
        }
    }

    fn tell(&self, screen: &str, visits: u32) {
        let base = self.base.expect("enough visits");
        println!(
            "{screen}, {visits} visits: {base} bytes held once settled, {} at most behind that;",
            self.most
        );
        let (longest, goal) = (self.longest.as_millis(), FRAME_GOAL.as_millis());
        println!("longest frame {longest} ms (goal {goal} ms)");
        let most = base + base * GROWTH_MAX / 100;
        assert!(self.most <= most, "{} bytes after many visits, {base} after the first ones", self.most);
    }
}

fn visits() -> u32 {
    std::env::var("VISITS").ok().and_then(|visits| visits.parse().ok()).unwrap_or(VISITS)
}

/// Every visitor has a name of their own.
fn name(visit: u32) -> String {
    let place = |step: u32, of: &str| {
        let signs: Vec<char> = of.chars().collect();
        signs[(visit / step) as usize % signs.len()]
    };
    let (family, given) = ("王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋");
    format!("{}{}{} {visit}", place(1, family), place(10, given), place(100, given))
}

/// One visit at the touchscreen, from the first touch until the screen is the next visitor's.
fn at_the_kiosk(stage: &mut Stage, visit: u32, measured: &mut Measured) {
    stage.speak(if visit.is_multiple_of(2) { LanguageWord::Zh } else { LanguageWord::En });
    stage.touch("Check in");
    stage.touch("Continue");
    stage.type_text(&name(visit));
    measured.frame(stage.window().window());
    stage.touch("Next");
    stage.type_text("13812345678");
    for label in ["Next", "Supplier"] {
        stage.touch(label);
    }
    stage.type_text("wangfang");
    stage.touch("Next");
    stage.find(vec![HostHit { id: 4, name: "王芳".to_owned(), department: "采购部".to_owned() }]);
    measured.frame(stage.window().window());
    stage.touch_name("采购部 王芳");
    stage.touch("Interview");
    measured.frame(stage.window().window());
    stage.touch("Submit");
    stage.grant(arrived());
    stage.view(KioskFace::PleaseWait, true);
    stage.touch(RULES);
    stage.sign();
    measured.frame(stage.window().window());
    stage.asked();
    stage.touch("Submit");
    stage.grant(Answer::Done { seq: 9 });
    stage.view(KioskFace::BadgePrinting, false);
    stage.view(KioskFace::ComeIn, false);
    measured.frame(stage.window().window());
    seconds(site().back_to_welcome_s + 1);
    assert_eq!(stage.screen(), KioskScreen::Welcome, "visit {visit}");
    stage.speaks_again(LanguageWord::Zh);
    measured.frame(stage.window().window());
    stage.asked();
}

#[test]
fn the_touchscreen_holds_no_more_after_many_visits_than_after_the_first_ones() {
    let (visits, mut measured) = (visits(), Measured::default());
    stage::prepare_to_last();
    let mut stage = Stage::live(LanguageWord::Zh);
    stage.say(FromCore::Site(Box::new(SiteFacts { sign_rules: true, ..site() })));
    for visit in 1..=visits {
        at_the_kiosk(&mut stage, visit, &mut measured);
        measured.look(visit, visits);
    }
    measured.tell("the touchscreen", visits);
}

fn press(desk: &guard_desk::Desk, key: char) {
    let (window, text) = (desk.panel.window().window(), slint::SharedString::from(key));
    window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
    window.dispatch_event(WindowEvent::KeyReleased { text });
    i_slint_backend_testing::mock_elapsed_time(guard_desk::SETTLED);
}

/// One visit at the panel, by keys: document, host, badge, gate, and gone.
fn at_the_panel(desk: &guard_desk::Desk, visit: u32, measured: &mut Measured) {
    let mut card = guard_desk::card(visit, &name(visit), StateWord::AwaitingIdentity, StepWord::SeeDocument);
    let shows = |card: &Card| {
        let view = GuardView { queue: vec![card.clone()], ..guard_desk::view() };
        desk.hear(FromCore::Panel(Box::new(view)));
    };
    let id = card.visit.clone();
    shows(&card);
    press(desk, Key::DownArrow.into());
    measured.frame(desk.panel.window().window());
    press(desk, '\n');
    stage::type_text(desk.panel.window().window(), "002X");
    measured.frame(desk.panel.window().window());
    press(desk, '\n');
    let document = DocumentWord::ResidentIdentity;
    assert_eq!(desk.wish(), Wish::SeeDocument { visit: id.clone(), document, number: "002X".to_owned() });
    card.next = StepWord::CallHost;
    shows(&card);
    press(desk, '\n');
    measured.frame(desk.panel.window().window());
    press(desk, '\n');
    assert_eq!(desk.wish(), Wish::HostSaid { visit: id.clone(), reply: HostReply::Agrees });
    card.next = StepWord::IssueBadge;
    shows(&card);
    press(desk, '\n');
    assert_eq!(desk.wish(), Wish::IssueBadge { visit: id.clone(), area: String::new() });
    card.next = StepWord::Open;
    shows(&card);
    press(desk, '\n');
    assert_eq!(desk.wish(), Wish::Open { visit: id, person: None });
    desk.hear(FromCore::Panel(Box::new(guard_desk::view())));
    measured.frame(desk.panel.window().window());
}

#[test]
fn the_panel_holds_no_more_after_many_visits_than_after_the_first_ones() {
    let (visits, mut measured) = (visits(), Measured::default());
    stage::prepare_to_last();
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::view());
    desk.asked();
    for visit in 1..=visits {
        at_the_panel(&desk, visit, &mut measured);
        measured.look(visit, visits);
    }
    measured.tell("the panel", visits);
}
