//! What the touchscreen and the panel see while a visit goes its way.

use std::time::Duration;

use gatehouse::adapters::gate_simulated::AutomaticDoor;
use gatehouse::adapters::printer_folder::NO_PAPER;
use gatehouse::wire::{
    AlarmKind, BadgeState, Card, ClassWord, DocumentWord, Draft, GateLook, GuardView, HostReply, KindWord,
    KioskFace, KioskView, MarkWord, PaperVisit, PrinterTroubleWord, RefuseWord, ReprintWord, SignerWord,
    SlipPapers, StateWord, StepWord, TroubleWord, WatchDraft, Wish,
};

use crate::server_site::{GUARD, KIOSK, OFFICE, Site, draft, now, slip, watched};

fn seen(site: &Site, handle: &str) -> KioskView {
    serde_json::from_value(site.get(&format!("/api/v1/kiosk/visits/{handle}"), KIOSK).body).unwrap()
}

fn only(cards: &[Card]) -> &Card {
    assert_eq!(cards.len(), 1, "{cards:?}");
    &cards[0]
}

fn waits(view: &GuardView) -> (StateWord, StepWord) {
    let card = only(&view.queue);
    (card.state, card.next)
}

fn inside(view: &GuardView) -> (StateWord, StepWord) {
    let card = only(&view.on_site);
    (card.state, card.next)
}

/// A site whose visitors walk through as soon as they are let.
fn walking_site() -> Site {
    let site = Site::open();
    let (opens_after, stays_open) = (Duration::from_millis(50), Duration::from_millis(300));
    site.gate.set_automatic_door(Some(AutomaticDoor { opens_after, stays_open }));
    site
}

#[test]
fn an_ordinary_visit_is_led_from_step_to_step() {
    let site = walking_site();
    let host = site.add_host();
    let (handle, queue) =
        site.check_in(Draft { host: Some(host), host_text: String::new(), ..draft("李雷") });
    let view = site.panel();
    assert_eq!(waits(&view), (StateWord::AwaitingIdentity, StepWord::SeeDocument));
    let card = only(&view.queue).clone();
    let visit = || card.visit.clone();
    assert_eq!((card.queue, card.phone_tail.as_str(), card.host.as_str()), (queue, "1234", "王芳"));
    assert_eq!((card.host_phone.as_str(), card.host_set, card.class), ("8001", true, ClassWord::Ordinary));
    assert_eq!(card.marks, [MarkWord::NoBooking]);
    assert!(card.until.is_some_and(|until| until > view.now));
    assert!(card.also.contains(&StepWord::CallHost) && !card.also.contains(&StepWord::IssueBadge));

    let step = |wish: Wish| {
        site.granted(GUARD, &wish);
        site.panel()
    };
    let view = step(Wish::SeeDocument {
        visit: visit(),
        document: DocumentWord::Passport,
        number: "E12345678".to_owned(),
    });
    assert_eq!(waits(&view), (StateWord::AwaitingHost, StepWord::CallHost));
    assert_eq!(only(&view.queue).document, Some((DocumentWord::Passport, "5678".to_owned())));
    let view = step(Wish::HostSaid { visit: visit(), reply: HostReply::NoAnswer });
    assert_eq!(only(&view.queue).host_reply, Some(HostReply::NoAnswer));
    let view = step(Wish::HostSaid { visit: visit(), reply: HostReply::Agrees });
    assert_eq!(waits(&view), (StateWord::AwaitingSlip, StepWord::WaitForSlip));
    assert!(seen(&site, &handle).slip_open);
    site.granted(
        KIOSK,
        &Wish::CompleteSlip { handle: handle.clone(), slip: slip(), papers: SlipPapers::default() },
    );
    assert_eq!(waits(&site.panel()), (StateWord::BadgeNext, StepWord::IssueBadge));
    let view = seen(&site, &handle);
    assert_eq!((view.face, view.slip_open), (KioskFace::PleaseWait, false));

    site.granted(GUARD, &Wish::IssueBadge { visit: visit(), area: String::new() });
    let view = site.panel_when(|view| view.on_site.iter().any(|card| card.next == StepWord::Open));
    assert!(view.queue.is_empty());
    let card = only(&view.on_site);
    assert_eq!(card.state, StateWord::Admitted);
    assert_eq!(card.persons[0].badge_state, Some(BadgeState::OnLoan));
    let number = card.persons[0].badge.unwrap();
    let view = seen(&site, &handle);
    assert_eq!((view.face, view.badges), (KioskFace::ComeIn, vec![number]));

    site.granted(GUARD, &Wish::Open { visit: visit(), person: None });
    let view = site.panel_when(|view| view.heads_inside == 1);
    assert_eq!(inside(&view), (StateWord::OnSite, StepWord::SignOff));
    // Passed on to another host, who is asked like the first.
    let also = |view: &GuardView, step| only(&view.on_site).also.contains(&step);
    assert!(also(&view, StepWord::SetHost) && !also(&view, StepWord::CallHost));
    let view = step(Wish::SetHost { visit: visit(), host: site.add_host_named("H2", "韩梅") });
    assert!(also(&view, StepWord::CallHost) && only(&view.on_site).host == "韩梅");
    let view = step(Wish::HostSaid { visit: visit(), reply: HostReply::Agrees });
    assert!(!also(&view, StepWord::CallHost));
    // Lost, and another number in its place.
    let reprint = |view: &GuardView| only(&view.on_site).persons[0].reprint;
    assert_eq!(reprint(&view), Some(ReprintWord::Again));
    let lost = number;
    let view = step(Wish::BadgeLost { badge: lost });
    assert_eq!(reprint(&view), Some(ReprintWord::Anew));
    site.granted(GUARD, &Wish::Reprint { visit: visit(), person: 0, spoilt: false });
    let view = site.panel_when(|view| reprint(view) == Some(ReprintWord::Again));
    let number = only(&view.on_site).persons[0].badge.unwrap();
    let view = step(Wish::SignOff {
        visit: visit(),
        by: SignerWord::Host,
        name: "王芳".to_owned(),
        signature: None,
    });
    assert_eq!(inside(&view), (StateWord::SignedOff, StepWord::LetOut));
    site.granted(GUARD, &Wish::LetOut { visit: visit(), person: None, reason: String::new() });
    let view = site.panel_when(|view| view.heads_inside == 0 && view.on_site.is_empty());
    assert_eq!(
        view.badges.iter().map(|badge| (badge.number, badge.state)).collect::<Vec<_>>(),
        [(lost, BadgeState::Lost), (number, BadgeState::Outstanding)]
    );
    assert_eq!(seen(&site, &handle).face, KioskFace::Over);
    assert_eq!(step(Wish::TakeBadgeBack { badge: number }).badges.len(), 1);
}

