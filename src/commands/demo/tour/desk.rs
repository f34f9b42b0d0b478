//! Pages and forms of the panel that no visitor of the day has asked for.

use super::super::sample;
use super::classes::{ended_as, queue, visits, wait_for_arrival};
use super::shift::tell;
use super::stage::{Stage, Walked};
use crate::domain::End;
use crate::screens::ui::{GuardDialog, GuardGateDialog, GuardTab};
use crate::wire::AdmitAlone;

/// Opens the pages and forms, and what is asked about somebody who is expected.
pub(super) fn pages(stage: &mut Stage<'_>) -> Walked {
    stage.say("-- the desk: pages and forms that nobody has needed so far")?;
    stage.guard_opens("更多")?;
    stage.picture_panel(GuardTab::More, "")?;
    stage.guard_looks_at("手工登记访客", GuardDialog::ByHand)?;
    stage.guard_looks_at("纸质登记补录", GuardDialog::Paper)?;
    stage.guard_looks_at("公务进入", GuardDialog::Official)?;
    stage.guard_looks_at("人工放行", GuardGateDialog::Override)?;
    printer(stage)?;
    expected(stage)
}

/// A badge to try it with, and a new roll whose labels are counted from then on.
fn printer(stage: &mut Stage<'_>) -> Walked {
    stage.guard_touches("打印机正常")?;
    stage.guard_touches("打印测试牌")?;
    stage.guard_sees("测试牌已打出，请到出纸口查看。")?;
    stage.guard_touches("已换新卷")?;
    stage.guard_sees("卷上剩余标签：100 张")?;
    stage.picture_panel(GuardGateDialog::Printer, "tried")?;
    stage.guard_goes_back()?;
    stage.say("a test badge was printed, and a new roll is counted")
}

/// Marked as arrived by the guard, and taken back: nobody is there.
fn expected(stage: &mut Stage<'_>) -> Walked {
    stage.guard_opens("今日预约")?;
    stage.picture_panel(GuardTab::Expected, "")?;
    let before = visits(stage);
    stage.guard_touches("登记到访")?;
    wait_for_arrival(stage, before)?;
    let label = format!("{} {}", queue(stage)?, sample::EXPECTED.0);
    stage.guard_opens("等候")?;
    stage.guard_touches(&label)?;
    tell_that_nobody_answers(stage)?;
    stage.guard_looks_at("先行放行", GuardDialog::AdmitAnyway)?;
    stage.guard_touches("尚未到访")?;
    stage
        .until("the end of the visit", |stage| stage.house(|house| ended_as(house, End::ArrivalTakenBack)))?;
    stage.say("marked as arrived, and taken back")
}

/// Told, not brought about: administration would have to be silent for minutes before a core says that the guard
/// may admit alone. All else in the view is the core's own.
fn tell_that_nobody_answers(stage: &Stage<'_>) -> Walked {
    tell(stage, |view| {
        for card in view.queue.iter_mut().filter(|card| card.admit_alone.is_some()) {
            card.admit_alone = Some(AdmitAlone::Now);
        }
    })
}
