//! Every page and dialog of the panel can be drawn in both languages; the pictures are for people to look at.

use std::path::PathBuf;

use gatehouse::client::{CoreLink, FromCore};
use gatehouse::picture;
use gatehouse::screens::ui::{GuardApi, GuardDialog, GuardTab, Tokens};
use gatehouse::wire::{
    AdmitAlone, BackupLine, BadgeState, ClassWord, ConfidentialityWord, GateLook, GuardView, LanguageWord,
    PrinterLine, PrinterTroubleWord, SirenLook, StandIn, StateWord, StepWord, TestPrintWord,
};
use slint::ComponentHandle;

use crate::contact_sheet;
use crate::guard_desk::{self, Desk};
use crate::{guard_areas, guard_expected, guard_printer, guard_shift, guard_siren};

/// What is drawn with words of twice their size, too: a page of each kind, and the two fullest sheets.
const AT_200: [&str; 11] = [
    "sign-in",
    "queue-party",
    "expected",
    "on-site",
    "more",
    "hand-over",
    "incident",
    "dialog-document",
    "dialog-override",
    "dialog-printer",
    "siren-and-fire",
];

/// As long as three lines of a card.
const LONG_PURPOSE: &str = "送样品并讨论图纸，顺便参加质量评审会议，确认下个季度的交货计划与包装标准，并取回上次借给计量室的检具和样件";

const LANGUAGES: [(LanguageWord, &str); 2] = [(LanguageWord::Zh, "zh"), (LanguageWord::En, "en")];

fn save(desk: &Desk, name: &str, language: &str) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("panel");
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    let path = folder.join(format!("{name}-{language}.png"));
    picture::save(desk.panel.window().window(), &path).expect("a picture");
    assert!(path.metadata().expect("a file").len() > 4_000, "{name} is not blank");
    let (window, sheet) = (desk.panel.window(), format!("panel-{language}/{name}"));
    if window.window().size().width == 1280 {
        let tokens = window.global::<Tokens>();
        contact_sheet::compare(window.window(), &tokens, &sheet, |_, _| {});
        if AT_200.contains(&name) {
            contact_sheet::compare_at_200(window.window(), &tokens, &sheet);
        }
    }
}

fn word(language: &str, zh: &'static str, en: &'static str) -> &'static str {
    if language == "zh" { zh } else { en }
}

#[test]
fn the_sign_in_can_be_drawn() {
    for (language, tag) in LANGUAGES {
        std::thread::spawn(move || {
            let desk = guard_desk::signed_out(language, 1280, 800);
            save(&desk, "sign-in", tag);
            desk.touch(word(tag, "人工放行", "Override"));
            let mut wrong = guard_desk::problem("wrong-pin", "The PIN is wrong.", "密码错误。");
            wrong.retry_after_s = Some(30);
            desk.hear(FromCore::Signed(Err(wrong)));
            save(&desk, "sign-in-wrong-pin", tag);
            desk.hear(FromCore::Link(CoreLink::Lost));
            save(&desk, "sign-in-link-lost", tag);
        })
        .join()
        .expect("drawn");
    }
}