/// A visit whose badge is next.
fn badge_next(site: &Site) -> (String, String) {
    let host = site.add_host();
    let (handle, _) = site.check_in(Draft { host: Some(host), host_text: String::new(), ..draft("李雷") });
    let visit = only(&site.panel().queue).visit.clone();
    site.granted(
        GUARD,
        &Wish::SeeDocument {
            visit: visit.clone(),
            document: DocumentWord::Passport,
            number: "E12345678".to_owned(),
        },
    );
    site.granted(GUARD, &Wish::HostSaid { visit: visit.clone(), reply: HostReply::Agrees });
    let papers = SlipPapers::default();
    site.granted(KIOSK, &Wish::CompleteSlip { handle: handle.clone(), slip: slip(), papers });
    (handle, visit)
}

#[test]
fn the_touchscreen_is_told_of_paper_that_is_out_of_a_printer_that_is_gone_and_of_the_end_of_both() {
    let site = Site::open();
    let (handle, visit) = badge_next(&site);
    let (printed, aside) = (site.printed(), site.printed().with_extension("aside"));
    let told = |trouble: Option<TroubleWord>| {
        site.panel_when(|_| seen(&site, &handle).trouble == trouble);
        assert_eq!(
            site.panel().printer.trouble == Some(PrinterTroubleWord::PaperOut),
            trouble == Some(TroubleWord::PaperOut),
            "and so is the guard"
        );
        let state = seen(&site, &handle);
        assert_eq!(state.face, if trouble.is_some() { KioskFace::BadgePrinting } else { KioskFace::ComeIn });
    };
    let again = || site.granted(GUARD, &Wish::Reprint { visit: visit.clone(), person: 0, spoilt: false });
    std::fs::create_dir(&printed).unwrap();
    std::fs::write(printed.join(NO_PAPER), b"").unwrap();
    site.granted(GUARD, &Wish::IssueBadge { visit: visit.clone(), area: String::new() });
    told(Some(TroubleWord::PaperOut));
    // Paper is there again, and the folder is not.
    std::fs::rename(&printed, &aside).unwrap();
    std::os::unix::fs::symlink(printed.with_extension("nowhere"), &printed).unwrap();
    std::fs::remove_file(aside.join(NO_PAPER)).unwrap();
    told(Some(TroubleWord::Printer));
    std::fs::remove_file(&printed).unwrap();
    std::fs::rename(&aside, &printed).unwrap();
    again();
    site.panel_when(|_| seen(&site, &handle).face == KioskFace::ComeIn);
    told(None);
}

