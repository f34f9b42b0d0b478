//! What the touchscreen knows and what time does to it. No window, no clock, no line: seconds and news are
//! handed in, questions to the core are taken out.

use crate::client::{CoreLink, FromCore, Ticket, ToCore};
use crate::screens::ui::{KioskCalled, KioskComplaint, KioskDialog, KioskField, KioskScreen};
use crate::settings::Sound;
use crate::wire::{KioskFace, KioskView, LanguageWord, SiteFacts, TroubleWord, Wish};

use super::face::face;
use super::{Place, Typed};

/// Seconds without a touch before all that was typed is wiped, until the site has said its own.
const IDLE_DEFAULT_S: u32 = 60;
/// Seconds the last screen of a visitor stays, until the site has said its own.
const BACK_DEFAULT_S: u32 = 15;
/// Seconds of warning before the wipe, never fewer (EN 301 549, WCAG 2.2.1): enough to read a sentence and press a
/// button, for everybody. The settings leave room for it.
const WARNING_S: u32 = 20;
/// Seconds the answer to *call the guard* stays.
const CALLED_S: u32 = 20;

/// Where the visitor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Nobody is here.
    Welcome,
    /// The privacy notice, before the first field.
    Notice,
    /// Name and unit.
    Name,
    /// Phone.
    Phone,
    /// Kind and rank.
    Kind,
    /// Whom they visit.
    Host,
    /// What for.
    Purpose,
    /// Who is with them.
    Companions,
    /// All of it, before it is sent.
    Review,
    /// I have a booking: scan the invitation.
    Booking,
    /// I have a booking: name and phone.
    BookingByName,
    /// Queue number and phone tail of one who comes back.
    ComeBack,
    /// I have been here before: phone and the end of the document.
    Returning,
    /// The face of the own visit.
    Waiting,
    /// Second part: document.
    Document,
    /// Second part: plate and belongings.
    Things,
    /// Second part: nothing forbidden, rules.
    Rules,
    /// Second part: confidentiality, where it is asked for.
    Confidentiality,
    /// Hand the badge back.
    Leaving,
    /// I lost my badge.
    LostBadge,
    /// The badge is back.
    Goodbye,
    /// The guard has been told and helps.
    SeeTheGuard,
}

impl Page {
    /// Whether the page is about leaving, which nothing but fire and silence may cover.
    pub fn leaves(self) -> bool {
        matches!(self, Page::Leaving | Page::LostBadge | Page::Goodbye | Page::SeeTheGuard)
    }

    /// Whether the page shows the own visit.
    pub fn of_own_visit(self) -> bool {
        self == Page::Waiting || self.of_second_part()
    }

    /// Whether the page belongs to the second part of the slip.
    pub fn of_second_part(self) -> bool {
        matches!(self, Page::Document | Page::Things | Page::Rules | Page::Confidentiality)
    }

    /// Whether the page has a *Back*: the others are left by *Done*, or by themselves.
    pub fn goes_back(self) -> bool {
        !matches!(self, Page::Welcome | Page::Waiting | Page::Goodbye | Page::SeeTheGuard)
    }

    /// Whether there is a field to type in.
    pub fn has_fields(self) -> bool {
        match self {
            Page::Name | Page::Phone | Page::Host | Page::Purpose | Page::Companions => true,
            Page::BookingByName
            | Page::ComeBack
            | Page::Returning
            | Page::Document
            | Page::Things
            | Page::LostBadge => true,
            Page::Welcome | Page::Notice | Page::Kind | Page::Review | Page::Booking | Page::Waiting => false,
            Page::Rules | Page::Confidentiality | Page::Leaving | Page::Goodbye | Page::SeeTheGuard => false,
        }
    }

    /// The screen of this page, while nothing outranks it.
    pub fn screen(self) -> KioskScreen {
        match self {
            Page::Welcome => KioskScreen::Welcome,
            Page::Notice => KioskScreen::Notice,
            Page::Name => KioskScreen::Name,
            Page::Phone => KioskScreen::Phone,
            Page::Kind => KioskScreen::Kind,
            Page::Host => KioskScreen::Host,
            Page::Purpose => KioskScreen::Purpose,
            Page::Companions => KioskScreen::Companions,
            Page::Review => KioskScreen::Review,
            Page::Booking => KioskScreen::Booking,
            Page::BookingByName => KioskScreen::BookingByName,
            Page::ComeBack => KioskScreen::ComeBack,
            Page::Returning => KioskScreen::Returning,
            Page::Waiting => KioskScreen::PleaseWait,
            Page::Document => KioskScreen::Document,
            Page::Things => KioskScreen::Things,
            Page::Rules => KioskScreen::Rules,
            Page::Confidentiality => KioskScreen::Confidentiality,
            Page::Leaving => KioskScreen::Leaving,
            Page::LostBadge => KioskScreen::LostBadge,
            Page::Goodbye => KioskScreen::Goodbye,
            Page::SeeTheGuard => KioskScreen::SeeTheGuard,
        }
    }
}

