//! Incident, siren, lockdown, emergency and fire: what both screens show meanwhile.

use super::stage::{Stage, Walked};
use crate::ports::gate::Relay;
use crate::screens::ui::{GuardDialog, GuardGateDialog, GuardTab, KioskScreen};

/// One after the other, each to its end.
pub(super) fn all(stage: &mut Stage<'_>) -> Walked {
    stage.say("-- incident, siren, lockdown, emergency, fire")?;
    incident(stage)?;
    stage.guard_opens("等候")?;
    siren(stage)?;
    lockdown(stage)?;
    emergency(stage)?;
    fire(stage)
}

/// About nobody who has checked in.
fn incident(stage: &mut Stage<'_>) -> Walked {
    stage.guard_opens("突发事件")?;
    stage.guard_touches("新建突发事件")?;
    stage.guard_touches("堵住门口")?;
    stage.guard_touches("上报突发事件")?;
    stage.guard_answers("确认：上报突发事件")?;
    stage.until("the incident", |stage| stage.house(|house| house.incidents.len() == 1))?;
    stage.guard_looks_at("已拨打110", GuardDialog::Police)?;
    stage.guard_looks_at("备注", GuardDialog::Note)?;
    stage.guard_looks_at("恢复通行", GuardDialog::ResumeEntry)?;
    stage.guard_touches("填写报告并结束")?;
    stage.guard_writes("处理报告", "一辆货车停在门前挡住通道，司机已将车移开。")?;
    stage.guard_answers("结束事件")?;
    stage.until("the end of the incident", |stage| stage.house(|house| house.incidents.is_empty()))?;
    stage.say("an incident is over, with a report")
}

/// Asked for once, silenced at once.
fn siren(stage: &mut Stage<'_>) -> Walked {
    stage.guard_touches("鸣响警报")?;
    stage.picture_panel(GuardGateDialog::SoundSiren, "")?;
    stage.guard_answers("立即鸣响")?;
    stage.until("the siren", |stage| stage.scene.gate.siren() == Relay::Driven)?;
    stage.guard_sees("停止警报")?;
    stage.picture_panel(GuardTab::Queue, "siren")?;
    stage.guard_touches("停止警报")?;
    stage.until("silence", |stage| stage.scene.gate.siren() == Relay::Released)?;
    stage.guard_sees("鸣响警报")?;
    stage.say("the siren was sounded, and silenced")
}

fn lockdown(stage: &mut Stage<'_>) -> Walked {
    stage.guard_touches("紧急封门（只出不进）")?;
    stage.guard_touches("演练")?;
    stage.picture_panel(GuardGateDialog::Lockdown, "")?;
    stage.guard_touches("封门")?;
    stage.guard_answers("确认：封门")?;
    stage.picture_kiosk(KioskScreen::Lockdown)?;
    stage.guard_sees("紧急封门中：只出不进。")?;
    stage.picture_panel(GuardTab::Queue, "lockdown")?;
    stage.guard_touches("解除封门")?;
    stage.guard_touches("演练结束")?;
    stage.picture_panel(GuardGateDialog::EndLockdown, "")?;
    stage.guard_answers("恢复通行")?;
    stage.until("the end of the lockdown", |stage| stage.house(|house| house.gate.lockdown.is_none()))?;
    stage.say("a lockdown is over")
}

fn emergency(stage: &mut Stage<'_>) -> Walked {
    stage.guard_touches("应急放行")?;
    stage.guard_touches("消防车")?;
    stage.picture_panel(GuardGateDialog::EmergencyOpen, "")?;
    stage.guard_touches("保持开门")?;
    stage.guard_answers("确认：保持开门")?;
    stage.guard_sees("应急放行中：门一直打开，请记得结束。")?;
    stage.picture_panel(GuardTab::Queue, "emergency")?;
    stage.guard_touches("结束应急放行")?;
    stage.picture_panel(GuardGateDialog::EmergencyClose, "")?;
    stage.guard_answers("关门")?;
    stage.until("the gate closed by hand", |stage| stage.house(|house| house.gate.emergency.is_none()))?;
    stage.say("the gate was held open by hand, and is closed")
}

fn fire(stage: &mut Stage<'_>) -> Walked {
    stage.scene.gate.set_fire(true);
    stage.picture_kiosk(KioskScreen::Fire)?;
    stage.guard_sees("消防联动，门已打开，复位前不会关闭。请点名。")?;
    stage.picture_panel(GuardTab::Queue, "fire")?;
    stage.scene.gate.set_fire(false);
    stage.until("a fire contact that is quiet", |stage| {
        stage.house(|house| house.gate.fire.as_ref().is_some_and(|fire| !fire.calls))
    })?;
    stage.guard_touches("复位消防报警")?;
    stage.picture_panel(GuardGateDialog::ResetFire, "")?;
    stage.guard_answers("复位消防报警")?;
    stage.until("the end of the fire alarm", |stage| stage.house(|house| house.gate.fire.is_none()))?;
    stage.say("a fire alarm was reset")
}
