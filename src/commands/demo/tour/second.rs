//! Another walk-in, with whom everything goes wrong that can: the host is unknown, the printer refuses, the gate
//! is stuck, the badge seems lost. In the end the badge is scanned at the touchscreen.

use std::fs;
use std::time::Duration;

use super::super::super::parts;
use super::super::sample;
use super::classes::{RULES, complete_slip, ended_as, is_inside, newest, visits, wait_for_arrival};
use super::stage::{Stage, TourFault, Walked};
use crate::adapters::printer_folder::NO_PAPER;
use crate::client::FromCore;
use crate::domain::{BadgeNo, End, House, Presence, PrintState};
use crate::screens::ui::{GuardDialog, GuardGateDialog, GuardTab, KioskDialog, KioskScreen};
use crate::server::{CoreState, kiosk_view};
use crate::wire::TroubleWord;

/// The visitor.
const NAME: &str = "何建国";
/// Their phone, and what they come back with.
const PHONE: &str = "13855556666";
const TAIL: &str = "6666";
/// Longer than the last screen of a visitor stays (`kiosk_back_to_welcome_s`).
const GONE: Duration = Duration::from_secs(16);
/// Longer than a form may be left alone before the touchscreen asks, shorter than it waits for the answer.
const AWAY: Duration = Duration::from_secs(42);

/// From the first touch to *goodbye*.
pub(super) fn visitor(stage: &mut Stage<'_>) -> Walked {
    stage.say("-- another walk-in: what a visitor and a guard see when things go wrong")?;
    let number = check_in(stage)?;
    let label = format!("{number} {NAME}");
    find_host(stage, &label)?;
    for (step, dialog) in [
        ("代填访客单", GuardDialog::Slip),
        ("更正访客单", GuardDialog::Correct),
        ("更改类别", GuardDialog::Class),
        ("无证件，由被访人担保", GuardDialog::Vouch),
        ("不予入内", GuardDialog::Refuse),
        ("突发事件", GuardDialog::OpenIncident),
    ] {
        stage.guard_looks_at(step, dialog)?;
    }
    come_back(stage, number)?;
    stage.visitor_touches("继续填写访客单")?;
    complete_slip(stage, false)?;
    receive(stage)?;
    printer_refuses(stage, number)?;
    gate_is_stuck(stage, number)?;
    inside(stage)?;
    leave(stage)
}

/// The host is not found, the visitor dawdles, and nearly starts over and cancels.
fn check_in(stage: &mut Stage<'_>) -> Walked<u32> {
    let before = visits(stage);
    stage.visitor_is_away(GONE);
    stage.visitor_touches("我曾来访")?;
    stage.visitor_touches("已阅读")?;
    stage.picture_kiosk(KioskScreen::Returning)?;
    stage.visitor_touches("删除我的信息")?;
    stage.picture_kiosk(KioskDialog::Forget)?;
    stage.visitor_touches("不，保留")?;
    stage.visitor_touches("看得更清")?;
    stage.picture_kiosk(KioskDialog::Easier)?;
    stage.visitor_touches("完成")?;
    stage.visitor_touches("重新开始")?;
    stage.visitor_touches("是，全部清除")?;
    stage.visitor_touches("访客登记")?;
    stage.visitor_touches("已阅读")?;
    stage.visitor_types(NAME);
    stage.visitor_touches("重新开始")?;
    stage.picture_kiosk(KioskDialog::StartOver)?;
    stage.visitor_touches("不，继续填写")?;
    stage.picture_kiosk_left_alone(KioskDialog::Idle, AWAY)?;
    stage.visitor_touches("继续办理")?;
    stage.visitor_touches("下一步")?;
    stage.visitor_types(PHONE);
    for label in ["下一步", "施工人员"] {
        stage.visitor_touches(label)?;
    }
    stage.visitor_types("设备科王师傅");
    stage.visitor_touches("下一步")?;
    stage.visitor_sees("没有找到，请核对；也可直接下一步，由保安协助。")?;
    for label in ["下一步", "维修或施工", "确认提交"] {
        stage.visitor_touches(label)?;
    }
    stage.visitor_sees(RULES)?;
    for label in ["返回", "取消来访"] {
        stage.visitor_touches(label)?;
    }
    stage.picture_kiosk(KioskDialog::Cancel)?;
    stage.visitor_touches("不，继续等候")?;
    let number = wait_for_arrival(stage, before)?;
    stage.say(&format!("checked in without a host that is known, number {number}"))?;
    Ok(number)
}