/// The visit this screen holds the handle of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnVisit {
    /// Its handle.
    pub handle: String,
    /// The number the visitor is called by; 0 until the core has told a screen that was started anew.
    pub queue: u32,
    /// The newest view of it, once one has come.
    pub view: Option<KioskView>,
}

impl OwnVisit {
    /// Its face; the one of everybody who waits, until a view has come.
    pub fn face(&self) -> KioskFace {
        self.view.as_ref().map_or(KioskFace::PleaseWait, |view| view.face)
    }

    /// Whether the visitor is asked to keep what they see to themselves, and has not answered.
    pub fn asks_confidentiality(&self) -> bool {
        self.view.as_ref().is_some_and(|view| view.asks_confidentiality)
    }

    /// Whether the visit waits for the second part of the slip.
    pub fn slip_asked(&self) -> bool {
        self.view.as_ref().is_some_and(|view| view.slip_asked)
    }

    /// Whether the second part of the slip may still be filled in.
    pub fn slip_open(&self) -> bool {
        self.view.as_ref().is_some_and(|view| view.slip_open)
    }
}

/// What is wrong, and with which field.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaint {
    /// The field; `None` of the list for the page as a whole.
    pub field: KioskField,
    /// What is wrong.
    pub what: KioskComplaint,
    /// The core's own sentence, Chinese and English; empty where the screen has one.
    pub told: (String, String),
}

/// What a question was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    CheckIn,
    Arrive,
    ComeBack,
    CompleteSlip,
    Cancel,
    HandBack,
    SayLost,
    Recognise,
    Forget,
}

/// What the visitor came to do, while the notice is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Aim {
    #[default]
    CheckIn,
    Booking,
    /// Somebody who asked to be remembered.
    Returning,
    /// Only to read the notice.
    Read,
}

/// All the touchscreen knows.
pub struct State {
    pub(super) link: CoreLink,
    pub(super) site: Option<Box<SiteFacts>>,
    pub(super) site_trouble: Option<TroubleWord>,
    pub(super) language: LanguageWord,
    pub(super) page: Page,
    pub(super) aim: Aim,
    pub(super) notice_read: bool,
    /// The page was opened from the review and goes back there.
    pub(super) correcting: bool,
    pub(super) typed: Typed,
    pub(super) own: Option<OwnVisit>,
    /// The own visit began at this screen a moment ago.
    pub(super) just_arrived: bool,
    pub(super) complaint: Option<Complaint>,
    pub(super) dialog: KioskDialog,
    pub(super) called: KioskCalled,
    pub(super) called_s: u32,
    pub(super) quiet_s: u32,
    /// Larger words, for this visitor.
    pub(super) larger: bool,
    /// A high contrast, for this visitor.
    pub(super) contrast: bool,
    /// The screen is read aloud, for this visitor.
    pub(super) aloud: bool,
    pub(super) busy: Option<(Ticket, Doing)>,
    /// The code the wish under way was scanned for.
    scanned: Option<String>,
    pub(super) search: Option<Ticket>,
    pub(super) call: Option<Ticket>,
    last_ticket: Ticket,
    out: Vec<ToCore>,
    sounds: Vec<Sound>,
    hush: bool,
}

impl Default for State {
    fn default() -> State {
        State {
            link: CoreLink::Lost,
            site: None,
            site_trouble: None,
            language: LanguageWord::Zh,
            page: Page::Welcome,
            aim: Aim::default(),
            notice_read: false,
            correcting: false,
            typed: Typed::default(),
            own: None,
            just_arrived: false,
            complaint: None,
            dialog: KioskDialog::None,
            called: KioskCalled::No,
            called_s: 0,
            quiet_s: 0,
            larger: false,
            contrast: false,
            aloud: false,
            busy: None,
            scanned: None,
            search: None,
            call: None,
            last_ticket: 0,
            out: Vec::new(),
            sounds: Vec::new(),
            hush: false,
        }
    }
}

