//! The client's end of the line, against a real core: nothing is lost, nothing is done twice.

use std::cell::Cell;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use gatehouse::client::{CoreLink, FromCore, Line, Reach, ToCore, connect};
use gatehouse::wire::{Answer, GuardView, KioskFace, Problem, StepWord, TroubleWord, Wish};

use crate::server_site::{KIOSK, PANEL, SOON, Site, draft};

/// A screen without a picture.
struct Screen {
    line: Line,
    woken: Receiver<()>,
    client: Option<std::thread::JoinHandle<()>>,
}

impl Screen {
    fn of(site: &Site, token: &str) -> Screen {
        let (line, far) = Line::new();
        let (wake, woken) = channel();
        let reach = Reach { server: site.url(""), certificate: None, token: token.to_owned() };
        let client = connect(far, reach, Box::new(move || wake.send(()).unwrap_or_default())).unwrap();
        Screen { line, woken, client: Some(client) }
    }

    /// Hears until something fits; what comes before is passed over.
    fn hear<T>(&self, fits: impl Fn(FromCore) -> Option<T>) -> T {
        let end = Instant::now() + SOON;
        loop {
            while let Some(news) = self.line.heard().unwrap() {
                if let Some(found) = fits(news) {
                    return found;
                }
            }
            let left = end.checked_duration_since(Instant::now()).expect("it was never heard");
            self.woken.recv_timeout(left).expect("it was never heard");
        }
    }

    fn link(&self, wanted: CoreLink) {
        self.hear(|news| matches!(news, FromCore::Link(link) if link == wanted).then_some(()));
    }

    fn answer(&self, wanted: u64) -> Result<Answer, Box<Problem>> {
        self.hear(|news| match news {
            FromCore::Answered { ticket, answer } if ticket == wanted => Some(answer.map_err(Box::new)),
            _ => None,
        })
    }

    fn panel(&self, so: impl Fn(&GuardView) -> bool) -> GuardView {
        self.hear(|news| match news {
            FromCore::Panel(view) if so(&view) => Some(*view),
            _ => None,
        })
    }

    fn ask(&self, question: ToCore) {
        self.line.ask(question).unwrap();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // The screen goes: the client's thread ends by itself.
        let (line, _) = Line::new();
        drop(std::mem::replace(&mut self.line, line));
        if let Some(client) = self.client.take() {
            client.join().unwrap();
        }
    }
}

fn check_in() -> Wish {
    Wish::CheckIn { draft: draft("李雷") }
}

#[test]
fn a_touchscreen_connects_checks_in_and_follows_its_visit() {
    let site = Site::open();
    let host = site.add_host();
    let screen = Screen::of(&site, KIOSK);
    // A first page has the site's name on it.
    let facts = screen.hear(|news| match news {
        FromCore::Site(site) => Some(site),
        FromCore::Link(CoreLink::Live) => panic!("it stands before the screen knows where it is"),
        _ => None,
    });
    assert_eq!(facts.gate_name, "Main gate");
    screen.link(CoreLink::Live);
    screen.ask(ToCore::FindHosts { ticket: 1, query: "wang fang".to_owned() });
    let hits = screen.hear(|news| match news {
        FromCore::Hosts { ticket: 1, hits } => Some(hits.unwrap()),
        _ => None,
    });
    assert_eq!(hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), [host]);

    screen.ask(ToCore::Wish { ticket: 2, wish: check_in() });
    let Ok(Answer::Arrived { handle, queue }) = screen.answer(2) else { panic!("not arrived") };
    screen.ask(ToCore::Follow { handle: Some(handle.clone()) });
    let view = screen.hear(|news| match news {
        FromCore::Visit(view) => Some(view),
        _ => None,
    });
    assert_eq!((view.face, view.queue), (KioskFace::PleaseWait, queue));
    screen.ask(ToCore::Wish { ticket: 3, wish: Wish::CancelVisit { handle } });
    screen.hear(|news| matches!(news, FromCore::Visit(view) if view.face == KioskFace::Over).then_some(()));
    screen.ask(ToCore::Follow { handle: None });
    screen.hear(|news| matches!(news, FromCore::Trouble(None)).then_some(()));
    site.gate.set_fire(true);
    screen.hear(|news| matches!(news, FromCore::Trouble(Some(TroubleWord::Fire))).then_some(()));
}