/// The guard asks around and sets the host.
fn find_host(stage: &mut Stage<'_>, label: &str) -> Walked {
    stage.guard_opens("等候")?;
    stage.guard_touches(label)?;
    stage.guard_touches("指定被访人")?;
    stage.guard_writes("被访人", sample::HOST.1)?;
    stage.guard_touches("查找")?;
    stage.guard_touches(sample::HOST.1)?;
    stage.picture_panel(GuardDialog::SetHost, "")?;
    stage.guard_answers("指定此人")?;
    stage.say("the guard has set the host")
}

/// The visitor finds their visit again at the touchscreen.
fn come_back(stage: &mut Stage<'_>, number: u32) -> Walked {
    stage.visitor_is_away(GONE);
    stage.visitor_touches("我有排队号")?;
    stage.visitor_types(&number.to_string());
    stage.visitor_touches("手机号后四位")?;
    stage.visitor_types(TAIL);
    stage.picture_kiosk(KioskScreen::ComeBack)?;
    stage.visitor_touches("下一步")
}

/// Document, host, and the area that the badge names.
fn receive(stage: &mut Stage<'_>) -> Walked {
    stage.guard_touches("证件已核验")?;
    stage.guard_touches("居民身份证")?;
    stage.guard_writes("证件号后四位", "3017")?;
    stage.guard_answers("证件有效，人证相符")?;
    stage.guard_touches("联系被访人")?;
    stage.guard_answers("同意来访")?;
    stage.guard_sees("待发证")?;
    stage.guard_looks_at("选择区域", GuardDialog::Area)
}

/// The one badge of the newest visit, and how its paper stands.
fn badge(house: &House) -> Option<(BadgeNo, PrintState)> {
    let number = newest(house)?.persons.first()?.badge?;
    Some((number, house.badges.get(&number)?.print))
}

fn print_is(stage: &Stage<'_>, wanted: PrintState) -> bool {
    stage.house(|house| badge(house).is_some_and(|(_, print)| print == wanted))
}

/// The printer's folder is a file first: nothing is printed for sure. Then there is no paper, and the badge waits. Then
/// something lies in the badge's place: nobody can tell whether it was printed.
fn printer_refuses(stage: &mut Stage<'_>, number: u32) -> Walked {
    let (folder, aside) = (stage.scene.printed.clone(), stage.scene.printed.with_extension("aside"));
    fs::create_dir_all(&folder)?;
    fs::rename(&folder, &aside)?;
    fs::write(&folder, b"")?;
    come_back(stage, number)?;
    stage.guard_touches("发证")?;
    stage.picture_kiosk(KioskScreen::BadgePrinting)?;
    stage.until("a badge that is not printed", |stage| print_is(stage, PrintState::NotPrinted))?;
    stage.guard_sees("未打出，请补打")?;
    stage.guard_presses("未打出，请补打")?;
    stage.picture_panel(GuardDialog::Reprint, "")?;
    fs::write(aside.join(NO_PAPER), b"")?;
    fs::remove_file(&folder)?;
    fs::rename(&aside, &folder)?;
    stage.guard_answers("没打出来，重新打印")?;
    stage.guard_sees("打印机缺纸")?;
    come_back(stage, number)?;
    stage.picture_kiosk(KioskScreen::PaperOut)?;
    stage.picture_panel(GuardTab::Queue, "printer")?;
    stage.guard_looks_at("打印机缺纸", GuardGateDialog::Printer)?;
    stage.guard_looks_at("发编号卡", GuardDialog::Cards)?;
    let in_its_place = stage.house(paper_of).map(|name| folder.join(name));
    in_its_place.as_ref().map(fs::create_dir).transpose()?;
    fs::remove_file(folder.join(NO_PAPER))?;
    stage.until("a badge nobody knows of", |stage| print_is(stage, PrintState::Unclear))?;
    come_back(stage, number)?;
    stage.picture_kiosk(KioskScreen::Printer)?;
    stage.guard_touches("访客证在出纸口吗？")?;
    stage.picture_panel(GuardDialog::Tray, "")?;
    in_its_place.as_ref().map(fs::remove_dir).transpose()?;
    stage.guard_answers("没有，重新打印")?;
    stage.until("the printed badge", |stage| {
        stage.house(|house| badge(house).is_some_and(|(_, print)| print.is_in_hand()))
    })?;
    stage.say("the printer refused, then left everybody in doubt, then printed")
}

/// What the folder calls the badge of the newest visit.
fn paper_of(house: &House) -> Option<String> {
    let (number, _) = badge(house)?;
    let job = house.badges.get(&number)?.job?;
    Some(format!("{:012}-{}.pdf", job.0, number.0))
}

