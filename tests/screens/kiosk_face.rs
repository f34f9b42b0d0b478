//! Which screen is shown, without a window.

use gatehouse::client::CoreLink::{Live, Lost};
use gatehouse::screens::kiosk::face::{face, notice};
use gatehouse::screens::kiosk::{OwnVisit, Page};
use gatehouse::screens::ui::KioskScreen;
use gatehouse::wire::{KioskFace, KioskView, TroubleWord};

const PAGES: [Page; 20] = [
    Page::Welcome,
    Page::Notice,
    Page::Name,
    Page::Phone,
    Page::Kind,
    Page::Host,
    Page::Purpose,
    Page::Companions,
    Page::Review,
    Page::Booking,
    Page::BookingByName,
    Page::ComeBack,
    Page::Waiting,
    Page::Document,
    Page::Things,
    Page::Rules,
    Page::Leaving,
    Page::LostBadge,
    Page::Goodbye,
    Page::SeeTheGuard,
];

const FACES: [KioskFace; 4] =
    [KioskFace::PleaseWait, KioskFace::BadgePrinting, KioskFace::ComeIn, KioskFace::SeeTheGuard];

fn own(face: KioskFace) -> OwnVisit {
    let view = KioskView {
        face,
        queue: 3,
        badges: vec![],
        slip_open: true,
        slip_asked: true,
        asks_confidentiality: false,
        trouble: None,
    };
    OwnVisit { handle: "h".to_owned(), queue: 3, view: Some(view) }
}

#[test]
fn without_the_core_every_page_sends_the_visitor_to_the_guard() {
    for page in PAGES {
        for trouble in TroubleWord::ALL {
            assert_eq!(face(Lost, Some(*trouble), None, page), KioskScreen::CoreGone);
        }
        assert_eq!(face(Lost, None, Some(&own(KioskFace::ComeIn)), page), KioskScreen::CoreGone);
        assert_eq!(face(Live, Some(TroubleWord::CoreGone), None, page), KioskScreen::CoreGone);
    }
}

#[test]
fn fire_outranks_every_page_and_every_visit() {
    for page in PAGES {
        assert_eq!(face(Live, Some(TroubleWord::Fire), None, page), KioskScreen::Fire);
        for each in FACES {
            assert_eq!(face(Live, Some(TroubleWord::Fire), Some(&own(each)), page), KioskScreen::Fire);
        }
    }
}

#[test]
fn lockdown_and_a_refusing_store_stop_everything_but_leaving() {
    for (trouble, screen) in [
        (TroubleWord::Lockdown, KioskScreen::Lockdown),
        (TroubleWord::StoreRefused, KioskScreen::StoreRefused),
    ] {
        for page in PAGES {
            let shown = face(Live, Some(trouble), None, page);
            assert_eq!(shown == screen, !page.leaves(), "{page:?}");
        }
        assert_eq!(face(Live, Some(trouble), Some(&own(KioskFace::ComeIn)), Page::Waiting), screen);
    }
}

#[test]
fn a_trouble_stops_only_those_whose_next_step_it_stops() {
    let shown = |trouble, each| face(Live, Some(trouble), Some(&own(each)), Page::Waiting);
    assert_eq!(shown(TroubleWord::Printer, KioskFace::BadgePrinting), KioskScreen::Printer);
    assert_eq!(shown(TroubleWord::PaperOut, KioskFace::BadgePrinting), KioskScreen::PaperOut);
    assert_eq!(shown(TroubleWord::PaperOut, KioskFace::ComeIn), KioskScreen::ComeIn);
    assert_eq!(notice(Some(TroubleWord::PaperOut), KioskScreen::Welcome), Some(TroubleWord::PaperOut));
    assert_eq!(shown(TroubleWord::Printer, KioskFace::ComeIn), KioskScreen::ComeIn);
    assert_eq!(shown(TroubleWord::Printer, KioskFace::PleaseWait), KioskScreen::PleaseWait);
    assert_eq!(shown(TroubleWord::GateStuck, KioskFace::ComeIn), KioskScreen::GateStuck);
    assert_eq!(shown(TroubleWord::GateStuck, KioskFace::BadgePrinting), KioskScreen::BadgePrinting);
    assert_eq!(shown(TroubleWord::ClockWrong, KioskFace::ComeIn), KioskScreen::ClockWrong);
    assert_eq!(shown(TroubleWord::ClockWrong, KioskFace::SeeTheGuard), KioskScreen::SeeTheGuard);
    assert_eq!(notice(Some(TroubleWord::Printer), KioskScreen::PleaseWait), Some(TroubleWord::Printer));
    assert_eq!(notice(Some(TroubleWord::Printer), KioskScreen::Welcome), Some(TroubleWord::Printer));
    assert_eq!(notice(Some(TroubleWord::Printer), KioskScreen::Name), None);
    assert_eq!(notice(Some(TroubleWord::Lockdown), KioskScreen::Welcome), None);
}

#[test]
fn the_second_part_of_the_slip_gives_way_when_the_visit_moves_on() {
    for page in [Page::Document, Page::Things, Page::Rules] {
        assert_eq!(face(Live, None, Some(&own(KioskFace::PleaseWait)), page), page.screen());
        assert_eq!(face(Live, None, Some(&own(KioskFace::ComeIn)), page), KioskScreen::ComeIn);
        assert_eq!(face(Live, None, Some(&own(KioskFace::SeeTheGuard)), page), KioskScreen::SeeTheGuard);
    }
}

#[test]
fn a_page_without_trouble_is_itself() {
    for page in PAGES {
        assert_eq!(face(Live, None, None, page), page.screen());
    }
}
