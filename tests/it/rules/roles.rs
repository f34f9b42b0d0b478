//! The table command by role, cell by cell (deny by default).

use gatehouse::domain::{CommandKind, Role, may};

/// Columns: Kiosk, Panel, Guard, ShiftLeader, Host, Administration, Manager, Admin, auditor (U), Reader, Core.
const HEAD: &str = "K P G S H A M D U R C";

const TABLE: &[(CommandKind, &str)] = {
    use CommandKind::*;
    &[
        (CheckIn, "x . x x . . . . . . ."),
        (ComeForBooking, "x . x x . . . . . . ."),
        (CompleteSlip, "x . x x . . . . . . ."),
        (CancelVisit, "x . x x . . . . . . ."),
        (CallGuard, "x . . . . . . . . . ."),
        (SayBadgeLost, "x . . . . . . . . . ."),
        (Scan, "x . x x . . . . . x ."),
        (EnterByHand, ". . x x . . . . . . ."),
        (MarkArrived, ". . x x . . . . . . ."),
        (TakeBackArrival, ". . x x . . . . . . ."),
        (CorrectSlip, ". . x x . . . . . . ."),
        (SeeDocument, ". . x x . . . . . . ."),
        (Vouch, ". . x x . . . . . . ."),
        (ConfirmIdentity, ". . x x . . . . . . ."),
        (SetHost, ". . x x . . . . . . ."),
        (HostSaid, ". . x x x . . . . . ."),
        (CallAdministration, ". . x x . . . . . . ."),
        (AdministrationSaid, ". . x x . x x . . . ."),
        (SetClass, ". . x x . x x . . . ."),
        (CheckMark, ". . x x . . . . . . ."),
        (Refuse, ". . x x . . . . . . ."),
        (AdmitWithoutAdministration, ". . x x . . . . . . ."),
        (IssueBadge, ". . x x . . . . . . ."),
        (IssueCards, ". . x x . . . . . . ."),
        (Reprint, ". . x x . . . . . . ."),
        (TrayChecked, ". . x x . . . . . . ."),
        (Open, ". . x x . . . . . . ."),
        (StepOut, ". . x x . . . . . . ."),
        (SignOff, ". . x x x x . . . . ."),
        (TakeBadgeBack, ". . x x . . . . . . ."),
        (BadgeLost, ". . x x . . . . . . ."),
        (LetOut, ". . x x . . . . . . ."),
        (ConfirmLeft, ". . x x . . . . . . ."),
        (EnterPaperVisit, ". . x x . . . . . . ."),
        (AdmitOfficial, ". . x x . . . . . . ."),
        (Override, ". . x x . . . . . . ."),
        (EmergencyOpen, ". . x x . . . . . . ."),
        (EmergencyClose, ". . x x . . . . . . ."),
        (Lockdown, ". . x x . . . . . . ."),
        (EndLockdown, ". . x x . . . . . . ."),
        (ResetFire, ". . x x . . . . . . ."),
        (Acknowledge, ". . x x . . . . . . ."),
        (OpenIncident, ". . x x . . . . . . ."),
        (IncidentStep, ". . x x . . . . . . ."),
        (ResumeEntry, ". . x x . . . . . . ."),
        (CloseIncident, ". . x x . . . . . . ."),
        (PutHost, ". . . . . x . x . . ."),
        (RetireHost, ". . . . . x . x . . ."),
        (PutBooking, ". . . . . x x . . . ."),
        (CancelBooking, ". . . . . x x . . . ."),
        (ClassifyBooking, ". . . . . x x . . . ."),
        (PutWatch, ". . . x . x x . . . ."),
        (EndWatch, ". . . x . x x . . . ."),
        (StaffChanged, ". . . . . . . x . . x"),
        (TimePasses, ". . . . . . . . . . x"),
        (GateReports, ". . . . . . . . . . x"),
        (PrintReports, ". . . . . . . . . . x"),
        (Sensed, ". . . . . . . . . . x"),
        (Started, ". . . . . . . . . . x"),
        (PinsWrong, ". . . . . . . . . . x"),
        (Erased, ". . . . . . . . . . x"),
        (Unrecorded, ". . . . . . . . . . x"),
        (ApproveArea, ". . x x . . x . . . ."),
        (SignText, "x . x x . . . . . . ."),
        (WaiveConfidentiality, ". . x x . . x . . . ."),
        (ForgetMe, "x . x x . x . . . . ."),
        (EnterQuick, ". . x x . . . . . . ."),
        (AdmitExpress, ". . x x . . . . . . ."),
        (CloseSlip, ". . x x . . . . . . ."),
        (BeginRollCall, ". . x x . . . . . . ."),
        (MarkPerson, ". . x x . . . . . . ."),
        (EndRollCall, ". . x x . . . . . . ."),
        (PanelsManned, ". . . . . . . . . . x"),
        (BeginHandover, ". . x x . . . . . . ."),
        (JoinHandover, ". . x x . . . . . . ."),
        (TakeOverItems, ". . x x . . . . . . ."),
        (EndHandover, ". . x x . . . . . . ."),
        (BreakOffHandover, ". . x x . . . . . . ."),
        (NoteShift, ". . x x . . . . . . ."),
        (SoundSiren, ". . x x . . . . . . ."),
        (SilenceSiren, ". . x x . . . . . . ."),
        (SirenReports, ". . . . . . . . . . x"),
    ]
};

#[test]
fn every_cell_of_the_role_table_is_as_written_here() {
    assert_eq!(HEAD.split(' ').count(), Role::ALL.len());
    assert_eq!(
        TABLE.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(),
        CommandKind::ALL,
        "a row for every command"
    );
    for (kind, row) in TABLE {
        let cells: Vec<&str> = row.split(' ').collect();
        assert_eq!(cells.len(), Role::ALL.len(), "{kind:?}");
        for (role, cell) in Role::ALL.iter().zip(cells) {
            assert_eq!(may(*role, *kind), cell == "x", "{role:?} {kind:?}");
        }
    }
}
