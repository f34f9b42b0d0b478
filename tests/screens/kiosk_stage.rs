//! A touchscreen with a scripted far end.

use gatehouse::client::{CoreLink, FarEnd, FromCore, Line, Ticket, ToCore};
use gatehouse::screens::kiosk::Kiosk;
use gatehouse::screens::ui::{KioskApi, KioskScreen, KioskWindow};
use gatehouse::wire::{Answer, HostHit, KioskFace, KioskView, LanguageWord, Problem, SiteFacts, TroubleWord, Wish};
use slint::{ComponentHandle, PhysicalSize};

use crate::stage;

/// The touchscreen under test and the hand that answers it.
pub struct Stage {
    kiosk: Kiosk,
    far: FarEnd,
}

impl Stage {
    /// A live touchscreen at welcome, in Chinese.
    pub fn live() -> Stage {
        Stage::of_site(site())
    }

    /// A live touchscreen of that site.
    pub fn of_site(site: SiteFacts) -> Stage {
        let mut stage = Stage::unreached();
        stage.say(FromCore::Link(CoreLink::Live));
        stage.say(FromCore::Site(Box::new(site)));
        stage
    }

    /// A touchscreen whose core has not answered yet.
    pub fn unreached() -> Stage {
        stage::prepare();
        let (line, far) = Line::new();
        let kiosk = Kiosk::new(line).expect("a window in memory");
        kiosk.window().window().set_size(PhysicalSize::new(1280, 800));
        kiosk.window().show().expect("a window in memory");
        Stage { kiosk, far }
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
        self.say(FromCore::Visit(KioskView { face, queue: 17, badges: vec![], slip_open, trouble }));
    }

    pub fn touch(&self, label: &str) {
        stage::touch(self.window(), label);
    }

    pub fn shows(&self, label: &str) -> bool {
        stage::shows(self.window(), label)
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

    /// Chinese where the first, English where the second.
    pub fn speak(&self, language: LanguageWord) {
        if language == LanguageWord::En {
            self.touch("English");
        }
    }

    pub fn save(&self, path: &std::path::Path) {
        stage::labels(self.window());
        gatehouse::picture::save(self.window().window(), path).expect("a picture");
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

pub fn site() -> SiteFacts {
    SiteFacts {
        name: "东方精密机械有限公司".to_owned(),
        welcome_zh: "欢迎来到东方精密机械".to_owned(),
        welcome_en: "Welcome to Orient Precision".to_owned(),
        place_word: "厂".to_owned(),
        address: "新区大道 88 号".to_owned(),
        notice_zh: "处理者:东方精密机械有限公司。\n目的:办理来访登记、通知被访人、保障厂区安全。\n处理的信息:姓名、单位、手机号、证件后四位、车牌号、来访事由。\n保存期限:证件后四位 30 天,来访记录 180 天,到期删除。\n联系人:行政部,电话 0512-6666 8888。您可以查询、更正或删除您的信息,也可以不在本机填写,由保安人工登记。".to_owned(),
        notice_en: "Who: Orient Precision Machinery Ltd.\nWhy: to register your visit, to tell your host and to keep the site safe.\nWhat: name, unit, phone, last four characters of a document, vehicle plate, purpose.\nHow long: document 30 days, the visit 180 days, then erased.\nContact: administration, 0512-6666 8888. You may see, correct or erase your data; you may also have the guard register you by hand.".to_owned(),
        rules_zh: "1. 全程佩戴访客证,离厂时归还。\n2. 未经许可不得拍照、录像。\n3. 走人行通道,注意叉车,不触碰设备。\n4. 厂区内禁止吸烟。".to_owned(),
        rules_en: "1. Wear the badge all the time; hand it back when you leave.\n2. No photographs or films without permission.\n3. Keep to the footpaths, mind the forklifts, touch no machine.\n4. No smoking on the site.".to_owned(),
        phones: vec![],
        language: LanguageWord::Zh,
        idle_s: 60,
        back_to_welcome_s: 15,
        utc_offset_min: 480,
        gate_name: "东门".to_owned(),
        faces: vec![],
    }
}
