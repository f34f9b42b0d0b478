//! The real windows, driven end to end: an X server in memory, the program's own processes, a finger and keys.

mod display;
mod pair;
mod site;

use std::ffi::OsStr;
use std::process::{Child, ChildStdout, Command, ExitStatus};
use std::time::{Duration, Instant};

use pair::{Pair, Screen};
use site::Site;

use Screen::{Guard, Kiosk};

/// How often it is looked whether a state has come.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How long a visitor may take to be gone: the pulse of the gate, and room for a busy machine.
const GONE: Duration = Duration::from_secs(20);

/// A process that ends with the test, whatever ends the test.
pub struct Started(Child);

impl Started {
    /// A command whose process dies with the thread that starts it, even where nothing is dropped any more.
    pub fn command(program: &str) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", program]);
        command
    }

    pub fn start(command: &mut Command) -> Started {
        Started(command.spawn().expect("started"))
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Its standard output, once.
    pub fn output(&mut self) -> ChildStdout {
        self.0.stdout.take().expect("its output")
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().expect("a child")
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // Fails only where it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Looks until there is an answer.
fn until<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < limit, "{what} did not come within {limit:?}");
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Latin letters: the keyboard of the display has no others.
const NAME: &str = "Maria Lindqvist";
const UNIT: &str = "Nordic Steel AB";
const PHONE: &str = "13812345678";
const NOTHING_FORBIDDEN: &str = "我未携带违禁品（管制器具、易燃易爆、有毒有害物品）。";
const RULES: &str = "我会遵守以上规定：佩戴访客证，不拍照，注意安全标识。";

#[test]
fn an_ordinary_visitor_is_taken_through_the_real_windows_from_the_first_touch_to_the_badge_handed_back() {
    let (mut real, twin) = (Site::start(), Site::start());
    let mut pair = Pair::open(&real, &twin);
    check_in(&mut pair);
    complete_slip(&mut pair);
    sign_in(&mut pair);
    receive(&mut pair);
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
}

fn check_in(pair: &mut Pair) {
    for label in ["访客登记", "已阅读"] {
        pair.touches(Kiosk, label);
    }
    pair.sees(Kiosk, "您的姓名和单位？");
    pair.writes(Kiosk, NAME);
    pair.touches(Kiosk, "单位");
    pair.writes(Kiosk, UNIT);
    pair.touches(Kiosk, "下一步");
    for digit in PHONE.chars() {
        pair.touches(Kiosk, &digit.to_string());
    }
    for label in ["下一步", "供应商", "下一步"] {
        pair.touches(Kiosk, label);
    }
    pair.sees(Kiosk, "您要找谁？");
    pair.writes(Kiosk, "wangjianguo");
    for label in ["下一步", "采购部 王建国", "下一步", "送货或提货", "下一步", "下一步", "确认提交"]
    {
        pair.touches(Kiosk, label);
    }
}

fn complete_slip(pair: &mut Pair) {
    for label in ["继续填写访客单", "下一步", "下一步", NOTHING_FORBIDDEN, RULES, "确认提交"]
    {
        pair.touches(Kiosk, label);
    }
    pair.touches(Kiosk, "完成");
}

fn sign_in(pair: &mut Pair) {
    pair.touches(Guard, "姓名或工号");
    pair.writes(Guard, site::GUARD);
    pair.touches(Guard, "密码");
    pair.writes(Guard, site::PIN);
    pair.touches(Guard, "登录");
}

/// Document seen, host called.
fn receive(pair: &mut Pair) {
    for label in [&format!("1 {NAME}"), "证件已核验", "居民身份证", "证件号后四位"] {
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
const STORY: [&str; 14] = [
    "VisitArrived",
    "SlipCompleted",
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
/// What stands between and is nobody's step: the start, the lists, the printer, the door's contact.
const BESIDE: [&str; 5] = ["CoreStarted", "StaffPut", "HostPut", "PrintMoved", "Sensed"];

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