#[test]
fn every_end_before_entry_shows_the_same_face_but_the_visitors_own() {
    let site = Site::open();
    let host = site.add_host();
    let arrive = || {
        let (handle, _) = site.check_in(Draft { host: Some(host), ..draft("李雷") });
        let visit = site.panel().queue.last().unwrap().visit.clone();
        (handle, visit)
    };
    let (declined, visit) = arrive();
    site.granted(GUARD, &Wish::HostSaid { visit, reply: HostReply::Declines });
    let (refused, visit) = arrive();
    site.granted(GUARD, &Wish::Refuse { visit, why: RefuseWord::NotTheHolder, text: String::new() });
    let views = [seen(&site, &declined), seen(&site, &refused)];
    for view in &views {
        assert_eq!((view.face, view.slip_open, view.trouble), (KioskFace::SeeTheGuard, false, None));
    }
    let (cancelled, _) = arrive();
    site.granted(KIOSK, &Wish::CancelVisit { handle: cancelled.clone() });
    assert_eq!(seen(&site, &cancelled).face, KioskFace::Over);
    assert!(site.panel().queue.is_empty());
    assert_eq!(site.get("/api/v1/kiosk/visits/AAAAAAAAAAAAAAAAAAAAAAAAAA", KIOSK).code(), "no-such-visit");
}

#[test]
fn administration_is_asked_for_an_important_visitor_and_no_host() {
    let site = Site::open();
    let host = site.add_host();
    site.check_in(Draft { host: Some(host), host_text: String::new(), ..draft("李雷") });
    let visit = only(&site.panel().queue).visit.clone();
    site.granted(
        GUARD,
        &Wish::SetClass { visit, class: ClassWord::Vip, reason: String::new(), administration_agrees: true },
    );
    let view = site.panel();
    let card = only(&view.queue);
    assert!(!card.also.contains(&StepWord::CallHost), "{:?}", card.also);
}

#[test]
fn an_alarm_says_why_it_rings_and_what_somebody_wrote() {
    let site = Site::open();
    site.granted(KIOSK, &Wish::SayBadgeLost { name: "王五".to_owned() });
    site.granted(GUARD, &Wish::Scan { reader: "entry".to_owned(), code: "GH1.nothing".to_owned() });
    let view = site.panel();
    let found = |kind| view.alarms.iter().find(|alarm| alarm.kind == kind).unwrap();
    assert_eq!(found(AlarmKind::BadgeLostSaid).text, "王五");
    assert_eq!(found(AlarmKind::PassRefused).code.as_deref(), Some("code-unreadable"));
}

#[test]
fn a_paper_visit_that_fits_the_watchlist_rings_and_says_what_to_compare() {
    let site = Site::open();
    site.granted(OFFICE, &Wish::PutWatch { entry: watched("李雷") });
    let paper = |name| PaperVisit { draft: draft(name), arrived: now() - 60_000, left: None, card: None };
    site.granted(GUARD, &Wish::EnterPaperVisit { paper: paper("韩梅梅") });
    assert!(site.panel().alarms.is_empty());
    site.granted(GUARD, &Wish::EnterPaperVisit { paper: paper("李雷") });
    let view = site.panel();
    assert_eq!(view.alarms.len(), 1);
    assert_eq!(view.alarms[0].kind, AlarmKind::WatchMatch);
    let card = view.on_site.iter().find(|card| Some(&card.visit) == view.alarms[0].visit.as_ref()).unwrap();
    assert_eq!(card.compare.len(), 1);
}

#[test]
fn a_class_is_confirmed_only_after_the_mark_was_checked() {
    let site = Site::open();
    site.granted(OFFICE, &Wish::PutWatch { entry: watched("李雷") });
    site.check_in(Draft { kind: KindWord::Government, leader: true, ..draft("李雷") });
    let view = site.panel();
    let card = only(&view.queue);
    assert!(card.claim.is_some() && card.next == StepWord::CheckMark);
    assert!(!card.also.contains(&StepWord::ConfirmClass), "{:?}", card.also);
}