#[test]
fn every_page_can_be_drawn() {
    for (language, tag) in LANGUAGES {
        std::thread::spawn(move || {
            let mut view = guard_desk::busy_view();
            view.queue[4].purpose = LONG_PURPOSE.into();
            let desk = guard_desk::with(language, view);
            save(&desk, "queue", tag);
            desk.touch("2 李建国");
            save(&desk, "queue-claim", tag);
            desk.touch("5 买买提·艾力·阿卜杜热西提");
            save(&desk, "queue-party", tag);
            desk.touch("4 王芳");
            save(&desk, "queue-held", tag);
            let day = guard_expected::day();
            let busy = GuardView { expected: day.expected, expected_count: 9, ..guard_desk::busy_view() };
            let mut marked = guard_desk::view();
            let mut card = guard_desk::card(9, "陈建国", StateWord::AwaitingIdentity, StepWord::SeeDocument);
            card.may_take_back = true;
            marked.queue.push(card);
            desk.hear(FromCore::Panel(Box::new(marked)));
            desk.touch("9 陈建国");
            save(&desk, "card-marked", tag);
            let mut marked = guard_desk::view();
            let mut card = guard_desk::card(
                9,
                "陈建国",
                StateWord::AwaitingAdministration,
                StepWord::CallAdministration,
            );
            card.class = ClassWord::Vip;
            card.also =
                vec![StepWord::SeeDocument, StepWord::ConfirmIdentity, StepWord::SetHost, StepWord::CallHost];
            (card.may_take_back, card.admit_alone) = (true, Some(AdmitAlone::Now));
            marked.queue.push(card);
            desk.hear(FromCore::Panel(Box::new(marked)));
            save(&desk, "card-marked-vip", tag);
            desk.hear(FromCore::Panel(Box::new(busy)));
            desk.touch(word(tag, "今日预约", "Expected"));
            save(&desk, "expected", tag);
            desk.touch(word(tag, "在厂", "On site"));
            desk.touch("152 王芳");
            save(&desk, "on-site", tag);
            desk.touch(word(tag, "未还证", "Badges out"));
            save(&desk, "badges", tag);
            desk.touch(word(tag, "更多", "More"));
            save(&desk, "more", tag);
            desk.touch(word(tag, "手工登记访客", "New visitor by hand"));
            save(&desk, "by-hand", tag);
            desk.touch(word(tag, "姓名", "Name"));
            save(&desk, "by-hand-keyboard", tag);
            desk.touch(word(tag, "返回", "Back"));
            desk.touch(word(tag, "纸质登记补录", "Paper visit, entered later"));
            save(&desk, "paper", tag);
            desk.touch(word(tag, "返回", "Back"));
            desk.touch(word(tag, "公务进入", "Officials on duty"));
            save(&desk, "official", tag);
        })
        .join()
        .expect("drawn");
    }
}

#[test]
fn every_dialog_of_a_card_can_be_drawn() {
    let steps = [
        (StepWord::CheckMark, "mark"),
        (StepWord::ConfirmClass, "class"),
        (StepWord::SeeDocument, "document"),
        (StepWord::CallHost, "call-host"),
        (StepWord::SetHost, "set-host"),
        (StepWord::CallAdministration, "administration"),
        (StepWord::WaitForSlip, "slip"),
        (StepWord::IsItInTheTray, "tray"),
        (StepWord::SignOff, "sign-off"),
        (StepWord::LetOut, "let-out"),
        (StepWord::Incident, "open-incident"),
    ];
    for (language, tag) in LANGUAGES {
        std::thread::spawn(move || {
            let desk = guard_desk::with(language, guard_desk::view());
            for (step, name) in steps {
                let mut view = guard_desk::view();
                let mut card = guard_desk::card(7, "欧阳娜娜", StateWord::AwaitingIdentity, step);
                card.admit_alone = Some(AdmitAlone::From(guard_desk::NOW + 60_000));
                card.compare = vec![guard_desk::listed()];
                card.stand_in = Some(StandIn { name: "陈静".into(), phone: "8155".into() });
                card.level = "A 级，总经理接待".into();
                view.queue.push(card);
                desk.hear(FromCore::Panel(Box::new(view)));
                desk.touch("7 欧阳娜娜");
                desk.panel.window().global::<gatehouse::screens::ui::GuardApi>().invoke_press(step.into());
                save(&desk, &format!("dialog-{name}"), tag);
                desk.touch(word(tag, "返回", "Back"));
            }
            let mut view = guard_desk::view();
            let mut card = guard_desk::card(7, "李建国", StateWord::Admitted, StepWord::WaitForPrinter);
            card.persons = vec![
                guard_desk::badged(0, "李建国", 107, BadgeState::OnLoan, false),
                guard_desk::badged(1, "王芳", 108, BadgeState::NotPrinted, false),
            ];
            card.cards = 1;
            view.queue.push(card);
            let trouble = Some(PrinterTroubleWord::PaperOut);
            view.printer = PrinterLine { trouble, ..PrinterLine::default() };
            desk.hear(FromCore::Panel(Box::new(view)));
            desk.touch("107 李建国");
            save(&desk, "card-not-printed", tag);
            desk.touch(word(tag, "发编号卡", "Numbered cards"));
            save(&desk, "dialog-cards", tag);
            desk.touch(word(tag, "返回", "Back"));
            desk.hear(FromCore::Panel(Box::new(guard_areas::view(|card| card.area = "办公区".into()))));
            desk.touch("7 李建国");
            desk.touch(word(tag, "发证", "Issue badge"));
            save(&desk, "dialog-area", tag);
            desk.touch(word(tag, "返回", "Back"));
            desk.hear(FromCore::Panel(Box::new(guard_areas::view(|_| {}))));
            desk.touch(word(tag, "选择区域", "Choose the area"));
            desk.touch(word(tag, "不注明区域", "No area"));
            save(&desk, "dialog-area-none", tag);
            desk.touch(word(tag, "返回", "Back"));
            desk.touch(word(tag, "不予入内", "Refuse"));
            save(&desk, "dialog-refuse", tag);
            desk.touch(word(tag, "未获同意", "No consent"));
            desk.touch_top(word(tag, "不予入内", "Refuse"));
            save(&desk, "dialog-refuse-confirm", tag);
            desk.touch(word(tag, "返回", "Back"));
            desk.touch(word(tag, "返回", "Back"));
            desk.touch(word(tag, "更正访客单", "Correct the slip"));
            save(&desk, "dialog-correct", tag);
            desk.touch(word(tag, "人工放行", "Override"));
            save(&desk, "dialog-override", tag);
        })
        .join()
        .expect("drawn");
    }
}

