//! The gate is in reach in every state of the panel, and nothing opens behind the guard's back.

use gatehouse::client::{CoreLink, FromCore, ToCore};
use gatehouse::domain::Reason;
use gatehouse::wire::{GateLook, LanguageWord, PrinterLine, PrinterTroubleWord, StateWord, StepWord, Wish};

use crate::guard_desk::{self, Desk};

fn override_opens(desk: &Desk, state: &str) {
    desk.touch("人工放行");
    assert!(desk.shows("立即开门"), "no override: {state}");
    desk.touch_top("返回");
    assert!(!desk.shows("立即开门"), "no way back: {state}");
}

#[test]
fn override_is_in_reach_on_every_page_and_in_every_trouble() {
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::busy_view());
    for page in ["等候", "今日预约", "在厂", "未还证", "点名", "突发事件", "更多"] {
        desk.touch(page);
        override_opens(&desk, page);
    }
    for look in [
        GateLook::Shut,
        GateLook::Opening,
        GateLook::EmergencyOpen,
        GateLook::FireOpen,
        GateLook::Lockdown,
        GateLook::EntryStopped,
        GateLook::Faulted,
    ] {
        let mut view = guard_desk::busy_view();
        view.gate.look = look;
        view.store.well = false;
        view.store.clock_behind = true;
        view.printer.well = false;
        desk.hear(FromCore::Panel(Box::new(view)));
        override_opens(&desk, &format!("{look:?}"));
    }
}

#[test]
fn the_guard_reads_what_the_printer_lacks_above_the_list_and_beside_the_gate() {
    use PrinterTroubleWord as T;
    let zh = [
        (T::PaperOut, "访客证打印机缺纸：装纸后自动继续打印，也可发编号卡。", "打印机缺纸"),
        (T::CoverOpen, "访客证打印机机盖未合：合上后自动继续打印，也可发编号卡。", "打印机盖未合"),
        (T::Jam, "访客证打印机卡纸：取出卡纸后自动继续打印，也可发编号卡。", "打印机卡纸"),
        (T::InkOut, "访客证打印机色带或墨已用尽：更换后自动继续打印，也可发编号卡。", "打印机缺墨"),
        (T::Offline, "访客证打印机无应答：请检查电源和网线，也可发编号卡。", "打印机无应答"),
        (T::WrongPaper, "访客证打印机纸张规格不符：请换上正确的纸，也可发编号卡。", "打印纸规格不符"),
    ];
    let goes_on = "and it goes on by itself; or give out numbered cards.";
    let en = [
        (T::PaperOut, format!("The badge printer has no paper. Load paper, {goes_on}"), "No paper"),
        (T::CoverOpen, format!("The badge printer is open. Close it, {goes_on}"), "Printer open"),
        (T::Jam, format!("Paper is stuck in the badge printer. Take it out, {goes_on}"), "Paper stuck"),
        (
            T::InkOut,
            format!("The badge printer has no ribbon or ink. Change it, {goes_on}"),
            "No ribbon or ink",
        ),
    ];
    let zh = zh.map(|(trouble, banner, chip)| (LanguageWord::Zh, trouble, banner.to_owned(), chip));
    let en = en.map(|(trouble, banner, chip)| (LanguageWord::En, trouble, banner, chip));
    for (language, trouble, banner, chip) in zh.into_iter().chain(en) {
        let mut view = guard_desk::view();
        view.printer =
            PrinterLine { well: false, trouble: Some(trouble), waiting: 1, ..PrinterLine::default() };
        let desk = guard_desk::with(language, view.clone());
        assert!(desk.shows(&banner) && desk.shows(chip), "{trouble:?}");
        // Mended, and a badge is left behind.
        view.printer.trouble = None;
        desk.hear(FromCore::Panel(Box::new(view)));
        let left = match language {
            LanguageWord::Zh => "访客证打印机异常：请检查后补打，也可发编号卡。",
            LanguageWord::En => {
                "The badge printer does not work: look at it, then reprint; or give out numbered cards."
            }
        };
        assert!(desk.shows(left) && !desk.shows(&banner) && !desk.shows(chip));
    }
}

#[test]
fn override_lies_above_every_dialog_and_leaves_it_as_it_was() {
    let mut view = guard_desk::view();
    view.queue.push(guard_desk::card(7, "李建国", StateWord::AwaitingIdentity, StepWord::SeeDocument));
    let desk = guard_desk::with(LanguageWord::Zh, view);
    desk.touch("7 李建国");
    desk.touch("证件已核验");
    desk.write("证件号后四位", "12");
    override_opens(&desk, "over a dialog");
    assert_eq!(
        desk.found("证件号后四位")[0].accessible_value().as_deref(),
        Some("12"),
        "what was typed is still there"
    );
}

#[test]
fn an_override_is_sent_with_its_reason_also_when_records_cannot_be_saved() {
    let mut view = guard_desk::view();
    view.store.well = false;
    let desk = guard_desk::with(LanguageWord::En, view);
    assert!(desk.shows("Records cannot be saved, use paper."));
    desk.touch("Override");
    desk.write("Reason", "a");
    desk.touch("Open the gate now");
    assert!(desk.asked().is_empty(), "one character is no reason");
    desk.write("Reason", "ambulance");
    desk.touch("Open the gate now");
    assert_eq!(desk.wish(), Wish::Override { reason: "ambulance".into() });
    assert!(!desk.shows("Open the gate now"), "answered, so closed");
}

