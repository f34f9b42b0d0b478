//! Views as they change.

use std::pin::Pin;

use futures_util::{Stream, StreamExt};
use gatehouse::wire::{GuardView, HeardLine, KioskFace, KioskView, SiteState, TroubleWord, Wish};
use serde_json::{Value, json};

use crate::server_site::{GUARD, KIOSK, OFFICE, PANEL, QUIET, Site, draft, said, watched};

/// One open stream, read event by event.
pub struct Reading {
    status: u16,
    bytes: Pin<Box<dyn Stream<Item = Vec<u8>> + Send>>,
    text: String,
}

/// Name, id and data of an event.
type Event = (String, String, String);

impl Reading {
    pub fn open(site: &Site, path: &str, token: &str, last: Option<&str>) -> Reading {
        let mut request = site.http.get(site.url(path)).bearer_auth(token);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = site.run(request.send()).unwrap();
        let status = response.status().as_u16();
        let bytes =
            response.bytes_stream().map(|piece| piece.map(|piece| piece.to_vec()).unwrap_or_default());
        Reading { status, bytes: Box::pin(bytes), text: String::new() }
    }

    /// The next event; `None` when the stream has ended.
    pub fn next(&mut self, site: &Site) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let line = event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                    line.unwrap_or_default().to_owned()
                };
                let found = (field("event"), field("id"), field("data"));
                self.text = rest.to_owned();
                if !found.0.is_empty() {
                    return Some(found);
                }
                continue;
            }
            let piece = site.run(self.bytes.next())?;
            self.text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }

    fn view<T: serde::de::DeserializeOwned>(&mut self, site: &Site) -> (u64, T) {
        let (name, id, data) = self.next(site).unwrap();
        assert_eq!(name, "view");
        (id.parse().unwrap(), serde_json::from_str(&data).unwrap())
    }

    pub fn is_quiet(&mut self, site: &Site) -> bool {
        assert!(!self.text.contains("\n\n"));
        site.run(async { tokio::time::timeout(QUIET, self.bytes.next()).await.is_err() })
    }
}

#[test]
fn a_panel_sees_the_house_at_once_and_after_every_change() {
    let site = Site::open();
    site.settle();
    let mut reading = Reading::open(&site, "/api/v1/events", GUARD, None);
    let (first, view): (_, GuardView) = reading.view(&site);
    assert_eq!((view.seq, view.queue.len()), (first, 0));
    site.check_in(draft("李雷"));
    let (second, view): (_, GuardView) = reading.view(&site);
    assert!(second > first);
    assert_eq!(view.queue[0].name, "李雷");
}

#[test]
fn a_reader_who_is_up_to_date_hears_nothing_until_something_changes() {
    let site = Site::open();
    site.settle();
    let seq = site.panel().seq.to_string();
    let mut reading = Reading::open(&site, "/api/v1/events", GUARD, Some(&seq));
    assert!(reading.is_quiet(&site));
    site.check_in(draft("李雷"));
    let (_, view): (_, GuardView) = reading.view(&site);
    assert_eq!(view.queue.len(), 1);
}

#[test]
fn a_stale_reader_is_reset_and_sees_all() {
    let site = Site::open();
    for last in ["0", "999999", "nonsense"] {
        let mut reading = Reading::open(&site, "/api/v1/events", GUARD, Some(last));
        assert_eq!(reading.next(&site).unwrap().0, "reset", "{last}");
        let (seq, view): (_, GuardView) = reading.view(&site);
        assert_eq!(view.seq, seq);
    }
}

#[test]
fn a_touchscreen_hears_of_its_own_visit_and_of_trouble_only() {
    let site = Site::open();
    let (handle, queue) = site.check_in(draft("李雷"));
    let mut reading = Reading::open(&site, &format!("/api/v1/events?visit={handle}"), KIOSK, None);
    let (_, view): (_, KioskView) = reading.view(&site);
    assert_eq!((view.face, view.queue), (KioskFace::PleaseWait, queue));
    site.check_in(draft("韩梅梅"));
    assert!(reading.is_quiet(&site), "another's visit is not its own");
    site.granted(GUARD, &Wish::Lockdown { reason: "门口有人滋事".to_owned() });
    let (_, view): (_, KioskView) = reading.view(&site);
    assert_eq!(view.trouble, Some(TroubleWord::Lockdown));
    assert_eq!(Reading::open(&site, "/api/v1/events?visit=nonsense", KIOSK, None).status, 404);
}