#[test]
fn the_guards_day_can_be_drawn() {
    for (language, tag) in LANGUAGES {
        std::thread::spawn(move || {
            let desk = guard_desk::with(language, guard_desk::view());
            let api = desk.panel.window().global::<GuardApi>();
            let page = |view: GuardView, tab, name| {
                desk.hear(FromCore::Panel(Box::new(view)));
                api.invoke_show_tab(tab);
                save(&desk, name, tag);
            };
            let sheet = |dialog, name| {
                api.invoke_ask_desk(dialog);
                save(&desk, name, tag);
                desk.touch(word(tag, "返回", "Back"));
            };
            page(guard_desk::view(), GuardTab::RollCall, "roll-call-none");
            page(guard_shift::roll_call(), GuardTab::RollCall, "roll-call");
            sheet(GuardDialog::EndRollCall, "dialog-end-roll-call");
            page(guard_shift::on_post(), GuardTab::Handover, "hand-over-none");
            sheet(GuardDialog::ShiftNote, "dialog-shift-note");
            sheet(GuardDialog::Quick, "dialog-quick");
            page(guard_shift::begun(), GuardTab::Handover, "hand-over-begun");
            sheet(GuardDialog::JoinHandover, "dialog-join");
            page(guard_shift::joined(), GuardTab::Handover, "hand-over");
            sheet(GuardDialog::EndHandover, "dialog-both-sign");
            sheet(GuardDialog::BreakOffHandover, "dialog-break-off");
            page(guard_shift::owed(), GuardTab::Owed, "slips-owed");
            desk.touch(word(tag, "无法补齐", "Cannot be completed"));
            save(&desk, "dialog-close-slip", tag);
            desk.touch(word(tag, "返回", "Back"));
            page(guard_shift::owed(), GuardTab::Keys, "keys");
            api.invoke_show_tab(GuardTab::Today);
            save(&desk, "today-none", tag);
            desk.asked();
            api.invoke_find_today("lijianguo".into());
            guard_shift::answer_today(&desk);
            save(&desk, "today", tag);
            let mut view = guard_desk::view();
            let mut card = guard_desk::card(7, "李建国", StateWord::AwaitingHost, StepWord::CallHost);
            card.confidentiality = Some(ConfidentialityWord::Refused);
            view.queue.push(card);
            desk.hear(FromCore::Panel(Box::new(view)));
            api.invoke_select("G1-000007".into());
            desk.touch(word(tag, "先放行后补单", "Let in now, slip later"));
            save(&desk, "dialog-express", tag);
            desk.touch(word(tag, "返回", "Back"));
            desk.touch(word(tag, "保密免签", "Waive confidentiality"));
            save(&desk, "dialog-waive", tag);
            desk.touch(word(tag, "返回", "Back"));
            desk.hear(FromCore::Panel(Box::new(guard_shift::to_be_signed())));
            desk.touch("7 李建国");
            desk.touch(word(tag, "接待人员签字", "Sign off"));
            guard_shift::draw(&desk, word(tag, "在此签字或签在纸上", "Sign here, or on paper"));
            save(&desk, "dialog-sign-off-by-finger", tag);
        })
        .join()
        .expect("drawn");
    }
}

