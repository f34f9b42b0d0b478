//! Nothing on the touchscreen gives a hold away: whoever is on the watchlist sees what anybody sees, to the pixel.

use std::ffi::OsStr;
use std::time::{Duration, Instant};

use slint::{Rgba8Pixel, SharedPixelBuffer};

use super::process::until;
use super::site::Site;
use super::twin::{LOOK, Screen, Twin};
use super::{Hands, NAME, PHONE, Pen, check_in, complete_slip, sign_in};

use Screen::{Guard, Kiosk};

/// How long a screen may take to show something.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a screen shows: its words, and what it looks like.
type Shown = (Vec<String>, SharedPixelBuffer<Rgba8Pixel>);

/// One visitor's way through both screens of a site. Before each touch of the touchscreen it is looked at: the
/// first way is kept, and the second one has to look the same.
struct Way<'a> {
    twin: Twin,
    seen: Vec<Shown>,
    as_before: Option<&'a [Shown]>,
}

impl Way<'_> {
    fn wait(&mut self, what: &str, mut done: impl FnMut(&Twin) -> bool) {
        until(what, PATIENCE, || {
            self.twin.breathe();
            done(&self.twin).then_some(())
        });
    }

    /// Keeps what the touchscreen shows, or waits until it is what was kept: a caret blinks.
    fn look(&mut self) {
        let shown = |twin: &Twin| (twin.labels(Kiosk), twin.picture(Kiosk));
        let at = self.seen.len();
        let Some(before) = self.as_before else { return self.seen.push(shown(&self.twin)) };
        let (words, picture) = &before[at];
        self.wait(&format!("picture {at} of the touchscreen, as it was before: {words:?}"), |twin| {
            let now = shown(twin);
            let counts = words.iter().any(|word| counts_down(word));
            // Where seconds are told, which one it is depends on the machine and not on the visitor.
            told(&now.0) == told(words) && (counts || now.1.as_slice() == picture.as_slice())
        });
        self.seen.push(shown(&self.twin));
    }
}

impl Hands for Way<'_> {
    fn sees(&mut self, screen: Screen, label: &str) {
        self.wait(&format!("{label} on the {screen:?}"), |twin| twin.shows(screen, label));
    }

    fn touches(&mut self, screen: Screen, label: &str) {
        self.sees(screen, label);
        match screen {
            Kiosk => self.look(),
            Guard => {
                let looked = Instant::now();
                self.wait("a look", |_| looked.elapsed() >= LOOK);
            }
        }
        self.twin.touch(screen, label);
    }

    fn writes(&mut self, screen: Screen, text: &str) {
        self.twin.breathe();
        self.twin.write(screen, text);
    }
}

impl Pen for Way<'_> {
    fn signs(&mut self, screen: Screen, label: &str) {
        self.sees(screen, label);
        let signature = self.twin.signature(screen, label);
        for (n, place) in signature.iter().enumerate() {
            self.twin.draw(screen, *place, n == 0);
        }
        signature.last().into_iter().for_each(|place| self.twin.lift(screen, *place));
    }
}

/// Whether a sentence tells the seconds that are left.
fn counts_down(word: &str) -> bool {
    word.ends_with("秒后返回首页")
}

/// What is read, but for seconds.
fn told(words: &[String]) -> Vec<&String> {
    words.iter().filter(|word| !counts_down(word)).collect()
}

/// Puts the visitor on the site's watchlist.
fn watch(site: &Site) {
    let today = chrono::Utc::now().date_naive();
    let entry = format!(
        "name,phone,behaviour,happened,expires\n{NAME},{PHONE},闹事,{},{}\n",
        today - chrono::TimeDelta::days(1),
        today + chrono::TimeDelta::days(30)
    );
    let file = site.folder().join("watchlist.csv");
    std::fs::write(&file, entry).expect("written");
    site.told(&[OsStr::new("watchlist"), OsStr::new("import"), file.as_os_str()]);
}

/// Checks in, waits while the guard does what has to be done, comes back by number, and cancels.
fn all_seen(held: bool, as_before: Option<&[Shown]>) -> Vec<Shown> {
    let site = Site::start();
    if held {
        watch(&site);
    }
    let mut way = Way { twin: Twin::open(&site), seen: Vec::new(), as_before };
    check_in(&mut way);
    complete_slip(&mut way);
    sign_in(&mut way);
    way.touches(Guard, &format!("1 {NAME}"));
    if held {
        way.touches(Guard, "当面核对");
        way.touches(Guard, "核对了什么");
        way.writes(Guard, "手机号");
        way.touches(Guard, "是本人");
    } else {
        for label in ["证件已核验", "居民身份证", "证件号后四位"] {
            way.touches(Guard, label);
        }
        way.writes(Guard, "002X");
        way.touches(Guard, "证件有效，人证相符");
    }
    let done = if held { "HoldConfirmed" } else { "DocumentSeen" };
    let export = ["journal", "export", "--format", "jsonl"].map(OsStr::new);
    way.wait(done, |_| site.told(&export).contains(done));
    way.touches(Kiosk, "我有排队号");
    way.writes(Kiosk, "1");
    way.touches(Kiosk, "手机号后四位");
    way.writes(Kiosk, &PHONE[PHONE.len() - 4..]);
    for label in ["下一步", "取消来访", "是，取消来访"] {
        way.touches(Kiosk, label);
    }
    way.sees(Kiosk, "访客登记");
    way.look();
    way.seen
}

#[test]
fn a_held_visitor_sees_what_anybody_sees() {
    // Each in a thread of its own: clocks and languages of the screens are kept thread by thread.
    let ordinary = std::thread::spawn(|| all_seen(false, None)).join().expect("an ordinary visitor");
    let seen = std::thread::spawn(move || {
        let held = all_seen(true, Some(&ordinary));
        (held.len(), ordinary.len())
    });
    let (held, ordinary) = seen.join().expect("a held visitor");
    assert_eq!(held, ordinary);
}
