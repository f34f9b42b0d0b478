//! The express lane through the API: let in at once, on the list until the slip is complete.

use gatehouse::wire::{DocumentWord, MarkWord, OwedWord, Wish};

use crate::server_site::{GUARD, Site, slip};

#[test]
fn a_visitor_in_a_hurry_is_let_in_and_owes_the_slip() {
    let site = Site::open();
    let host = site.add_host();
    let made = site.granted(GUARD, &Wish::EnterQuick { name: "李雷".to_owned(), heads: 2, host });
    let visit = || made["visit"].as_str().unwrap().to_owned();
    let lets_in = |host_agrees| Wish::AdmitExpress {
        visit: visit(),
        host_agrees,
        reason: "早高峰排队".to_owned(),
        cards: vec![2001, 2002],
    };
    assert_eq!(site.wish(GUARD, &lets_in(false)).code(), "consent-missing");
    site.granted(GUARD, &lets_in(true));
    let view = site.panel();
    let [line] = view.must_complete.as_slice() else { panic!("{:?}", view.must_complete) };
    assert_eq!((line.name.as_str(), line.heads, line.host.as_str(), line.over), ("李雷", 2, "王芳", false));
    assert_eq!(line.missing, [OwedWord::Document, OwedWord::Purpose, OwedWord::Names, OwedWord::SlipRest]);
    assert!(view.on_site[0].marks.contains(&MarkWord::Express));

    let (document, number) = (DocumentWord::Passport, "E12345678".to_owned());
    site.granted(GUARD, &Wish::SeeDocument { visit: visit(), document, number });
    let names = Some(vec!["李雷".to_owned(), "韩梅梅".to_owned()]);
    let (unit, phone, purpose) = (None, None, Some("送样品".to_owned()));
    let reason = "当面补填".to_owned();
    let rest = Some(slip());
    site.granted(
        GUARD,
        &Wish::CorrectSlip { visit: visit(), names, unit, phone, purpose, slip: rest, reason },
    );
    let view = site.panel();
    assert!(view.must_complete.is_empty() && view.on_site[0].persons[1].name == "韩梅梅");
    assert_eq!(
        site.wish(GUARD, &Wish::CloseSlip { visit: visit(), reason: "人已离开".to_owned() }).code(),
        "not-now"
    );
}
