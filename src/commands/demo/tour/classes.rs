//! One visitor of each class, as the rules send them.

use super::super::{GUARD, GUARD_PIN, sample};
use super::album::SignIn;
use super::stage::{Stage, TourFault, Walked};
use crate::domain::{Badge, BadgeNo, End, House, Presence, Stage as VisitStage, Visit};
use crate::screens::ui::{GuardDialog, GuardTab, KioskScreen};

/// What everybody agrees to at the end of the slip.
pub(super) const RULES: &str = "我未携带违禁品（管制器具、易燃易爆、有毒有害物品），并会遵守以上规定。";
const PAPER: &str = "请用手指在此签名";

/// The newest visit.
pub(super) fn newest(house: &House) -> Option<&Visit> {
    house.visits.values().next_back()
}

/// The queue number of the newest visit, as it stands before the name on the panel.
pub(super) fn queue(stage: &Stage<'_>) -> Walked<u32> {
    stage.house(|house| newest(house).map(|visit| visit.queue.0)).ok_or(TourFault::NoVisit)
}

pub(super) fn is_inside(house: &House) -> bool {
    newest(house).is_some_and(|visit| visit.persons.iter().all(|person| person.presence == Presence::Inside))
}

pub(super) fn ended_as(house: &House, wanted: End) -> bool {
    newest(house).is_some_and(|visit| matches!(visit.stage, VisitStage::Ended { end, .. } if end == wanted))
}

/// How many visits are held now.
pub(super) fn visits(stage: &Stage<'_>) -> u32 {
    stage.house(|house| house.counters.visit)
}

pub(super) fn wait_for_arrival(stage: &mut Stage<'_>, before: u32) -> Walked<u32> {
    stage.until("the visitor's arrival", |stage| visits(stage) > before)?;
    queue(stage)
}

pub(super) fn sign_in(stage: &mut Stage<'_>) -> Walked {
    stage.guard_sees(sample::SITE)?;
    stage.guard_writes("姓名或工号", GUARD)?;
    stage.picture_panel(SignIn, "")?;
    keys(stage)?;
    stage.picture_panel(GuardTab::Queue, "empty")?;
    stage.say("the guard has signed in")
}

/// The same once more, without pictures.
pub(super) fn give_pin(stage: &mut Stage<'_>) -> Walked {
    stage.guard_writes("姓名或工号", GUARD)?;
    keys(stage)
}

fn keys(stage: &mut Stage<'_>) -> Walked {
    for key in GUARD_PIN.chars() {
        stage.guard_touches(&key.to_string())?;
    }
    stage.guard_touches("登录")?;
    stage.guard_sees("等候")
}

/// Up to *please wait*, as a walk-in writes it.
fn check_in(stage: &mut Stage<'_>, name: &str, unit: &str, phone: &str, pictures: bool) -> Walked {
    let show = |stage: &mut Stage<'_>, screen| if pictures { stage.picture_kiosk(screen) } else { Ok(()) };
    stage.visitor_sees("访客登记")?;
    show(stage, KioskScreen::Welcome)?;
    stage.visitor_touches("访客登记")?;
    stage.visitor_sees("已阅读")?;
    show(stage, KioskScreen::Notice)?;
    stage.visitor_touches("已阅读")?;
    stage.visitor_types(name);
    stage.visitor_touches("单位")?;
    stage.visitor_types(unit);
    show(stage, KioskScreen::Name)?;
    stage.visitor_touches("下一步")?;
    stage.visitor_types(phone);
    show(stage, KioskScreen::Phone)?;
    stage.visitor_touches("下一步")?;
    show(stage, KioskScreen::Kind)?;
    stage.visitor_touches("供应商")?;
    stage.visitor_types(sample::HOST.1);
    stage.visitor_touches("下一步")?;
    stage.visitor_sees("采购部 王建国")?;
    show(stage, KioskScreen::Host)?;
    stage.visitor_touches("采购部 王建国")?;
    show(stage, KioskScreen::Purpose)?;
    stage.visitor_touches("送货或提货")?;
    if pictures {
        stage.visitor_touches("随行人员 仅本人")?;
        stage.picture_kiosk(KioskScreen::Companions)?;
        stage.visitor_touches("下一步")?;
    }
    show(stage, KioskScreen::Review)?;
    stage.visitor_touches("确认提交")?;
    stage.visitor_sees(RULES)
}

/// The second part of the slip.
pub(super) fn complete_slip(stage: &mut Stage<'_>, pictures: bool) -> Walked {
    let show = |stage: &mut Stage<'_>, screen| if pictures { stage.picture_kiosk(screen) } else { Ok(()) };
    for (row, screen) in [("证件 由保安查验", KioskScreen::Document), ("车辆、物品 无", KioskScreen::Things)]
    {
        stage.visitor_touches(row)?;
        show(stage, screen)?;
        stage.visitor_touches("继续填写")?;
    }
    stage.visitor_touches(RULES)?;
    show(stage, KioskScreen::Rules)?;
    // A picture is taken in both languages, and a signature stands under one of them.
    stage.visitor_signs(PAPER)?;
    stage.visitor_touches("确认提交")?;
    if stage.visitor_reads("不签署") {
        stage.picture_kiosk(KioskScreen::Confidentiality)?;
        stage.visitor_signs(PAPER)?;
        stage.visitor_touches("确认提交")?;
    }
    stage.until("the whole slip", |stage| {
        stage.house(|house| newest(house).is_some_and(|visit| visit.rest.is_some()))
    })
}