#[test]
fn trouble_can_be_drawn() {
    for (language, tag) in LANGUAGES {
        std::thread::spawn(move || {
            let desk = guard_desk::with(language, guard_desk::incident_view());
            desk.touch("1 张伟");
            save(&desk, "incident-card", tag);
            desk.touch(word(tag, "突发事件", "Incidents"));
            save(&desk, "incident", tag);
            let mut view = guard_desk::busy_view();
            view.store.well = false;
            view.store.unrecorded = 3;
            view.gate.look = GateLook::FireOpen;
            view.printer.well = false;
            desk.hear(FromCore::Panel(Box::new(view)));
            desk.hear(FromCore::Link(CoreLink::Lost));
            desk.touch(word(tag, "等候", "Queue"));
            desk.touch(word(tag, "人工放行", "Override"));
            save(&desk, "override-link-lost", tag);
            desk.touch(word(tag, "返回", "Back"));
            save(&desk, "everything-at-once", tag);
        })
        .join()
        .expect("drawn");
    }
}

#[test]
fn siren_printer_and_backup_can_be_drawn() {
    for (language, tag) in LANGUAGES {
        std::thread::spawn(move || {
            let desk = guard_desk::with(language, guard_desk::view());
            let sees = |view: GuardView| desk.hear(FromCore::Panel(Box::new(view)));
            let printer = |line: PrinterLine, name| {
                sees(guard_printer::view(line));
                save(&desk, name, tag);
            };
            sees(guard_siren::view(SirenLook::Quiet));
            desk.touch(word(tag, "鸣响警报", "Sound the siren"));
            save(&desk, "dialog-siren", tag);
            desk.touch(word(tag, "返回", "Back"));
            let GuardView { gate, .. } = guard_siren::view(SirenLook::Sounding);
            sees(GuardView { gate, ..guard_desk::busy_view() });
            desk.touch("2 李建国");
            save(&desk, "siren", tag);
            let mut view =
                GuardView { gate: guard_siren::view(SirenLook::Sounding).gate, ..guard_desk::busy_view() };
            view.gate.look = GateLook::FireOpen;
            view.printer = guard_printer::on_spare();
            sees(view);
            save(&desk, "siren-and-fire", tag);
            let backup =
                Some(BackupLine { well: false, last: Some(guard_desk::NOW - 259_200_000), failed: Some(0) });
            let line = guard_printer::on_spare();
            sees(GuardView { printer: line, backup, ..guard_desk::busy_view() });
            save(&desk, "spare-and-backup", tag);
            sees(GuardView { printer: guard_printer::low(12), backup, ..guard_desk::busy_view() });
            save(&desk, "labels-low", tag);
            sees(guard_printer::view(guard_printer::ready()));
            desk.touch(word(tag, "打印机正常", "Printer ready"));
            save(&desk, "dialog-printer-ready", tag);
            let test = Some(TestPrintWord::NotPrinted);
            printer(PrinterLine { test, ..guard_printer::on_spare() }, "dialog-printer");
            printer(
                PrinterLine { test: Some(TestPrintWord::Printing), ..guard_printer::low(0) },
                "dialog-printer-low",
            );
            desk.hear(FromCore::Link(CoreLink::Lost));
            save(&desk, "dialog-printer-link-lost", tag);
        })
        .join()
        .expect("drawn");
    }
}

/// A page that is called otherwise now would leave its large sheet behind, and be drawn at no size but the usual one.
#[test]
fn what_is_drawn_with_large_words_is_a_page_of_the_panel() {
    let pictures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/screens/pictures");
    for (_, tag) in LANGUAGES {
        let files = std::fs::read_dir(pictures.join(format!("panel-{tag}"))).expect("the sheets");
        let names: Vec<String> =
            files.map(|file| file.expect("a sheet").file_name().into_string().expect("a name")).collect();
        let mut large: Vec<&str> = names.iter().filter_map(|name| name.strip_suffix("-200.png")).collect();
        large.sort_unstable();
        let mut wanted = AT_200;
        wanted.sort_unstable();
        assert_eq!(large, wanted);
        assert!(wanted.iter().all(|name| names.contains(&format!("{name}.png"))), "{wanted:?}");
    }
}

#[test]
fn a_large_display_can_be_drawn() {
    let desk = guard_desk::sized(LanguageWord::Zh, guard_desk::busy_view(), 1920, 1080);
    desk.touch("2 李建国");
    save(&desk, "queue-large", "zh");
}
