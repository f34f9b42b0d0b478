//! The guard's day: somebody in a hurry whose slip is owed, visits of today, and the hand-over of the shift.

use std::time::{SystemTime, UNIX_EPOCH};

use super::super::{GUARD, sample};
use super::classes::{is_inside, leave, newest, visits, wait_for_arrival};
use super::stage::{Stage, Walked};
use crate::client::FromCore;
use crate::domain::Stamp;
use crate::screens::ui::{GuardDialog, GuardTab};
use crate::server::{CoreState, guard_view};
use crate::wire::{ConfidentialityWord, GuardView};

/// Who is let in before the slip is complete.
const HURRIED: &str = "钱进";

/// Walks through all of it.
pub(super) fn all(stage: &mut Stage<'_>) -> Walked {
    stage.say("-- the guard's day: somebody in a hurry, today's visits, the shift")?;
    from_more(stage, "键盘操作说明", GuardTab::Keys)?;
    in_a_hurry(stage)?;
    slip_owed(stage)?;
    visits_of_today(stage)?;
    hand_over(stage)
}

/// Opens a page behind *More*, and takes its picture.
fn from_more(stage: &mut Stage<'_>, label: &str, tab: GuardTab) -> Walked {
    stage.guard_opens("更多")?;
    stage.guard_touches(label)?;
    stage.picture_panel(tab, "")
}

/// Shows what the core would show now, changed.
pub(super) fn tell(stage: &Stage<'_>, change: impl FnOnce(&mut GuardView)) -> Walked {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = Stamp(i64::try_from(now.as_millis()).unwrap_or(i64::MAX));
    let policy = stage.scene.core.policy();
    let mut view = stage.house(|house| guard_view(house, policy, CoreState::default(), now));
    change(&mut view);
    stage.tell_panel(FromCore::Panel(Box::new(view)))
}

fn in_a_hurry(stage: &mut Stage<'_>) -> Walked {
    let before = visits(stage);
    stage.guard_opens("更多")?;
    stage.guard_touches("快速登记")?;
    stage.guard_writes("姓名", HURRIED)?;
    stage.guard_writes("被访人", sample::HOST.1)?;
    stage.guard_touches("查找")?;
    stage.guard_touches(sample::HOST.1)?;
    stage.picture_panel(GuardDialog::Quick, "")?;
    stage.guard_answers("登记")?;
    wait_for_arrival(stage, before)?;
    // Told, not brought about: the demo's site asks nobody for confidentiality.
    stage.guard_sees("先放行后补单")?;
    tell(stage, |view| {
        view.queue.iter_mut().for_each(|card| card.confidentiality = Some(ConfidentialityWord::Refused));
    })?;
    stage.guard_looks_at("保密免签", GuardDialog::Waive)?;
    stage.guard_touches("先放行后补单")?;
    stage.guard_touches("被访人刚在电话中同意")?;
    stage.guard_touches("会议已开始")?;
    stage.picture_panel(GuardDialog::Express, "")?;
    let opened = stage.openings();
    stage.guard_answers("立即发证")?;
    stage.until("a badge in hand", |stage| {
        stage.house(|house| house.badges.values().any(|badge| badge.print.is_in_hand()))
    })?;
    stage.guard_touches("已佩戴好，开门")?;
    stage.until("the passage", |stage| stage.house(is_inside))?;
    stage.opened_once_since(opened)?;
    stage.say("let in first; the slip is owed")
}

fn slip_owed(stage: &mut Stage<'_>) -> Walked {
    from_more(stage, "待补访客单 1", GuardTab::Owed)?;
    let number = stage.house(|house| house.badges.keys().next().map_or(0, |number| number.0));
    stage.guard_opens("在厂")?;
    stage.guard_touches(&format!("{number} {HURRIED}"))?;
    stage.guard_touches("接待人员签字")?;
    stage.guard_answers("已签字，我见证")?;
    stage.until("the sign-off", |stage| {
        stage.house(|house| newest(house).is_some_and(|visit| visit.signed_off.is_some()))
    })?;
    leave(stage)?;
    stage.guard_opens("更多")?;
    stage.guard_touches("待补访客单 1")?;
    stage.guard_touches("无法补齐")?;
    stage.guard_touches("联系不上")?;
    stage.picture_panel(GuardDialog::CloseSlip, "")?;
    stage.guard_answers("不再补齐")?;
    stage.guard_sees("访客单均已补齐。")?;
    stage.say("the slip was closed with a reason")
}

fn visits_of_today(stage: &mut Stage<'_>) -> Walked {
    stage.guard_opens("更多")?;
    stage.guard_touches("查今日来访")?;
    stage.guard_writes("姓名、单位、被访人、车牌或证号", "qianjin")?;
    stage.guard_touches("查找")?;
    let number = stage.house(|house| newest(house).map_or(0, |visit| visit.queue.0));
    stage.guard_sees(&format!("{number} {HURRIED}"))?;
    stage.picture_panel(GuardTab::Today, "")?;
    stage.say("found again by pinyin")
}

/// Begun for real; that the next guard stands beside is told, for the demo has one guard; broken off for real.
fn hand_over(stage: &mut Stage<'_>) -> Walked {
    from_more(stage, "交接班", GuardTab::Handover)?;
    stage.guard_touches("给下一班留言")?;
    stage.guard_writes("给下一班", "西门备用钥匙在值班抽屉")?;
    stage.picture_panel(GuardDialog::ShiftNote, "")?;
    stage.guard_answers("记录")?;
    stage.guard_touches("开始交接")?;
    stage.guard_looks_at("接班人登录", GuardDialog::JoinHandover)?;
    tell(stage, |view| {
        if let Some(handover) = &mut view.shift.handover {
            handover.incoming = Some("G002".to_owned());
            handover.joined = Some(view.now);
        }
    })?;
    stage.guard_looks_at("双方签字", GuardDialog::EndHandover)?;
    stage.guard_touches("中止交班")?;
    stage.picture_panel(GuardDialog::BreakOffHandover, "")?;
    stage.guard_answers("确认：中止交班")?;
    stage.until("the end of the hand-over", |stage| stage.house(|house| house.shift.handover.is_none()))?;
    stage.say(&format!("begun, and broken off: {GUARD} keeps the post"))
}