/// From the issued badge through the gate, up to the sign-off.
fn in_to_sign_off(stage: &mut Stage<'_>, name: &str, signer: &str, badges: usize) -> Walked {
    let label = format!("{} {name}", queue(stage)?);
    let (before, opened) = (stage.keep_badges()?, stage.openings());
    stage.guard_touches("发证")?;
    stage.until("the printed badge", |stage| {
        stage.house(|house| house.badges.values().filter(|badge| badge.print.is_in_hand()).count() >= badges)
    })?;
    let after = stage.keep_badges()?;
    stage.say(&format!("{} badge(s) printed for {label}", after.saturating_sub(before)))?;
    stage.guard_touches("已佩戴好，开门")?;
    stage.until("the passage", |stage| stage.house(is_inside))?;
    stage.opened_once_since(opened)?;
    stage.say("the gate opened once, the visit is on site")?;
    stage.guard_sees("接待人员签字")?;
    stage.picture_panel(GuardTab::Queue, "inside")?;
    stage.guard_touches("接待人员签字")?;
    stage.picture_panel(GuardDialog::SignOff, "")?;
    stage.guard_writes("签字人姓名", signer)?;
    stage.guard_answers("已签字，我见证")?;
    stage.until("the sign-off", |stage| {
        stage.house(|house| newest(house).is_some_and(|visit| visit.signed_off.is_some()))
    })?;
    stage.guard_sees("已签字")?;
    stage.say(&format!("signed off by {signer}"))
}

/// Badges that are out, as the panel lists them where there are several.
fn badges_out(house: &House) -> Vec<String> {
    let line = |(number, badge): (&BadgeNo, &Badge)| {
        let visit = house.visits.get(&badge.visit)?;
        let name = visit.who.known()?.names.get(usize::from(badge.person.0))?.clone()?;
        Some(format!("访客证 {}  {}", number.0, name.as_str()))
    };
    house.badges.iter().filter_map(line).collect()
}

/// Every badge back, then out.
pub(super) fn leave(stage: &mut Stage<'_>) -> Walked {
    let badges = stage.house(badges_out);
    for (at, line) in badges.iter().enumerate() {
        let left = badges.len() - at - 1;
        stage.guard_touches("收回访客证")?;
        if left > 0 {
            stage.guard_sees(line)?;
            stage.picture_panel(GuardDialog::TakeBack, "")?;
            stage.guard_touches(line)?;
        }
        stage.until("the badge back", |stage| stage.house(|house| house.badges.len() == left))?;
    }
    let opened = stage.openings();
    stage.guard_touches("放行离厂")?;
    stage.until("the end of the visit", |stage| stage.house(|house| ended_as(house, End::Left)))?;
    stage.opened_once_since(opened)?;
    stage.say("badge back, the gate let the visitor out")
}

/// An ordinary walk-in with a Chinese name (一般访客).
pub(super) fn ordinary(stage: &mut Stage<'_>) -> Walked {
    stage.say("-- ordinary: a supplier's salesman walks in")?;
    let before = visits(stage);
    check_in(stage, "张伟", "苏州工具有限公司", "13812345678", true)?;
    let number = wait_for_arrival(stage, before)?;
    stage.say(&format!("checked in, number {number}"))?;
    complete_slip(stage, true)?;
    stage.picture_kiosk(KioskScreen::PleaseWait)?;
    stage.guard_touches(&format!("{number} 张伟"))?;
    stage.picture_panel(GuardTab::Queue, "card")?;
    stage.guard_touches("证件已核验")?;
    stage.guard_touches("居民身份证")?;
    stage.guard_writes("证件号后四位", "002X")?;
    stage.picture_panel(GuardDialog::Document, "")?;
    stage.guard_answers("证件有效，人证相符")?;
    stage.guard_sees("待被访人确认")?;
    stage.say("the guard has seen the document")?;
    stage.guard_touches("联系被访人")?;
    stage.picture_panel(GuardDialog::CallHost, "")?;
    stage.guard_answers("同意来访")?;
    stage.guard_sees("待发证")?;
    stage.say("the host agrees")?;
    in_to_sign_off(stage, "张伟", sample::HOST.1, 1)?;
    stage.picture_kiosk(KioskScreen::ComeIn)?;
    stage.visitor_touches("完成")?;
    stage.visitor_touches("我要离厂")?;
    stage.picture_kiosk(KioskScreen::Leaving)?;
    stage.visitor_touches("返回")?;
    leave(stage)
}

