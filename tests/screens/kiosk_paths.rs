//! Every screen of the touchscreen is reached by touches, in both languages: from each the guard can be called,
//! every page leads back, and none keeps anything of a visitor who has gone.

use gatehouse::client::{CoreLink, FromCore};
use gatehouse::screens::ui::KioskScreen;
use gatehouse::wire::{Answer, KioskFace, LanguageWord, LeaveAnswer, TroubleWord, Wish};

use crate::kiosk_idle::assert_wiped;
use crate::kiosk_stage::{Stage, arrived};
use crate::stage::{in_both_languages, seconds};

const RULES: &str =
    "I carry nothing forbidden (weapons, explosives, flammable or toxic goods), and I keep to these rules.";
const CONSENT: &str = "Separate consent: the number is checked, only its last four characters are kept.";

/// The touches, keys and news that lead to a screen from welcome; every field on the way is filled in.
type Way = fn(&mut Stage);

/// Declares the way to every screen; a screen without one does not compile.
macro_rules! ways {
    ($($screen:ident: $way:expr),+ $(,)?) => {
        const SCREENS: &[KioskScreen] = &[$(KioskScreen::$screen),+];

        fn way_to(screen: KioskScreen) -> Way {
            match screen { $(KioskScreen::$screen => $way),+ }
        }
    };
}

ways! {
    Welcome: |_| {},
    Notice: |stage| stage.touch("Check in"),
    Name: |stage| goes(stage, KioskScreen::Notice, &["Continue"]),
    Phone: |stage| {
        goes(stage, KioskScreen::Name, &[]);
        stage.type_text("李娜");
        stage.touch("Unit");
        stage.type_text("Suzhou Tools");
        stage.touch("Next");
    },
    Kind: |stage| {
        goes(stage, KioskScreen::Phone, &[]);
        stage.type_text("13812345678");
        stage.touch("Next");
    },
    Host: |stage| goes(stage, KioskScreen::Kind, &["Yes", "Supplier"]),
    Purpose: |stage| {
        goes(stage, KioskScreen::Host, &[]);
        stage.type_text("zhangwei");
        stage.touch("Next");
        stage.find(vec![]);
        stage.touch("Next");
    },
    Companions: |stage| {
        goes(stage, KioskScreen::Purpose, &["Meeting"]);
        stage.opens("Companions", "just me");
    },
    Review: |stage| {
        goes(stage, KioskScreen::Companions, &["Companions"]);
        stage.type_text("王小明");
        stage.touch("Next");
    },
    Booking: |stage| goes(stage, KioskScreen::Welcome, &["I have a booking", "Continue"]),
    BookingByName: |stage| {
        goes(stage, KioskScreen::Booking, &["I have no code: name and phone"]);
        stage.type_text("李娜");
        stage.touch("Your phone");
        stage.type_text("13812345678");
    },
    ComeBack: |stage| {
        stage.touch("I have a number");
        stage.type_text("17");
        stage.touch("Last four digits of your phone");
        stage.type_text("5678");
    },
    PleaseWait: |stage| {
        goes(stage, KioskScreen::Review, &["Submit"]);
        stage.grant(arrived());
        stage.view(KioskFace::PleaseWait, true);
        stage.touch("Back");
    },
    Document: |stage| {
        goes(stage, KioskScreen::PleaseWait, &["Go on with the visitor slip"]);
        stage.opens("Document", "the guard looks at it");
        stage.touch("Resident ID card");
        stage.touch("Document number");
        stage.type_text("320102199003070011");
        stage.touch(CONSENT);
    },
    Things: |stage| {
        goes(stage, KioskScreen::Document, &["Continue with the slip"]);
        stage.opens("Brought along", "none");
        stage.type_text("苏E12345");
        stage.touch("Belongings");
        stage.type_text("spare parts");
    },
    Rules: |stage| goes(stage, KioskScreen::Things, &["Continue with the slip"]),
    Confidentiality: |stage| {
        goes(stage, KioskScreen::Rules, &[RULES]);
        stage.asks_confidentiality();
        stage.touch("Submit");
    },
    Returning: |stage| {
        goes(stage, KioskScreen::Welcome, &["I have been here before", "Continue"]);
        stage.type_text("13812345678");
        stage.touch("Last four characters of your document");
        stage.type_text("002X");
    },
    BadgePrinting: |stage| faces(stage, KioskFace::BadgePrinting, None),
    ComeIn: |stage| faces(stage, KioskFace::ComeIn, None),
    SeeTheGuard: |stage| faces(stage, KioskFace::SeeTheGuard, None),
    Leaving: |stage| stage.touch("Leaving{}"),
    LostBadge: |stage| {
        goes(stage, KioskScreen::Leaving, &["I lost my badge"]);
        stage.type_text("李娜");
    },
    Goodbye: |stage| {
        goes(stage, KioskScreen::Leaving, &[]);
        stage.type_text("GH1MFRGGZDFMZTWQ2LK\n");
        stage.grant(Answer::Leaving { say: LeaveAnswer::Goodbye });
    },
    CoreGone: |stage| stage.say(FromCore::Link(CoreLink::Lost)),
    StoreRefused: |stage| stage.say(FromCore::Trouble(Some(TroubleWord::StoreRefused))),
    Printer: |stage| faces(stage, KioskFace::BadgePrinting, Some(TroubleWord::Printer)),
    PaperOut: |stage| faces(stage, KioskFace::BadgePrinting, Some(TroubleWord::PaperOut)),
    GateStuck: |stage| faces(stage, KioskFace::ComeIn, Some(TroubleWord::GateStuck)),
    ClockWrong: |stage| faces(stage, KioskFace::BadgePrinting, Some(TroubleWord::ClockWrong)),
    Fire: |stage| stage.say(FromCore::Trouble(Some(TroubleWord::Fire))),
    Lockdown: |stage| stage.say(FromCore::Trouble(Some(TroubleWord::Lockdown))),
}