/// Whether a screen tells of a trouble that ends every check-in.
fn outranks(screen: KioskScreen) -> bool {
    matches!(
        screen,
        KioskScreen::CoreGone | KioskScreen::Fire | KioskScreen::Lockdown | KioskScreen::StoreRefused
    )
}

impl State {
    /// The screen that is shown now.
    pub fn screen(&self) -> KioskScreen {
        face(self.link, self.trouble(), self.own.as_ref(), self.page)
    }

    /// The trouble that counts: the own visit's where there is one, else the site's.
    pub fn trouble(&self) -> Option<TroubleWord> {
        match self.own.as_ref().and_then(|own| own.view.as_ref()) {
            Some(view) => view.trouble,
            None => self.site_trouble,
        }
    }

    /// Whether the screen that is shown has a field to type in.
    pub fn screen_has_fields(&self) -> bool {
        self.page.has_fields() && self.screen() == self.page.screen()
    }

    /// Where a screen that is started anew should come back to: a visit that was sent, while its pages are shown.
    pub fn place(&self) -> Option<Place> {
        let own = self.own.as_ref().filter(|_| self.page.of_own_visit())?;
        Some(Place { handle: own.handle.clone(), language: self.language })
    }

    /// Comes back to a place after a start; the core is asked how the visit stands. What was typed and not sent is gone.
    pub(super) fn come_to(&mut self, place: Place) {
        self.reset();
        self.language = place.language;
        self.own = Some(OwnVisit { handle: place.handle.clone(), queue: 0, view: None });
        self.page = Page::Waiting;
        // Nobody has touched this screen: what is kept of the place does not get younger.
        self.quiet_s = 1;
        self.out.push(ToCore::Follow { handle: Some(place.handle) });
    }

    /// Whether somebody was here within the last second.
    pub(super) fn is_fresh(&self) -> bool {
        self.quiet_s <= 1
    }

    /// What is to be asked of the core now; empty afterwards.
    pub fn take_questions(&mut self) -> Vec<ToCore> {
        std::mem::take(&mut self.out)
    }

    /// What is to be heard now; empty afterwards.
    pub fn take_sounds(&mut self) -> Vec<Sound> {
        std::mem::take(&mut self.sounds)
    }

    /// Whether what is being read aloud is to end now; asked once.
    pub fn take_hush(&mut self) -> bool {
        std::mem::take(&mut self.hush)
    }

    /// The screen is read aloud from now on, or not: then a sentence that has begun is not read to its end.
    pub(super) fn set_aloud(&mut self, aloud: bool) {
        self.hush |= self.aloud && !aloud;
        self.aloud = aloud;
    }

    pub(super) fn ring(&mut self, sound: Sound) {
        self.sounds.push(sound);
    }

    /// News from the core.
    pub fn hear(&mut self, news: FromCore) {
        let before = self.screen();
        self.take_in(news);
        let now = self.screen();
        if now != before && outranks(now) {
            // Nothing that was being asked lies over it.
            self.dialog = KioskDialog::None;
        }
    }

    fn take_in(&mut self, news: FromCore) {
        match news {
            FromCore::Link(link) => self.link = link,
            FromCore::Site(site) => self.learn_site(site),
            FromCore::Answered { ticket, answer } => self.hear_answer(ticket, answer),
            FromCore::Hosts { ticket, hits } => self.hear_hosts(ticket, hits),
            FromCore::Visit(view) => self.hear_view(view),
            FromCore::Forgotten { handle } => self.hear_forgotten(&handle),
            FromCore::Trouble(trouble) => self.site_trouble = trouble,
            // Of the panel; never sent to a touchscreen.
            FromCore::Heard(_)
            | FromCore::Panel(_)
            | FromCore::Today { .. }
            | FromCore::Signed(_)
            | FromCore::SignedOut => {}
        }
    }

    /// Somebody is here: the wipe is put off.
    pub fn touched(&mut self) {
        self.quiet_s = 0;
        if self.dialog == KioskDialog::Idle {
            self.dialog = KioskDialog::None;
        }
    }