#[test]
fn a_reason_is_ready_where_the_core_takes_it_and_not_before() {
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::view());
    for reason in ["急", "急救"] {
        desk.touch("人工放行");
        desk.write("原因", reason);
        desk.touch("立即开门");
        let taken = Reason::parse(reason).is_ok();
        assert_eq!(desk.asked().len(), usize::from(taken), "{reason:?}");
        if !taken {
            desk.touch("返回");
        }
    }
}

#[test]
fn every_quick_reason_is_long_enough_to_open() {
    for (language, gate, open, reasons) in [
        (
            LanguageWord::Zh,
            "人工放行",
            "立即开门",
            ["员工未带卡", "常来送货", "读码器故障", "打印机故障", "医疗急救", "放人出门"],
        ),
        (
            LanguageWord::En,
            "Override",
            "Open the gate now",
            [
                "Staff without card",
                "Known delivery",
                "Reader does not read",
                "Printer does not work",
                "Medical help",
                "Let somebody out",
            ],
        ),
    ] {
        std::thread::spawn(move || {
            let desk = guard_desk::with(language, guard_desk::view());
            for reason in reasons {
                desk.touch(gate);
                desk.touch_top(reason);
                desk.touch(open);
                assert_eq!(desk.wish(), Wish::Override { reason: reason.into() });
            }
        })
        .join()
        .expect("as told");
    }
}

#[test]
fn without_the_core_the_panel_says_what_to_do_and_sends_nothing() {
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::view());
    desk.hear(FromCore::Link(CoreLink::Lost));
    let sentence = "与门控主机失去连接。进门请用机械钥匙，出门按出门按钮；访客请登记在纸上。";
    assert!(desk.shows(sentence));
    desk.touch("人工放行");
    assert!(desk.found(sentence).len() > 1, "said in the dialog too");
    desk.touch_top("员工未带卡");
    desk.touch("立即开门");
    assert!(desk.asked().is_empty(), "a gate must not open minutes after the press");
}

#[test]
fn before_sign_in_override_is_remembered_and_asked_for_first() {
    let desk = guard_desk::signed_out(LanguageWord::Zh, 1280, 800);
    desk.touch("人工放行");
    assert!(
        desk.labels().iter().any(|label| label.contains("机械钥匙")),
        "it says what to do if it cannot wait"
    );
    desk.hear(FromCore::Signed(Ok(guard_desk::session())));
    assert!(desk.shows("立即开门"));
}

#[test]
fn emergency_and_lockdown_are_looked_at_twice_with_a_way_back() {
    let desk = guard_desk::with(LanguageWord::En, guard_desk::view());
    desk.touch("Emergency open");
    desk.touch("Fire brigade");
    desk.touch("Hold the gate open");
    assert!(desk.asked().is_empty());
    desk.touch("Back");
    assert!(desk.shows("Fire brigade"), "the way back");
    desk.touch("Hold the gate open");
    desk.touch("Yes: Hold the gate open");
    assert_eq!(desk.wish(), Wish::EmergencyOpen { reason: "Fire brigade".into() });
    desk.touch("Lockdown");
    desk.touch("Order of the police");
    desk.touch("Lock the gate to entry");
    assert!(desk.asked().is_empty());
    desk.touch("Yes: Lock the gate to entry");
    assert_eq!(desk.wish(), Wish::Lockdown { reason: "Order of the police".into() });
}

#[test]
fn what_was_begun_can_be_ended() {
    let desk = guard_desk::with(LanguageWord::En, guard_desk::view());
    let looks = |look| {
        let mut view = guard_desk::view();
        view.gate.look = look;
        desk.hear(FromCore::Panel(Box::new(view)));
    };
    looks(GateLook::EmergencyOpen);
    desk.touch("Close the gate again");
    desk.touch("Close the gate");
    assert_eq!(desk.wish(), Wish::EmergencyClose);
    looks(GateLook::Lockdown);
    desk.touch("End lockdown");
    desk.touch("Danger is over");
    desk.touch("Resume entry");
    assert_eq!(desk.wish(), Wish::EndLockdown { reason: "Danger is over".into() });
    looks(GateLook::FireOpen);
    desk.touch("Reset fire alarm");
    desk.touch_top("Reset fire alarm");
    assert_eq!(desk.wish(), Wish::ResetFire);
}

#[test]
fn a_refused_override_says_why_in_the_language_of_the_panel() {
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::view());
    desk.touch("人工放行");
    desk.touch_top("员工未带卡");
    desk.touch("立即开门");
    let asked = desk.asked();
    let [ToCore::Wish { ticket, .. }] = asked.as_slice() else { panic!("{asked:?}") };
    let refused = guard_desk::problem("reason-too-short", "too short", "原因太短");
    desk.hear(FromCore::Answered { ticket: *ticket, answer: Err(refused) });
    assert!(desk.shows("原因太短"));
    assert!(desk.shows("立即开门"), "the dialog stays for another try");
}