#[test]
fn a_panel_signs_in_sees_the_house_and_signs_out() {
    let site = Site::open();
    let screen = Screen::of(&site, PANEL);
    screen.link(CoreLink::Live);
    let sign_in = |pin: &str| ToCore::SignIn { name: "张伟".to_owned(), pin: pin.to_owned() };
    screen.ask(ToCore::SignIn { name: "李娜".to_owned(), pin: "0000".to_owned() });
    let problem = screen.hear(|news| match news {
        FromCore::Signed(signed) => signed.err(),
        _ => None,
    });
    assert_eq!((problem.code.as_str(), problem.retry_after_s), ("pin-wrong", Some(30)));
    screen.ask(sign_in("4711"));
    screen.hear(|news| matches!(news, FromCore::Signed(Ok(_))).then_some(()));
    screen.panel(|view| view.queue.is_empty());
    site.check_in(draft("李雷"));
    let view = screen.panel(|view| view.queue.len() == 1);
    assert_eq!(view.queue[0].next, StepWord::SeeDocument);
    screen.ask(ToCore::Wish { ticket: 1, wish: Wish::Override { reason: "救护车进门".to_owned() } });
    assert!(matches!(screen.answer(1), Ok(Answer::Done { .. })));
    screen.ask(ToCore::SignOut);
    screen.hear(|news| matches!(news, FromCore::SignedOut).then_some(()));
    screen.ask(ToCore::Wish { ticket: 2, wish: Wish::Override { reason: "救护车进门".to_owned() } });
    assert_eq!(screen.answer(2).unwrap_err().code, "not-allowed");
}

#[test]
fn a_core_that_restarts_is_found_again_and_a_wish_sent_meanwhile_is_done_once() {
    let site = Site::open();
    let (kiosk, panel) = (Screen::of(&site, KIOSK), Screen::of(&site, PANEL));
    kiosk.link(CoreLink::Live);
    panel.ask(ToCore::SignIn { name: "张伟".to_owned(), pin: "4711".to_owned() });
    panel.panel(|view| view.queue.is_empty());

    let address = site.address;
    let down = site.down();
    kiosk.link(CoreLink::Lost);
    panel.link(CoreLink::Lost);
    kiosk.ask(ToCore::Wish { ticket: 7, wish: check_in() });
    let site = down.up();
    assert_eq!(site.address, address);
    let (arrived, live) = (Cell::new(false), Cell::new(false));
    kiosk.hear(|news| {
        match news {
            FromCore::Answered { ticket: 7, answer: Ok(Answer::Arrived { .. }) } => arrived.set(true),
            FromCore::Link(CoreLink::Live) => live.set(true),
            _ => {}
        }
        (arrived.get() && live.get()).then_some(())
    });
    panel.hear(|news| matches!(news, FromCore::SignedOut).then_some(()));
    assert_eq!(site.panel().queue.len(), 1);
}

#[test]
fn a_core_that_is_not_there_is_lost_and_a_visit_it_forgot_is_over() {
    let site = Site::open();
    let screen = Screen::of(&site, KIOSK);
    screen.link(CoreLink::Live);
    let unknown = "A".repeat(26);
    screen.ask(ToCore::Follow { handle: Some(unknown.clone()) });
    screen.hear(|news| (news == FromCore::Forgotten { handle: unknown.clone() }).then_some(()));
    screen.hear(|news| matches!(news, FromCore::Trouble(None)).then_some(()));
    drop(site);
    screen.link(CoreLink::Lost);
    let stranger = Site::open();
    let unknown = Screen::of(&stranger, "nobody");
    unknown.link(CoreLink::Lost);
}

#[test]
fn a_screen_that_does_not_listen_loses_views_and_no_answer() {
    let site = Site::open();
    let screen = Screen::of(&site, PANEL);
    screen.ask(ToCore::SignIn { name: "张伟".to_owned(), pin: "4711".to_owned() });
    screen.panel(|_| true);
    // More views than the line holds pass by unheard.
    let mut changed = site.core.changed();
    for _ in 0..80 {
        site.granted("kiosk:many", &Wish::CallGuard { handle: None });
        site.run(async { tokio::time::timeout(Duration::from_millis(110), changed.changed()).await.ok() });
    }
    screen.ask(ToCore::Wish { ticket: 9, wish: Wish::Override { reason: "救护车进门".to_owned() } });
    assert!(matches!(screen.answer(9), Ok(Answer::Done { .. })));
}
