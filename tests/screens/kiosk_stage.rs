//! A touchscreen with a scripted far end.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use gatehouse::client::{CoreLink, FarEnd, FromCore, Line, Ticket, ToCore};
use gatehouse::screens::kiosk::Kiosk;
use gatehouse::screens::senses::Senses;
use gatehouse::screens::ui::{KioskApi, KioskScreen, KioskWindow};
use gatehouse::wire::{
    Answer, HostHit, KioskFace, KioskView, LanguageWord, Problem, ShownText, SiteFacts, SiteText,
    TroubleWord, Wish,
};
use i_slint_backend_testing::ElementHandle;
use slint::platform::{Key, PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition, PhysicalSize};

use crate::stage;
use crate::words::word;

/// The touchscreen under test and the hand that answers it.
pub struct Stage {
    kiosk: Kiosk,
    far: FarEnd,
    language: LanguageWord,
}

impl Stage {
    /// A live touchscreen at welcome, with a visitor who has chosen that language.
    pub fn live(language: LanguageWord) -> Stage {
        let mut stage = Stage::unreached();
        stage.say(FromCore::Link(CoreLink::Live));
        stage.say(FromCore::Site(Box::new(site())));
        stage.speak(language);
        stage
    }

    /// A touchscreen whose core has not answered yet.
    pub fn unreached() -> Stage {
        stage::prepare();
        let (line, far) = Line::new();
        // Keys come without a pause, however busy the machine is.
        let kiosk = Kiosk::with_clock(line, || Duration::ZERO).expect("a window in memory");
        kiosk.window().window().set_size(PhysicalSize::new(1280, 800));
        kiosk.window().show().expect("a window in memory");
        Stage { kiosk, far, language: LanguageWord::Zh }
    }

    /// Is heard through these.
    pub fn is_heard_by(&self, senses: Senses) {
        self.kiosk.sense(senses);
        self.window().global::<KioskApi>().invoke_pump();
    }

    /// A code comes from a scanner that does not type; `None` where it could not be read.
    pub fn scans(&mut self, code: Option<&str>) {
        self.kiosk.code_door().put(code.map(str::to_owned));
        self.kiosk.pump();
    }

    /// Presses one key.
    pub fn press(&self, key: Key) {
        stage::type_text(self.window().window(), &String::from(char::from(key)));
    }

    /// Keeps its place on this shelf, and comes back to what lies there.
    pub fn keeps_its_place_on(&mut self, shelf: &Shelf) {
        let (kept, to) = (shelf.kept(), shelf.clone());
        self.kiosk.keep_place(kept.as_deref(), Box::new(move |line| to.put(line)));
    }

    pub fn window(&self) -> &KioskWindow {
        self.kiosk.window()
    }

    pub fn screen(&self) -> KioskScreen {
        self.window().global::<KioskApi>().get_screen()
    }

    /// The core says something.
    pub fn say(&mut self, news: FromCore) {
        self.far.answers.send(news).expect("the touchscreen listens");
        self.kiosk.pump();
    }

    /// What was asked since the last look.
    pub fn asked(&self) -> Vec<ToCore> {
        self.far.asked.try_iter().collect()
    }

    /// The one wish that was sent since the last look.
    pub fn wish(&self) -> (Ticket, Wish) {
        let mut wishes = self.asked().into_iter().filter_map(|asked| match asked {
            ToCore::Wish { ticket, wish } => Some((ticket, wish)),
            _ => None,
        });
        let one = wishes.next().expect("a wish");
        assert_eq!(wishes.next(), None, "only one wish");
        one
    }

    /// The last wish is answered; gives the wish.
    pub fn grant(&mut self, answer: Answer) -> Wish {
        let (ticket, wish) = self.wish();
        self.say(FromCore::Answered { ticket, answer: Ok(answer) });
        wish
    }

    /// The last wish is refused; gives the wish.
    pub fn refuse(&mut self, field: Option<&str>, title: &str, title_zh: &str) -> Wish {
        let (ticket, wish) = self.wish();
        self.say(FromCore::Answered { ticket, answer: Err(problem(field, title, title_zh)) });
        wish
    }

    /// The last search finds these; gives what was searched.
    pub fn find(&mut self, hits: Vec<HostHit>) -> String {
        let found = self.asked().into_iter().find_map(|asked| match asked {
            ToCore::FindHosts { ticket, query } => Some((ticket, query)),
            _ => None,
        });
        let (ticket, query) = found.expect("a search");
        self.say(FromCore::Hosts { ticket, hits: Ok(hits) });
        query
    }

    /// The own visit shows this face.
    pub fn view(&mut self, face: KioskFace, slip_open: bool) {
        self.view_in_trouble(face, slip_open, None);
    }

    /// The own visit shows this face, and there is trouble.
    pub fn view_in_trouble(&mut self, face: KioskFace, slip_open: bool, trouble: Option<TroubleWord>) {
        self.say(FromCore::Visit(KioskView {
            face,
            queue: 17,
            badges: vec![],
            slip_open,
            slip_asked: slip_open,
            asks_confidentiality: false,
            trouble,
        }));
    }

    /// The visitor is asked to sign for confidentiality.
    pub fn asks_confidentiality(&mut self) {
        self.say(FromCore::Visit(KioskView {
            face: KioskFace::PleaseWait,
            queue: 17,
            badges: vec![],
            slip_open: true,
            slip_asked: true,
            asks_confidentiality: true,
            trouble: None,
        }));
    }

    /// Touches the row of that label that says `value`, both in English words.
    pub fn opens(&self, label: &str, value: &str) {
        stage::touch(self.window(), &format!("{} {}", self.word(label), self.word(value)));
    }

