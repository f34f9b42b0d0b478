//! A picture of every screen of the touchscreen in both languages, with long names, for people to look at.

use std::path::{Path, PathBuf};

use gatehouse::client::{CoreLink, FromCore};
use gatehouse::screens::ui::{KioskApi, KioskScreen, Tokens};
use gatehouse::wire::{HostHit, KioskFace, LanguageWord, TroubleWord};
use i_slint_backend_testing::{AccessibleRole, ElementQuery};
use slint::ComponentHandle;

use crate::contact_sheet;
use crate::kiosk_stage::{Stage, arrived};
use crate::stage::seconds;

/// Smallest picture that is not empty, bytes: one colour over the whole screen packs into less.
const PICTURE_MIN: u64 = 8_000;

/// What is drawn with words of twice their size, too: a page of each kind.
const AT_200: [&str; 8] =
    ["welcome", "notice", "name-long", "kind", "host-hits", "review", "rules-first", "please-wait"];

/// What makes a purpose as long as three lines.
const ALSO: &str =
    "，顺便参加质量评审会议，确认下个季度的交货计划与包装标准，并取回上次借给计量室的检具和样件";

/// Smallest side of what a finger in a glove hits, pixels: `touch` in the theme.
const TOUCH_MIN: f32 = 56.0;
/// The same on a small display, whose pixels are larger.
const TOUCH_MIN_SMALL: f32 = 48.0;
/// A key of a keyboard on a small display: ten share its width.
const KEY_MIN: (f32, f32) = (34.0, 44.0);

fn folder(language: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kiosk-pictures").join(language);
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    folder
}

/// Whoever looks at every screen.
struct Album<'l> {
    stage: Stage,
    look: &'l mut dyn FnMut(&Stage, &str),
}

impl Album<'_> {
    fn take(&mut self, name: &str) {
        (self.look)(&self.stage, name);
    }
}

/// Everything that can be touched is large enough, and at the full size on the screen: smaller ones scroll.
fn check_touches(stage: &Stage, name: &str, width: u32, height: u32) {
    let full = (width, height) == (1280, 800);
    let least = if width.max(height) == 1280 { TOUCH_MIN } else { TOUCH_MIN_SMALL };
    for element in ElementQuery::from_root(stage.window()).match_descendants().find_all() {
        let label = element.accessible_label().unwrap_or_default();
        let (at, size) = (element.absolute_position(), element.size());
        let touched = [AccessibleRole::Button, AccessibleRole::RadioButton, AccessibleRole::Checkbox];
        if element.accessible_role().is_some_and(|role| touched.contains(&role)) {
            let is_key = element.type_name().is_some_and(|kind| kind.contains("Key") || kind == "Candidate");
            let (wide, high) = if is_key && !full { KEY_MIN } else { (least, least) };
            let large = size.width >= wide && size.height >= high;
            assert!(large, "{name}, {width} by {height}: {label} is {size:?}");
            if full {
                let (right, bottom) = (at.x + size.width, at.y + size.height);
                let inside = at.x >= 0.0 && at.y >= 0.0 && right <= 1280.5 && bottom <= 800.5;
                assert!(inside, "{name}: {label} ends at {right}, {bottom}");
            }
        }
    }
}

fn take_all(language: LanguageWord) {
    let tag = if language == LanguageWord::Zh { "zh" } else { "en" };
    let (folder, mut taken, mut large) = (folder(tag), 0, 0);
    every_screen(language, &mut |stage, name| {
        taken += 1;
        let path = folder.join(format!("{taken:02}-{name}.png"));
        stage.save(&path);
        assert!(std::fs::metadata(&path).expect("the picture").len() > PICTURE_MIN, "{name} is empty");
        let window = stage.window();
        let sheet = format!("kiosk-{tag}/{name}");
        let tokens = window.global::<Tokens>();
        contact_sheet::compare(window.window(), &tokens, &sheet, |width, height| {
            check_touches(stage, name, width, height);
        });
        if AT_200.contains(&name) {
            contact_sheet::compare_at_200(window.window(), &tokens, &sheet);
            large += 1;
        }
    });
    assert_eq!(large, AT_200.len(), "each of {AT_200:?} is a page");
}