/// The invitation is held under the scanner, in English.
fn come_by_invitation(stage: &mut Stage<'_>, invitation: &str) -> Walked<u32> {
    let before = visits(stage);
    stage.visitor_touches("I have a booking")?;
    stage.visitor_touches("Continue")?;
    stage.visitor_sees("Hold your invitation under the scanner")?;
    stage.picture_kiosk(KioskScreen::Booking)?;
    stage.visitor_scans(invitation);
    let number = wait_for_arrival(stage, before)?;
    stage.visitor_sees("Please wait")?;
    stage.picture_kiosk(KioskScreen::PleaseWait)?;
    Ok(number)
}

/// The touchscreen finds a booking by name and phone.
fn come_by_name(stage: &mut Stage<'_>, name: &str, phone: &str) -> Walked<u32> {
    let before = visits(stage);
    for label in ["我有预约", "已阅读", "没有二维码，用姓名和电话查找"] {
        stage.visitor_touches(label)?;
    }
    stage.visitor_types(name);
    stage.visitor_touches("手机号")?;
    stage.visitor_types(phone);
    stage.picture_kiosk(KioskScreen::BookingByName)?;
    stage.visitor_touches("下一步")?;
    wait_for_arrival(stage, before)
}

/// Administration takes over, the guard compares name and unit politely.
fn receive(stage: &mut Stage<'_>, label: &str) -> Walked {
    stage.guard_touches(label)?;
    stage.picture_panel(GuardTab::Queue, "received")?;
    stage.guard_touches("联系行政部")?;
    stage.picture_panel(GuardDialog::Administration, "")?;
    stage.guard_answers("行政部接待")?;
    stage.guard_sees("待核验")?;
    stage.say("administration takes over")?;
    stage.guard_touches("姓名单位相符")?;
    stage.guard_sees("待发证")?;
    stage.say("name and unit agree with the booking")
}

/// An important visitor by invitation, in English, with a companion and without an application (缺申请表).
pub(super) fn important(stage: &mut Stage<'_>, invitation: &str) -> Walked {
    stage.say("-- important: a key customer's leader comes with an invitation")?;
    stage.visitor_sees("访客登记")?;
    stage.visitor_touches("English")?;
    stage.visitor_reads_english(true);
    let name = sample::IMPORTANT;
    let number = come_by_invitation(stage, invitation)?;
    stage.say(&format!("found by the invitation, number {number}"))?;
    receive(stage, &format!("{number} {name}"))?;
    stage.guard_sees("缺申请表")?;
    stage.say("the missing application is shown")?;
    in_to_sign_off(stage, name, "欧阳晓燕", 2)?;
    leave(stage)?;
    stage.visitor_reads_english(false);
    Ok(())
}

/// A VIP with a reception application.
pub(super) fn vip(stage: &mut Stage<'_>) -> Walked {
    stage.say("-- VIP: a government leader with a reception application")?;
    let (name, phone) = sample::VIP;
    let number = come_by_name(stage, name, phone)?;
    stage.say(&format!("found by name and phone, number {number}"))?;
    receive(stage, &format!("{number} {name}"))?;
    stage.guard_sees_no("缺申请表")?;
    in_to_sign_off(stage, name, "刘洋", 1)?;
    leave(stage)
}

/// Somebody on the watchlist: the same screens as everybody, then an incident, from first word to report.
pub(super) fn held(stage: &mut Stage<'_>) -> Walked {
    stage.say("-- held: a person on the watchlist")?;
    let (before, opened, badges) = (visits(stage), stage.openings(), stage.keep_badges()?);
    let (name, phone) = sample::WATCHED;
    check_in(stage, name, "自由职业", phone, false)?;
    let number = wait_for_arrival(stage, before)?;
    stage.say(&format!("sees the same screens as everybody, number {number}"))?;
    stage.guard_touches(&format!("{number} {name}"))?;
    stage.picture_panel(GuardTab::Queue, "marked")?;
    stage.guard_touches("当面核对")?;
    stage.picture_panel(GuardDialog::Mark, "")?;
    stage.guard_writes("核对了什么", "身份证后四位与照片一致")?;
    stage.guard_answers("是本人")?;
    stage.until("the incident", |stage| stage.house(|house| house.incidents.len() == 1))?;
    stage
        .say("confirmed face to face: an incident is open, the guard is asked to call the company office")?;
    stage.guard_opens("突发事件")?;
    stage.picture_panel(GuardTab::Incidents, "")?;
    for step in ["劝离", "已离开"] {
        stage.guard_touches(step)?;
    }
    stage.guard_touches("填写报告并结束")?;
    stage.guard_writes("处理报告", "该人员被劝离，自行离开，未进入厂区，无人员受伤。")?;
    stage.picture_panel(GuardDialog::CloseIncident, "")?;
    stage.guard_answers("结束事件")?;
    stage.until("the end of the incident", |stage| stage.house(|house| house.incidents.is_empty()))?;
    stage.until("the end of the visit", |stage| stage.house(|house| ended_as(house, End::Incident)))?;
    match (stage.keep_badges()? - badges, stage.openings() - opened) {
        (0, 0) => stage.say("closed with a report; no badge was issued, the gate stayed shut"),
        (badges, openings) => Err(TourFault::LetIn { badges, openings }),
    }
}