#[test]
fn without_a_visit_or_a_guard_there_is_the_sites_trouble_to_see() {
    let site = Site::open();
    for (token, heard) in [(KIOSK, None), (PANEL, Some(HeardLine { arrivals: 0, alarm: 0 }))] {
        let mut reading = Reading::open(&site, "/api/v1/events", token, None);
        let (_, state): (_, SiteState) = reading.view(&site);
        assert_eq!(state, SiteState { trouble: None, heard });
    }
    let mut reading = Reading::open(&site, "/api/v1/events", PANEL, None);
    let _: (_, SiteState) = reading.view(&site);
    site.record.break_it(true);
    site.wish(KIOSK, &Wish::CheckIn { draft: draft("李雷") });
    let (_, state): (_, SiteState) = reading.view(&site);
    assert_eq!(state.trouble, Some(TroubleWord::StoreRefused));
}

#[test]
fn a_panel_nobody_has_signed_in_at_is_told_that_somebody_came_and_that_something_rings() {
    let site = Site::open();
    site.granted(OFFICE, &Wish::PutWatch { entry: watched("张三") });
    let mut reading = Reading::open(&site, "/api/v1/events", PANEL, None);
    let heard = |reading: &mut Reading| {
        let (_, state): (_, SiteState) = reading.view(&site);
        state.heard.unwrap()
    };
    let before = heard(&mut reading);
    let (handle, _) = site.check_in(draft("李雷"));
    let first = heard(&mut reading);
    assert!(first.arrivals > before.arrivals && first.alarm == 0);
    // Whoever is on the watchlist arrives like anybody.
    site.check_in(draft("张三"));
    let second = heard(&mut reading);
    assert!(second.arrivals > first.arrivals && second.alarm == 0, "{second:?}");
    site.granted(KIOSK, &Wish::CallGuard { handle: Some(handle) });
    let third = heard(&mut reading);
    assert!(third.alarm > 0 && third.arrivals == second.arrivals);
}

#[test]
fn a_stream_ends_with_its_session() {
    let site = Site::open();
    site.settle();
    let signed = json!({"name": "张伟", "pin": "4711"}).to_string().into_bytes();
    let given = site.request(reqwest::Method::POST, "/api/v1/sessions", PANEL, None, signed);
    let token = given.body["token"].as_str().unwrap().to_owned();
    let mut reading = Reading::open(&site, "/api/v1/events", &token, None);
    let _: (_, GuardView) = reading.view(&site);
    assert_eq!(
        site.request(reqwest::Method::DELETE, "/api/v1/sessions", &token, None, Vec::new()).status,
        204
    );
    assert_eq!(reading.next(&site), None);
    assert_eq!(Reading::open(&site, "/api/v1/events", &token, None).status, 401);
}

#[test]
fn a_stream_ends_with_its_device_s_token() {
    let site = Site::open();
    // A guard who is signed in at a panel goes with it.
    let signed = json!({"name": "张伟", "pin": "4711"}).to_string().into_bytes();
    let given = site.request(reqwest::Method::POST, "/api/v1/sessions", PANEL, None, signed);
    let session = given.body["token"].as_str().unwrap();
    site.settle();
    let mut reading = Reading::open(&site, "/api/v1/events", OFFICE, None);
    let _: (_, GuardView) = reading.view(&site);
    assert_eq!(site.get("/api/v1/guard/view", session).status, 200);
    site.door.throw_devices_out();
    assert_eq!(reading.next(&site), None);
    assert_eq!(site.get("/api/v1/guard/view", session).status, 401);
}

#[test]
fn streams_are_bounded_and_their_places_come_free() {
    let site = Site::open();
    let open = || Reading::open(&site, "/api/v1/events", KIOSK, None);
    let mut held: Vec<Reading> = (0..32).map(|_| open()).collect();
    assert!(held.iter().all(|reading| reading.status == 200));
    let refused = site.run(async {
        said(site.http.get(site.url("/api/v1/events")).bearer_auth(KIOSK).send().await.unwrap()).await
    });
    assert_eq!((refused.status, refused.body["code"].clone()), (503, Value::from("too-many-screens")));
    held.truncate(16);
    // The server notices a reader that left when it speaks next.
    let end = std::time::Instant::now() + crate::server_site::SOON;
    while open().status != 200 {
        assert!(std::time::Instant::now() < end, "no place came free");
        site.wish(GUARD, &Wish::Acknowledge { alarm: 1 });
    }
}