    /// A second has gone by.
    pub fn second(&mut self) {
        self.quiet_s = self.quiet_s.saturating_add(1);
        if self.called != KioskCalled::No {
            self.called_s += 1;
            if self.called_s >= CALLED_S {
                self.called = KioskCalled::No;
            }
        }
        if self.quiet_s >= self.patience_s() {
            self.reset();
        } else if self.is_under_way() && self.left_s() <= WARNING_S {
            if self.dialog != KioskDialog::Idle {
                self.ring(Sound::Warning);
            }
            self.dialog = KioskDialog::Idle;
        }
    }

    /// Seconds until the screen wipes itself, if nobody touches it.
    pub fn left_s(&self) -> u32 {
        self.patience_s().saturating_sub(self.quiet_s)
    }

    /// Wipes all that is of this visitor, the language too.
    pub fn reset(&mut self) {
        if self.own.take().is_some() {
            self.out.push(ToCore::Follow { handle: None });
        }
        self.typed = Typed::default();
        self.page = Page::Welcome;
        self.aim = Aim::default();
        self.notice_read = false;
        self.correcting = false;
        self.complaint = None;
        self.dialog = KioskDialog::None;
        self.called = KioskCalled::No;
        self.quiet_s = 0;
        self.just_arrived = false;
        (self.larger, self.contrast) = (false, false);
        // What was being read may be a name, and the next visitor would hear it.
        self.set_aloud(false);
        self.busy = None;
        self.scanned = None;
        self.search = None;
        self.call = None;
        self.language = self.site.as_ref().map_or(LanguageWord::Zh, |site| site.language);
    }

    /// A wish goes out and its answer is waited for; a second one is not sent meanwhile.
    pub(super) fn wish(&mut self, doing: Doing, wish: Wish) {
        if self.busy.is_none() {
            let ticket = self.ticket();
            self.busy = Some((ticket, doing));
            self.scanned = None;
            self.complaint = None;
            self.out.push(ToCore::Wish { ticket, wish });
        }
    }

    /// The same for a code that was scanned. What cannot be sent now is told: the hand is at the scanner, and nothing
    /// else says that the code was lost. The code under way, read a second time, is not lost.
    pub(super) fn wish_by_code(&mut self, doing: Doing, code: String, wish: Wish) {
        if self.busy.is_none() {
            self.wish(doing, wish);
            self.scanned = Some(code);
        } else if self.scanned.as_ref() != Some(&code) {
            self.ring(Sound::ScanBad);
            self.complain(KioskField::None, KioskComplaint::Again);
        }
    }

    pub(super) fn ask(&mut self, question: ToCore) {
        self.out.push(question);
    }

    pub(super) fn ticket(&mut self) -> Ticket {
        self.last_ticket += 1;
        self.last_ticket
    }

    fn learn_site(&mut self, site: Box<SiteFacts>) {
        let known = self.site.as_ref();
        // A core that comes back takes nothing away from whoever has chosen the other language meanwhile.
        if self.page == Page::Welcome && known.is_none_or(|known| known.language != site.language) {
            self.language = site.language;
        }
        let rewritten =
            |known: &SiteFacts| known.rules != site.rules || known.confidentiality != site.confidentiality;
        if known.is_some_and(|known| rewritten(known)) {
            // Other words stand there now: whoever has signed the old ones reads and signs again.
            self.typed.wipe_ink();
        }
        self.site = Some(site);
    }

    /// Whether the visitor is in the middle of something that a wipe would lose.
    pub(super) fn is_under_way(&self) -> bool {
        let screen = self.screen();
        screen == self.page.screen() && screen != KioskScreen::Welcome && !self.ends()
    }

    /// Whether the screen is the last one of a visitor, to be read and left.
    fn ends(&self) -> bool {
        matches!(
            self.screen(),
            KioskScreen::PleaseWait
                | KioskScreen::BadgePrinting
                | KioskScreen::ComeIn
                | KioskScreen::SeeTheGuard
                | KioskScreen::Goodbye
                | KioskScreen::Printer
                | KioskScreen::PaperOut
                | KioskScreen::GateStuck
                | KioskScreen::ClockWrong
        )
    }

    fn patience_s(&self) -> u32 {
        let (idle, back) = self
            .site
            .as_ref()
            .map_or((IDLE_DEFAULT_S, BACK_DEFAULT_S), |site| (site.idle_s, site.back_to_welcome_s));
        if self.ends() && self.dialog == KioskDialog::None { back } else { idle }
    }
}