#[test]
fn a_held_visit_is_marked_on_its_card_and_stands_where_all_stand() {
    let site = Site::open();
    let entry = WatchDraft { phone: "13900004321".to_owned(), ..watched("李雷") };
    site.granted(OFFICE, &Wish::PutWatch { entry });
    site.check_in(draft("李雷"));
    site.check_in(draft("韩梅梅"));
    let view = site.panel();
    assert_eq!(view.queue[0].state, view.queue[1].state);
    assert_eq!(view.queue[0].next, StepWord::CheckMark);
    assert!(view.queue[0].marks.contains(&MarkWord::Held) && !view.queue[1].marks.contains(&MarkWord::Held));
    // What the guard compares face to face.
    let [entry] = view.queue[0].compare.as_slice() else { panic!("{:?}", view.queue[0].compare) };
    assert_eq!((entry.name.as_str(), entry.behaviour.as_str()), ("李雷", "2026年1月扰乱秩序"));
    assert_eq!((entry.phone_tail.as_str(), view.queue[1].compare.len()), ("4321", 0));
    let visit = view.queue[0].visit.clone();
    site.granted(
        GUARD,
        &Wish::CheckMark {
            visit: visit.clone(),
            same_person: true,
            reason: "本人,身份证尾号一致".to_owned(),
        },
    );
    let view = site.panel();
    let card = view.queue.iter().find(|card| card.visit == visit).unwrap();
    assert_eq!(
        (card.state, card.next, card.class),
        (StateWord::Incident, StepWord::Incident, ClassWord::Special)
    );
    assert_eq!(only_incident(&view), card.incident);
    assert_eq!(view.gate.look, GateLook::EntryStopped);
}

fn only_incident(view: &GuardView) -> Option<String> {
    assert_eq!(view.incidents.len(), 1);
    Some(view.incidents[0].id.clone())
}

#[test]
fn a_claim_waits_for_the_guards_word_and_namesakes_are_marked() {
    let site = Site::open();
    site.check_in(Draft { kind: KindWord::Investor, ..draft("李 雷") });
    site.check_in(draft("李雷"));
    let view = site.panel();
    let claim = view.queue[0].claim.clone().unwrap();
    assert_eq!((claim.class, claim.administration_told), (ClassWord::Vip, false));
    assert_eq!(view.queue[0].next, StepWord::ConfirmClass);
    assert_eq!(view.queue[0].class, ClassWord::Ordinary, "nobody grants themselves a class");
    for card in &view.queue {
        assert!(card.marks.contains(&MarkWord::SameName), "{card:?}");
    }
    let visit = view.queue[0].visit.clone();
    site.granted(
        GUARD,
        &Wish::SetClass { visit, class: ClassWord::Vip, reason: String::new(), administration_agrees: false },
    );
    let view = site.panel();
    assert_eq!(view.queue[0].class, ClassWord::Vip);
    assert!(view.queue[0].marks.contains(&MarkWord::ApplicationMissing));
}

#[test]
fn fire_outranks_lockdown_and_lockdown_outranks_an_incident() {
    let site = Site::open();
    let (handle, _) = site.check_in(draft("李雷"));
    let look = || site.panel().gate.look;
    assert_eq!((look(), seen(&site, &handle).trouble), (GateLook::Shut, None));
    site.granted(GUARD, &Wish::OpenIncident { visit: None, text: String::new() });
    assert_eq!((look(), seen(&site, &handle).trouble), (GateLook::EntryStopped, None));
    site.granted(GUARD, &Wish::Lockdown { reason: "门口有人滋事".to_owned() });
    assert_eq!((look(), seen(&site, &handle).trouble), (GateLook::Lockdown, Some(TroubleWord::Lockdown)));
    site.gate.set_fire(true);
    site.panel_when(|view| view.gate.look == GateLook::FireOpen);
    assert_eq!(seen(&site, &handle).trouble, Some(TroubleWord::Fire));
}

#[test]
fn a_call_for_the_guard_rings_on_the_panel_with_its_visit() {
    let site = Site::open();
    let (handle, _) = site.check_in(draft("李雷"));
    site.granted(KIOSK, &Wish::CallGuard { handle: Some(handle) });
    site.granted(KIOSK, &Wish::CallGuard { handle: Some("long gone".to_owned()) });
    let view = site.panel();
    assert_eq!(view.alarms.len(), 2);
    assert_eq!(view.alarms[1].visit, Some(view.queue[0].visit.clone()));
    site.granted(GUARD, &Wish::Acknowledge { alarm: view.alarms[1].id });
    assert_eq!(site.panel().alarms.len(), 1);
}