/// The relay refuses, and works again.
fn gate_is_stuck(stage: &mut Stage<'_>, number: u32) -> Walked {
    come_back(stage, number)?;
    stage.scene.gate.break_relay(true);
    stage.guard_touches("已佩戴好，开门")?;
    stage.picture_kiosk(KioskScreen::GateStuck)?;
    stage.guard_sees("门打不开。请用机械钥匙开门，并联系维修。")?;
    stage.picture_panel(GuardTab::Queue, "gate-fault")?;
    stage.scene.gate.break_relay(false);
    stage.until("the gate in order", |stage| stage.house(|house| house.gate.fault.is_none()))?;
    stage.say("the gate was stuck, and moves again")?;
    tell_of_the_clock(stage)?;
    stage.picture_kiosk(KioskScreen::ClockWrong)?;
    stage.guard_touches("已佩戴好，开门")?;
    stage.until("the passage", |stage| stage.house(is_inside))
}

/// Told, not brought about: the clock of the machine would have to be put back, and a core started behind it. All
/// else in the view is the core's own.
fn tell_of_the_clock(stage: &Stage<'_>) -> Walked {
    let policy = stage.scene.core.policy();
    let view =
        |house: &House| newest(house).map(|visit| kiosk_view(house, policy, visit, CoreState::default()));
    let mut view = stage.house(view).ok_or(TourFault::NoVisit)?;
    view.trouble = Some(TroubleWord::ClockWrong);
    stage.tell_kiosk(FromCore::Visit(view))
}

/// The lists of who and what is out, and what is asked about somebody inside.
fn inside(stage: &mut Stage<'_>) -> Walked {
    let (number, _) = stage.house(badge).ok_or(TourFault::NoVisit)?;
    stage.guard_opens("未还证")?;
    stage.picture_panel(GuardTab::Badges, "")?;
    stage.guard_looks_at("挂失", GuardDialog::BadgeLost)?;
    stage.guard_opens("点名")?;
    stage.guard_touches("开始点名")?;
    stage.guard_touches("已到")?;
    stage.guard_sees("已到 1 · 未到 0 · 未点 0")?;
    stage.picture_panel(GuardTab::RollCall, "")?;
    stage.guard_touches("结束点名")?;
    stage.picture_panel(GuardDialog::EndRollCall, "")?;
    stage.guard_answers("确认：结束点名")?;
    stage.guard_opens("在厂")?;
    stage.guard_touches(&format!("{} {NAME}", number.0))?;
    stage.picture_panel(GuardTab::OnSite, "")?;
    stage.guard_looks_at("放行离厂", GuardDialog::LetOut)?;
    stage.guard_presses("暂离")?;
    stage.until("somebody out for a while", |stage| {
        let away = |house: &House| Some(newest(house)?.persons.first()?.presence == Presence::Away);
        stage.house(away).unwrap_or(false)
    })?;
    stage.guard_looks_at("确认已离厂", GuardDialog::ConfirmLeft)?;
    stage.guard_touches("已佩戴好，开门")?;
    stage.until("the passage back", |stage| stage.house(is_inside))?;
    stage.say("out for a while, and back")
}

/// The visitor says that the badge is lost, finds it, and holds it under the scanner.
fn leave(stage: &mut Stage<'_>) -> Walked {
    stage.guard_touches("接待人员签字")?;
    stage.guard_writes("签字人姓名", sample::HOST.1)?;
    stage.guard_answers("已签字，我见证")?;
    stage.guard_sees("已签字")?;
    stage.visitor_is_away(GONE);
    stage.visitor_touches("我要离厂")?;
    stage.visitor_touches("访客证丢失")?;
    stage.visitor_types(NAME);
    stage.picture_kiosk(KioskScreen::LostBadge)?;
    stage.visitor_touches("告知保安")?;
    stage.picture_kiosk(KioskScreen::SeeTheGuard)?;
    stage.visitor_touches("知道了")?;
    stage.visitor_touches("我要离厂")?;
    stage.visitor_sees("请将访客证对准扫码口")?;
    stage.visitor_scans(&code(stage)?);
    stage.picture_kiosk(KioskScreen::Goodbye)?;
    stage.until("the end of the visit", |stage| stage.house(|house| ended_as(house, End::Left)))?;
    stage.say("the badge was scanned at the touchscreen, the gate let the visitor out")
}

/// What a scanner reads on the badge of the newest visit.
fn code(stage: &Stage<'_>) -> Walked<String> {
    let press = stage.scene.settings().and_then(|settings| parts::press(&settings));
    let press = press.map_err(TourFault::Site)?;
    let face = |house: &House| badge(house).map(|(number, _)| press.face(house, number));
    let face = stage.house(face).ok_or(TourFault::NoVisit)??;
    Ok(face.token.as_str().to_owned())
}