/// Leads a visitor through every screen and question, and has each of them looked at.
pub fn every_screen(language: LanguageWord, look: &mut dyn FnMut(&Stage, &str)) {
    let mut album = Album { stage: Stage::unreached(), look };
    album.stage.say(FromCore::Link(CoreLink::Live));
    album.stage.say(FromCore::Site(Box::new(crate::kiosk_stage::site())));
    album.stage.speak(language);
    album.stage.say(FromCore::Link(CoreLink::Lost));
    album.take("core-gone");
    album.stage.say(FromCore::Link(CoreLink::Live));
    album.take("welcome");
    album.stage.touch("Check in");
    album.take("notice");
    album.stage.touch("Continue");
    album.take("name-empty");
    album.stage.touch("Next");
    album.take("name-wrong");
    album.stage.type_text("Maximiliane von Hohenzollern-Schönhausen");
    album.stage.touch("Unit");
    album.stage.type_text("中国航空工业集团公司北京长城计量测试技术研究所华东分所技术部");
    album.take("name-long");
    album.stage.touch("Next");
    album.stage.type_text("13812345678");
    album.take("phone");
    album.stage.touch("Next");
    album.take("kind");
    album.stage.touch("Supplier");
    album.take("host-empty");
    album.stage.type_text("zhangwei");
    album.stage.touch("Next");
    let hit =
        |id, department: &str| HostHit { id, name: "张伟".to_owned(), department: department.to_owned() };
    let departments =
        ["设备动力部", "质量管理与体系认证部", "采购部", "Research and development", "人力资源部"];
    album.stage.find(departments.iter().zip(1..).map(|(department, id)| hit(id, department)).collect());
    album.take("host-hits");
    album.stage.touch_name("质量管理与体系认证部 张伟");
    album.take("purpose");
    album.stage.touch("Business talk");
    album.take("review-alone");
    album.stage.opens("Companions", "just me");
    for name in ["欧阳娜娜", "Bartholomew Featherstonehaugh", "王小明", "李娜", "赵敏"] {
        album.stage.touch("Companions");
        album.stage.type_text(name);
        album.stage.touch("Add");
    }
    album.stage.touch("Add a child");
    album.take("companions");
    album.stage.touch("Next");
    album.stage.opens("Purpose", "Business talk");
    album.stage.touch("Purpose");
    album.stage.type_text(ALSO);
    album.stage.touch("Next");
    album.take("review");
    album.stage.touch("Submit");
    album.take("review-sending");
    album.stage.grant(arrived());
    album.stage.view(KioskFace::PleaseWait, true);
    album.take("rules-first");
    album.stage.touch("Back");
    album.take("please-wait");
    album.stage.touch("Cancel my visit");
    album.take("cancel");
    album.stage.touch("No, keep waiting");
    album.stage.touch("Go on with the visitor slip");
    album.stage.opens("Document", "the guard looks at it");
    album.take("document");
    album.stage.touch("Resident ID card");
    album.stage.touch("Document number");
    album.stage.type_text("32010219900307");
    album.stage.touch("Continue with the slip");
    album.take("document-unticked");
    let consent = "Separate consent: the number is checked, only its last four characters are kept.";
    album.stage.touch(consent);
    album.stage.touch("Continue with the slip");
    album.stage.opens("Brought along", "none");
    album.take("things-province");
    album.stage.touch("Vehicle plate");
    album.stage.type_text("苏E12345D");
    album.take("things");
    album.stage.touch("Continue with the slip");
    album.stage.touch("Submit");
    album.take("rules");
    seconds(41);
    album.take("idle");
    album.stage.view(KioskFace::BadgePrinting, false);
    album.take("badge-printing");
    album.stage.view_in_trouble(KioskFace::BadgePrinting, false, Some(TroubleWord::Printer));
    album.take("printer");
    album.stage.view_in_trouble(KioskFace::BadgePrinting, false, Some(TroubleWord::PaperOut));
    album.take("paper-out");
    album.stage.view_in_trouble(KioskFace::BadgePrinting, false, Some(TroubleWord::ClockWrong));
    album.take("clock-wrong");
    album.stage.view(KioskFace::ComeIn, false);
    album.take("come-in");
    album.stage.view_in_trouble(KioskFace::ComeIn, false, Some(TroubleWord::GateStuck));
    album.take("gate-stuck");
    album.stage.view(KioskFace::SeeTheGuard, false);
    album.take("see-the-guard");
    album.stage.touch("OK");
    album.stage.speaks_again(LanguageWord::Zh);
    album.stage.speak(language);
    album.stage.say(FromCore::Trouble(Some(TroubleWord::Printer)));
    album.take("welcome-printer");
    album.stage.say(FromCore::Trouble(Some(TroubleWord::PaperOut)));
    album.take("welcome-paper-out");
    album.stage.say(FromCore::Trouble(None));
    album.stage.touch("Leaving{}");
    album.take("leaving");
    album.stage.touch("I lost my badge");
    album.take("lost-badge");
    album.stage.touch("Start over");
    album.take("start-over");
    album.stage.touch("Yes, wipe it");
    album.stage.touch("I have a booking");
    album.stage.touch("Continue");
    album.take("booking");
    album.stage.touch("I have no code: name and phone");
    album.stage.type_text("李娜");
    album.stage.touch("Your phone");
    album.stage.type_text("13900001111");
    album.stage.touch("Next");
    album.stage.refuse(None, "No booking fits this name and phone", "没有找到与姓名和手机号相符的预约");
    album.take("booking-by-name-refused");
    album.stage.touch("Call the guard");
    album.take("calling");
    album.stage.touch("Start over");
    album.stage.touch("Yes, wipe it");
    album.stage.touch("I have a number");
    album.take("come-back");
    album.stage.touch("Back");
    album.stage.touch("I have been here before");
    album.stage.touch("Continue");
    album.take("returning");
    album.stage.touch("Forget me");
    album.take("forget-me");
    album.stage.touch("No, keep it");
    album.stage.touch("Easier to read");
    album.take("easier");
    album.stage.touch("Done");
    album.stage.touch("Start over");
    album.stage.touch("Yes, wipe it");
    for (trouble, name) in [
        (TroubleWord::StoreRefused, "store"),
        (TroubleWord::Lockdown, "lockdown"),
        (TroubleWord::Fire, "fire"),
    ] {
        album.stage.say(FromCore::Trouble(Some(trouble)));
        album.take(name);
    }
    let api = album.stage.window().global::<KioskApi>();
    api.set_screen(KioskScreen::Goodbye);
    album.take("goodbye");
}

#[test]
fn every_screen_has_a_picture_in_chinese() {
    take_all(LanguageWord::Zh);
}

#[test]
fn every_screen_has_a_picture_in_english() {
    take_all(LanguageWord::En);
}