/// Goes to a screen, and on by touches.
fn goes(stage: &mut Stage, screen: KioskScreen, touches: &[&str]) {
    way_to(screen)(stage);
    touches.iter().for_each(|label| stage.touch(label));
}

/// The own visit shows a face, or its trouble.
fn faces(stage: &mut Stage, face: KioskFace, trouble: Option<TroubleWord>) {
    goes(stage, KioskScreen::PleaseWait, &[]);
    stage.view_in_trouble(face, false, trouble);
}

/// Each screen in each language, at a touchscreen of its own.
fn from_every(screens: &[KioskScreen], test: fn(&mut Stage, KioskScreen)) {
    for screen in screens.iter().copied() {
        in_both_languages(move |language| {
            let mut stage = Stage::live(language);
            goes(&mut stage, screen, &[]);
            assert_eq!(stage.screen(), screen);
            test(&mut stage, screen);
        });
    }
}

#[test]
fn from_every_screen_the_guard_can_be_called() {
    from_every(SCREENS, |stage, screen| {
        stage.asked();
        assert!(stage.shows("Call the guard"), "{screen:?}");
        stage.touch("Call the guard");
        assert!(matches!(stage.wish().1, Wish::CallGuard { .. }));
        assert!(stage.shows("Calling the guard …"));
    });
}

#[test]
fn every_page_leads_back_to_the_one_before() {
    const BACK: &[(KioskScreen, KioskScreen)] = &[
        (KioskScreen::Notice, KioskScreen::Welcome),
        (KioskScreen::Name, KioskScreen::Notice),
        (KioskScreen::Phone, KioskScreen::Name),
        (KioskScreen::Kind, KioskScreen::Phone),
        (KioskScreen::Host, KioskScreen::Kind),
        (KioskScreen::Purpose, KioskScreen::Host),
        (KioskScreen::Companions, KioskScreen::Review),
        (KioskScreen::Review, KioskScreen::Purpose),
        (KioskScreen::Booking, KioskScreen::Notice),
        (KioskScreen::BookingByName, KioskScreen::Booking),
        (KioskScreen::ComeBack, KioskScreen::Welcome),
        (KioskScreen::Returning, KioskScreen::Notice),
        (KioskScreen::Document, KioskScreen::Rules),
        (KioskScreen::Things, KioskScreen::Rules),
        (KioskScreen::Rules, KioskScreen::PleaseWait),
        (KioskScreen::Confidentiality, KioskScreen::Rules),
        (KioskScreen::Leaving, KioskScreen::Welcome),
        (KioskScreen::LostBadge, KioskScreen::Leaving),
    ];
    let pages: Vec<KioskScreen> = BACK.iter().map(|(page, _)| *page).collect();
    from_every(&pages, |stage, page| {
        stage.touch("Back");
        let before = BACK.iter().find(|(from, _)| *from == page).map(|(_, to)| *to);
        assert_eq!(Some(stage.screen()), before, "back from {page:?}");
    });
}

#[test]
fn every_message_of_the_own_visit_is_put_away_by_its_button() {
    use KioskScreen as S;
    from_every(&[S::PleaseWait, S::BadgePrinting, S::ComeIn, S::Goodbye], |stage, _| {
        stage.touch("Done");
        assert_eq!(stage.screen(), KioskScreen::Welcome);
    });
    from_every(&[S::SeeTheGuard, S::Printer, S::PaperOut, S::GateStuck, S::ClockWrong], |stage, _| {
        stage.touch("OK");
        assert_eq!(stage.screen(), KioskScreen::Welcome);
    });
}

#[test]
fn every_screen_that_is_left_alone_forgets_its_visitor() {
    use KioskScreen as S;
    // Trouble of the site stays until it is over; behind it nothing is kept.
    let of_the_site = [S::CoreGone, S::StoreRefused, S::Fire, S::Lockdown];
    let own = SCREENS.iter().copied().filter(|screen| !of_the_site.contains(screen));
    from_every(&own.collect::<Vec<_>>(), |stage, _| {
        // The longest a screen stays: a minute without a touch.
        seconds(60);
        stage.speaks_again(LanguageWord::Zh);
        assert_wiped(stage);
    });
}

#[test]
fn trouble_of_the_site_covers_what_was_typed_and_forgets_it_too() {
    for trouble in [TroubleWord::StoreRefused, TroubleWord::Fire, TroubleWord::Lockdown] {
        std::thread::spawn(move || {
            let mut stage = Stage::live(LanguageWord::En);
            goes(&mut stage, KioskScreen::Review, &[]);
            stage.say(FromCore::Trouble(Some(trouble)));
            assert!(!stage.reads("李娜"), "{trouble:?}");
            seconds(60);
            stage.say(FromCore::Trouble(None));
            stage.speaks_again(LanguageWord::Zh);
            assert_wiped(&mut stage);
        })
        .join()
        .expect("wiped");
    }
}
