//! People have queued up before anybody looked: a guard clears them by keys alone. `guard_keys` does it with forty, in
//! memory; each takes seconds in a real window, which has forty in `scripts/test-long` (`QUEUE`).

use std::time::Duration;

use gatehouse::client::{FromCore, Line, ToCore, connect};
use gatehouse::wire::{
    Answer, Draft, HostHit, KindWord, LanguageWord, SignatureDraft, SiteFacts, SlipPapers, SlipParts, Wish,
};
use slint::platform::Key;

use super::pair::Pair;
use super::process::until;
use super::site::{self, Site};
use super::twin::Screen::Guard;
use super::{GONE, Hands, export};

/// People in the queue without `QUEUE`: what the checks of a change have time for.
const QUEUE: usize = 3;
/// How long the core may take to answer on a busy machine.
const ANSWERS: Duration = Duration::from_secs(30);
/// A sender that asks too fast is asked to wait.
const TOO_FAST: u16 = 429;

const DOWN: (&str, Key) = ("Down", Key::DownArrow);
const ENTER: (&str, Key) = ("Return", Key::Return);
const TAB: (&str, Key) = ("Tab", Key::Tab);

/// A touchscreen's line to the core, with nobody in front of it.
struct Desk {
    line: Line,
    last: u64,
    site: Option<SiteFacts>,
}

impl Desk {
    fn at(site: &Site) -> Desk {
        let (line, far) = Line::new();
        connect(far, site.reach("kiosk"), Box::new(|| {})).expect("a line to the core");
        let mut desk = Desk { line, last: 0, site: None };
        let facts = desk.hears(|news| match news {
            FromCore::Site(facts) => Some(*facts),
            _ => None,
        });
        desk.site = Some(facts);
        desk
    }

    fn hears<T>(&self, take: impl Fn(FromCore) -> Option<T>) -> T {
        until("news of the core", ANSWERS, || {
            std::iter::from_fn(|| self.line.heard().expect("a line")).find_map(&take)
        })
    }

    fn finds_the_host(&mut self) -> HostHit {
        self.last += 1;
        let ticket = self.last;
        self.line.ask(ToCore::FindHosts { ticket, query: "wangjianguo".to_owned() }).expect("asked");
        self.hears(|news| match news {
            FromCore::Hosts { hits, .. } => Some(hits.expect("hosts").remove(0)),
            _ => None,
        })
    }

    /// Wishes until it is granted: the core hears nobody more often than fingers can ask.
    fn wishes(&mut self, wish: &Wish) -> Answer {
        loop {
            self.last += 1;
            let ticket = self.last;
            self.line.ask(ToCore::Wish { ticket, wish: wish.clone() }).expect("asked");
            let answer = self.hears(|news| match news {
                FromCore::Answered { ticket: of, answer } if of == ticket => Some(answer),
                _ => None,
            });
            match answer {
                Ok(answer) => return answer,
                Err(problem) => assert_eq!(problem.status, TOO_FAST, "{}", problem.title),
            }
        }
    }

    /// A visitor has filled in the whole slip and signed it.
    fn arrives(&mut self, number: usize, host: &HostHit) {
        let draft = Draft {
            name: name(number),
            unit: "Nordic Steel AB".to_owned(),
            phone: format!("138000{number:05}"),
            kind: KindWord::Supplier,
            leader: false,
            host: Some(host.id),
            host_text: String::new(),
            purpose: "送货或提货".to_owned(),
            companions: Vec::new(),
            language: LanguageWord::Zh,
        };
        let Answer::Arrived { handle, .. } = self.wishes(&Wish::CheckIn { draft }) else {
            panic!("visitor {number} has not arrived")
        };
        let sha256 = self.site.as_ref().expect("the site's facts").rules.zh.sha256.clone();
        let strokes = vec![vec![(100, 200), (400, 80), (700, 220), (900, 90)]];
        let slip = SlipParts { nothing_forbidden: true, rules_agreed: true, ..SlipParts::default() };
        let papers = SlipPapers { rules: Some(SignatureDraft { sha256, strokes }), ..SlipPapers::default() };
        self.wishes(&Wish::CompleteSlip { handle, slip, papers });
    }
}

/// Names have no digits.
fn name(number: usize) -> String {
    let letter = |first: u8, at: usize| char::from(first + u8::try_from(at % 26).expect("a letter"));
    format!("Visitor {}{}", letter(b'A', number / 26), letter(b'a', number))
}

fn queue() -> usize {
    std::env::var("QUEUE").ok().and_then(|people| people.parse().ok()).unwrap_or(QUEUE)
}

fn queue_up(site: &Site) {
    let mut desk = Desk::at(site);
    let host = desk.finds_the_host();
    (1..=queue()).for_each(|number| desk.arrives(number, &host));
}

fn presses(pair: &mut Pair, label: &str, (name, key): (&str, Key)) {
    pair.presses(label, (name, key.into()));
}

#[test]
fn a_guard_clears_the_queue_in_the_real_window_by_keys_alone() {
    let (mut real, twin) = (Site::start(), Site::start());
    std::thread::scope(|both| {
        both.spawn(|| queue_up(&real));
        queue_up(&twin);
    });
    let mut pair = Pair::open(&real, &twin);
    // *Override* comes first, then the language, then the name.
    (0..3).for_each(|_| presses(&mut pair, "姓名或工号", TAB));
    pair.writes(Guard, site::GUARD);
    presses(&mut pair, "登录", TAB);
    pair.writes(Guard, site::PIN);
    presses(&mut pair, "登录", ENTER);
    for number in 1..=queue() {
        presses(&mut pair, &format!("{number} {}", name(number)), DOWN);
        presses(&mut pair, "证件已核验", ENTER);
        pair.sees(Guard, "证件号后四位");
        pair.writes(Guard, "002X");
        presses(&mut pair, "证件有效，人证相符", ENTER);
        presses(&mut pair, "联系被访人", ENTER);
        presses(&mut pair, "同意来访", ENTER);
        presses(&mut pair, "发证", ENTER);
        presses(&mut pair, "已佩戴好，开门", ENTER);
    }
    pair.sees(Guard, "当前无人等候。");
    drop(pair);
    let opened = || export(&real).matches("\"Granted\"").count();
    until("every visitor let in", GONE, || (opened() == queue()).then_some(()));
    real.stop();
}