    /// Touches what is called so, in English words; found in the language the screen speaks.
    pub fn touch(&self, english: &str) {
        stage::touch(self.window(), &self.word(english));
    }

    /// Touches what is called so in any language: a name, a department.
    pub fn touch_name(&self, label: &str) {
        stage::touch(self.window(), label);
    }

    pub fn shows(&self, english: &str) -> bool {
        stage::shows(self.window(), &self.word(english))
    }

    /// The sentence in the language the screen speaks.
    pub fn word(&self, english: &str) -> String {
        let place = if self.language == LanguageWord::Zh { "厂" } else { "" };
        word(self.language, english).replace("{}", place)
    }

    pub fn type_text(&self, text: &str) {
        // A look at the window first: the fields of a new screen are made, and the first one takes the focus.
        stage::labels(self.window());
        stage::type_text(self.window().window(), text);
    }

    /// Somewhere on the window stands this text.
    pub fn reads(&self, text: &str) -> bool {
        stage::labels(self.window()).iter().any(|label| label.contains(text))
    }

    /// The visitor chooses a language.
    pub fn speak(&mut self, language: LanguageWord) {
        if self.language != language {
            stage::touch(self.window(), if language == LanguageWord::En { "English" } else { "中文" });
            self.language = language;
        }
    }

    /// The language has changed by itself.
    pub fn speaks_again(&mut self, language: LanguageWord) {
        self.language = language;
    }

    /// What the one field of that label says beneath itself.
    pub fn description(&self, label: &str) -> String {
        let found = ElementHandle::find_by_accessible_label(self.window(), label).next();
        found.and_then(|field| field.accessible_description()).map(String::from).unwrap_or_default()
    }

    /// A finger draws a zigzag on the paper.
    pub fn sign(&self) {
        self.sign_on(&self.word("Sign here with your finger"));
    }

    /// The same on the paper of that label, in the language the screen speaks.
    pub fn sign_on(&self, label: &str) {
        let found = ElementHandle::find_by_accessible_label(self.window(), label).next();
        let paper = found.unwrap_or_else(|| panic!("no paper is called {label:?}"));
        let (at, size) = (paper.absolute_position(), paper.size());
        let height = size.height.min(size.width * 3.0 / 8.0);
        let place = |n: u8| LogicalPosition {
            x: at.x + f32::from(n) * 0.2 * height,
            y: at.y + height * if n.is_multiple_of(2) { 0.3 } else { 0.7 },
        };
        let window = self.window().window();
        let button = PointerEventButton::Left;
        window.dispatch_event(WindowEvent::PointerPressed { position: place(1), button });
        (2..8).for_each(|n| window.dispatch_event(WindowEvent::PointerMoved { position: place(n) }));
        window.dispatch_event(WindowEvent::PointerReleased { position: place(7), button });
    }

    /// The far end goes away.
    pub fn hang_up(&mut self) {
        self.far = Line::new().1;
        self.kiosk.pump();
    }

    pub fn save(&self, path: &std::path::Path) {
        stage::labels(self.window());
        gatehouse::picture::save(self.window().window(), path).expect("a picture");
    }
}

/// What outlives a touchscreen.
#[derive(Clone, Default)]
pub struct Shelf(Arc<Mutex<Vec<Option<String>>>>);

impl Shelf {
    /// What lies there now.
    pub fn kept(&self) -> Option<String> {
        self.0.lock().expect("the shelf").last().cloned().flatten()
    }

    /// How often something was put there or taken away.
    pub fn times(&self) -> usize {
        self.0.lock().expect("the shelf").len()
    }

    pub fn put(&self, line: Option<&str>) {
        self.0.lock().expect("the shelf").push(line.map(str::to_owned));
    }
}

/// An answer that a visit was made.
pub fn arrived() -> Answer {
    Answer::Arrived { handle: "handle-of-the-first-visit-0".to_owned(), queue: 17 }
}

pub fn problem(field: Option<&str>, title: &str, title_zh: &str) -> Problem {
    Problem {
        kind: "urn:gatehouse:refusal:some".to_owned(),
        title: title.to_owned(),
        title_zh: title_zh.to_owned(),
        status: 422,
        code: "some".to_owned(),
        field: field.map(str::to_owned),
        retry_after_s: None,
    }
}

fn shown(words: &str) -> ShownText {
    ShownText { words: words.to_owned(), sha256: String::new() }
}

/// The privacy notice as a core tells it: as long as at a site.
fn notice(text: &str) -> String {
    text.trim_end()
        .replace("{site}", "东方精密机械有限公司")
        .replace("{place}", "厂")
        .replace("{visit_days}", "180")
        .replace("{tail_days}", "30")
        .replace("{remembered_days}", "365")
        .replace("{contact}", "行政部 0512-6688 2100")
}

pub fn site() -> SiteFacts {
    SiteFacts {
        name: "东方精密机械有限公司".to_owned(),
        welcome_zh: "欢迎来到东方精密机械".to_owned(),
        welcome_en: "Welcome to Orient Precision".to_owned(),
        place_word: "厂".to_owned(),
        address: "新区大道 88 号".to_owned(),
        notice_zh: notice(include_str!("../../lang/notice.zh.txt")),
        notice_en: notice(include_str!("../../lang/notice.en.txt")),
        rules: SiteText {
            version: "1".to_owned(),
            zh: shown(include_str!("../../lang/rules.zh.txt")),
            en: shown(include_str!("../../lang/rules.en.txt")),
        },
        sign_rules: false,
        remembered_days: 180,
        confidentiality: SiteText::default(),
        phones: vec![],
        language: LanguageWord::Zh,
        idle_s: 60,
        back_to_welcome_s: 15,
        utc_offset_min: 480,
        gate_name: "东门".to_owned(),
        faces: vec![],
    }
}
