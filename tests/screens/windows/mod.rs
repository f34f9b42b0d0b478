//! The real windows, driven end to end: an X server in memory, the program's own processes, a finger and keys.

mod demo;
mod display;
mod fonts;
mod held;
pub mod pair;
mod process;
mod queue;
mod restart;
pub mod site;
pub mod systemd;
mod twin;
mod written;

use std::ffi::OsStr;
use std::time::Duration;

use pair::Pair;
use process::until;
use site::Site;
use twin::Screen;

use Screen::{Guard, Kiosk};

/// How long a visitor may take to be gone: the pulse of the gate, and room for a busy machine.
const GONE: Duration = Duration::from_secs(20);

/// Latin letters: the keyboard of the display has no others.
const NAME: &str = "Maria Lindqvist";
const UNIT: &str = "Nordic Steel AB";
const PHONE: &str = "13812345678";
const RULES: &str = "我未携带违禁品（管制器具、易燃易爆、有毒有害物品），并会遵守以上规定。";
const PAPER: &str = "请用手指在此签名";

/// Whoever touches and reads the screens.
pub trait Hands {
    /// Waits until the screen shows that label.
    fn sees(&mut self, screen: Screen, label: &str);

    /// Touches what carries the label, once it is there.
    fn touches(&mut self, screen: Screen, label: &str);

    /// Types into the field that has the focus.
    fn writes(&mut self, screen: Screen, text: &str);
}

/// Whoever signs with a finger besides.
pub trait Pen: Hands {
    /// Draws a signature on the paper that carries the label, without lifting the finger.
    fn signs(&mut self, screen: Screen, label: &str);
}

#[test]
fn an_ordinary_visitor_is_taken_through_the_real_windows_from_the_first_touch_to_the_badge_handed_back() {
    let (mut real, twin) = (Site::start(), Site::start());
    let mut pair = Pair::open(&real, &twin);
    check_in(&mut pair);
    complete_slip(&mut pair);
    sign_in(&mut pair);
    receive(&mut pair, NAME);
    pair.touches(Guard, "发证");
    let (badge, twins) = (real.badge(), twin.badge());
    assert!(site::words_of(&badge).contains(NAME), "the name is on the badge: {}", site::words_of(&badge));
    let (code, twins) = (site::code_of(&badge), site::code_of(&twins));
    assert!(code.starts_with("GH1") && code != twins, "each site signs its own: {code}");
    pair.touches(Guard, "已佩戴好，开门");
    sign_off(&mut pair);
    pair.touches(Kiosk, "我要离厂");
    pair.scans(&code, &twins, "感谢来访，再见");
    pair.sees(Guard, "当前无人等候。");
    drop(pair);
    // The gate's pulse has to end before the visitor counts as gone.
    until("the end of the visit", GONE, || export(&real).contains("VisitEnded").then_some(()));
    real.stop();
    ended_as_the_rules_say(&real);
    says_nothing_of_people(&real);
}

/// What the three programs said of their work has in it nothing that was typed or read, of visitor, host or guard.
fn says_nothing_of_people(site: &Site) {
    for program in ["serve", "kiosk", "guard"] {
        let said = std::fs::read_to_string(site.log(program)).expect("its log");
        assert!(program != "serve" || said.contains("INFO"), "the core speaks of its work: {said}");
        for word in [NAME, "Maria", UNIT, PHONE, "002X", "王建国", "李志强", "GH1"] {
            assert!(!said.contains(word), "{program} says {word:?}: {said}");
        }
    }
}

pub fn check_in(hands: &mut impl Hands) {
    for label in ["访客登记", "已阅读"] {
        hands.touches(Kiosk, label);
    }
    hands.sees(Kiosk, "您的姓名和单位？");
    hands.writes(Kiosk, NAME);
    hands.touches(Kiosk, "单位");
    hands.writes(Kiosk, UNIT);
    hands.touches(Kiosk, "下一步");
    for digit in PHONE.chars() {
        hands.touches(Kiosk, &digit.to_string());
    }
    for label in ["下一步", "供应商"] {
        hands.touches(Kiosk, label);
    }
    hands.sees(Kiosk, "您要找谁？");
    hands.writes(Kiosk, "wangjianguo");
    for label in ["下一步", "采购部 王建国", "送货或提货", "确认提交"] {
        hands.touches(Kiosk, label);
    }
}

pub fn complete_slip(hands: &mut impl Pen) {
    hands.touches(Kiosk, RULES);
    hands.signs(Kiosk, PAPER);
    for label in ["确认提交", "完成"] {
        hands.touches(Kiosk, label);
    }
}

pub fn sign_in(hands: &mut impl Hands) {
    hands.touches(Guard, "姓名或工号");
    hands.writes(Guard, site::GUARD);
    hands.touches(Guard, "密码");
    hands.writes(Guard, site::PIN);
    hands.touches(Guard, "登录");
}

/// Document seen, host called.
fn receive(pair: &mut Pair, name: &str) {
    for label in [format!("1 {name}").as_str(), "证件已核验", "居民身份证", "证件号后四位"] {
        pair.touches(Guard, label);
    }
    pair.writes(Guard, "002X");
    for label in ["证件有效，人证相符", "联系被访人", "同意来访"] {
        pair.touches(Guard, label);
    }
}

/// The host signs on the slip; their name stands there already.
fn sign_off(pair: &mut Pair) {
    for label in ["接待人员签字", "已签字，我见证"] {
        pair.touches(Guard, label);
    }
    pair.sees(Guard, "已签字");
}

/// What a visit leaves in the record, in this order; one grant and one pulse each way.
const STORY: [&str; 15] = [
    "VisitArrived",
    "SlipCompleted",
    "SignedByFinger",
    "DocumentSeen",
    "HostAnswered",
    "BadgesIssued",
    "Granted",
    "Opened",
    "Passed",
    "SignedOff",
    "Granted",
    "Opened",
    "Passed",
    "BadgeReturned",
    "VisitEnded",
];
/// What stands between and is nobody's step: the start, the texts, the lists, who is on post, the printer, the door's contact.
const BESIDE: [&str; 8] =
    ["CoreStarted", "TextStands", "StaffPut", "HostPut", "PanelsManned", "PostTaken", "PrintMoved", "Sensed"];

fn export(site: &Site) -> String {
    site.told(&["journal", "export", "--format", "jsonl"].map(OsStr::new))
}

/// The record of a stopped site is whole and tells the visit from arrival to end.
fn ended_as_the_rules_say(site: &Site) {
    let exported = export(site);
    let records = exported.lines().map(|line| serde_json::from_str(line).expect("a record in JSON"));
    let records: Vec<serde_json::Value> = records.collect();
    let told = |record: &serde_json::Value| record["what"].as_str().expect("what happened").to_owned();
    let story: Vec<String> =
        records.iter().map(told).filter(|what| !BESIDE.contains(&what.as_str())).collect();
    assert_eq!(story, STORY, "{exported}");
    assert_eq!(records.last().expect("a record")["fields"]["end"], "Left", "{exported}");
    assert!(site.told(&["journal", "verify"].map(OsStr::new)).contains("is whole"));
}
