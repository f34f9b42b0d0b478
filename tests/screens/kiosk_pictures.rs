//! A picture of every screen of the touchscreen in both languages, with long names, for people to look at.

use std::path::{Path, PathBuf};

use gatehouse::client::{CoreLink, FromCore};
use gatehouse::screens::ui::{KioskApi, KioskScreen};
use gatehouse::wire::{HostHit, KioskFace, LanguageWord, TroubleWord};
use i_slint_backend_testing::ElementHandle;
use slint::ComponentHandle;

use crate::kiosk_stage::{Stage, arrived};
use crate::stage::seconds;

/// Smallest picture that is not empty, bytes: one colour over the whole screen packs into less.
const PICTURE_MIN: u64 = 8_000;

fn folder(language: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kiosk-pictures").join(language);
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    folder
}

struct Album {
    stage: Stage,
    folder: PathBuf,
    taken: usize,
}

impl Album {
    fn take(&mut self, name: &str) {
        self.taken += 1;
        let path = self.folder.join(format!("{:02}-{name}.png", self.taken));
        self.stage.save(&path);
        assert!(std::fs::metadata(&path).expect("the picture").len() > PICTURE_MIN, "{name} is empty");
    }

    /// The screen says the same thing in the language of the album: touches by place in the label lists.
    fn touch(&self, zh: &str, en: &str) {
        self.stage.touch(if self.folder.ends_with("zh") { zh } else { en });
    }
}

fn take_all(language: LanguageWord) {
    let folder = folder(if language == LanguageWord::Zh { "zh" } else { "en" });
    let mut album = Album { stage: Stage::unreached(), folder, taken: 0 };
    album.take("core-gone");
    album.stage.say(FromCore::Link(CoreLink::Live));
    album.stage.say(FromCore::Site(Box::new(crate::kiosk_stage::site())));
    album.stage.speak(language);
    album.take("welcome");
    album.touch("访客登记", "Check in");
    album.take("notice");
    album.touch("已阅读，继续", "Read, go on");
    album.take("name-empty");
    album.touch("下一步", "Next");
    album.take("name-wrong");
    album.stage.type_text("Maximiliane von Hohenzollern-Schönhausen");
    album.touch("单位", "Unit");
    album.stage.type_text("中国航空工业集团公司北京长城计量测试技术研究所华东分所技术部");
    album.take("name-long");
    album.touch("下一步", "Next");
    album.stage.type_text("13812345678");
    album.take("phone");
    album.touch("下一步", "Next");
    album.touch("供应商", "Supplier");
    album.take("kind");
    album.touch("下一步", "Next");
    album.take("host-empty");
    album.stage.type_text("zhangwei");
    album.touch("下一步", "Next");
    let hit = |id, department: &str| HostHit { id, name: "张伟".to_owned(), department: department.to_owned() };
    let departments = ["设备动力部", "质量管理与体系认证部", "采购部", "Research and development", "人力资源部"];
    album.stage.find(departments.iter().zip(1..).map(|(department, id)| hit(id, department)).collect());
    album.take("host-hits");
    album.stage.touch("质量管理与体系认证部 张伟");
    album.touch("下一步", "Next");
    album.touch("业务洽谈", "Business talk");
    album.take("purpose");
    album.touch("下一步", "Next");
    for name in ["欧阳娜娜", "Bartholomew Featherstonehaugh", "王小明", "李娜", "赵敏"] {
        ElementHandle::find_by_accessible_label(
            album.stage.window(),
            if language == LanguageWord::Zh { "随行人员" } else { "Companions" },
        )
        .next()
        .expect("the field")
        .mock_single_click(slint::platform::PointerEventButton::Left);
        album.stage.type_text(name);
        album.touch("添加", "Add");
    }
    album.touch("添加儿童", "Add a child");
    album.take("companions");
    album.touch("下一步", "Next");
    album.take("review");
    album.touch("确认提交", "Submit");
    album.take("review-sending");
    album.stage.grant(arrived());
    album.stage.view(KioskFace::PleaseWait, true);
    album.take("please-wait");
    album.touch("取消来访", "Cancel my visit");
    album.take("cancel");
    album.touch("不，继续等候", "No, keep waiting");
    album.touch("继续填写访客单", "Go on with the visitor slip");
    album.take("document");
    album.touch("居民身份证", "Resident identity card");
    album.touch("证件号码", "Document number");
    album.stage.type_text("32010219900307");
    album.touch("下一步", "Next");
    album.take("document-unticked");
    let consent = "Separate consent: the number is checked, only its last four characters are kept.";
    album.touch("单独同意：核验证件号码，仅保留后四位。", consent);
    album.touch("下一步", "Next");
    album.touch("车牌号", "Vehicle plate");
    album.stage.type_text("苏E12345D");
    album.take("things");
    album.touch("下一步", "Next");
    album.touch("确认提交", "Submit");
    album.take("rules");
    seconds(41);
    album.take("idle");
    album.stage.view(KioskFace::BadgePrinting, false);
    album.take("badge-printing");
    album.stage.view_in_trouble(KioskFace::BadgePrinting, false, Some(TroubleWord::Printer));
    album.take("printer");
    album.stage.view_in_trouble(KioskFace::BadgePrinting, false, Some(TroubleWord::ClockWrong));
    album.take("clock-wrong");
    album.stage.view(KioskFace::ComeIn, false);
    album.take("come-in");
    album.stage.view_in_trouble(KioskFace::ComeIn, false, Some(TroubleWord::GateStuck));
    album.take("gate-stuck");
    album.stage.view(KioskFace::SeeTheGuard, false);
    album.take("see-the-guard");
    album.touch("完成", "Done");
    album.stage.say(FromCore::Trouble(Some(TroubleWord::Printer)));
    album.take("welcome-printer");
    album.stage.say(FromCore::Trouble(None));
    album.touch("我要离厂", "Leaving");
    album.take("leaving");
    album.touch("访客证丢失", "I lost my badge");
    album.take("lost-badge");
    album.touch("重新开始", "Start over");
    album.take("start-over");
    album.touch("是，全部清除", "Yes, wipe it");
    album.touch("我有预约", "I have a booking");
    album.touch("已阅读，继续", "Read, go on");
    album.take("booking");
    album.touch("没有二维码，用姓名和电话查找", "I have no code: name and phone");
    album.stage.type_text("李娜");
    album.touch("手机号", "Your phone");
    album.stage.type_text("13900001111");
    album.touch("下一步", "Next");
    album.stage.refuse(None, "No booking fits this name and phone", "没有找到与姓名和手机号相符的预约");
    album.take("booking-by-name-refused");
    album.touch("呼叫保安", "Call the guard");
    album.take("calling");
    album.touch("重新开始", "Start over");
    album.touch("是，全部清除", "Yes, wipe it");
    album.touch("我有排队号", "I have a number");
    album.take("come-back");
    for (trouble, name) in
        [(TroubleWord::StoreRefused, "store"), (TroubleWord::Lockdown, "lockdown"), (TroubleWord::Fire, "fire")]
    {
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
