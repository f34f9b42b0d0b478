//! The role table over HTTP, cell by cell.

use gatehouse::wire::{
    BookingDraft, ClassWord, DocumentWord, HostDraft, HostReply, IncidentStepWord, KindWord, LanguageWord,
    PaperVisit, RefuseWord, RoleWord, SignatureDraft, SignerWord, SlipPapers, TextWord, WatchDraft, Wish,
};

use crate::server_site::{Site, draft, slip};

const NOBODY: &[RoleWord] = &[];
const GUARDS: &[RoleWord] = &[RoleWord::Guard, RoleWord::ShiftLeader];
const VISITORS: &[RoleWord] = &[RoleWord::Kiosk, RoleWord::Guard, RoleWord::ShiftLeader];
const KIOSK: &[RoleWord] = &[RoleWord::Kiosk];
const READER: &[RoleWord] = &[RoleWord::Reader];
const OFFICES: &[RoleWord] = &[RoleWord::Administration, RoleWord::Manager];

/// Every wish, with who may send it.
#[rustfmt::skip]
fn table() -> Vec<(Wish, Vec<RoleWord>)> {
    let visit = || "G1-000999".to_owned();
    let handle = || "A".repeat(26);
    let drawn = || SignatureDraft { sha256: "0".repeat(64), strokes: vec![vec![(0, 0), (900, 300)]] };
    let why = || "因为需要".to_owned();
    let host = HostDraft { number: "H9".into(), name: "王芳".into(), department: String::new(), phone: String::new(), stand_in: String::new(), unlisted: false };
    let booking = BookingDraft { name: "李雷".into(), unit: String::new(), phone: "13800001234".into(), companions: vec![], kind: KindWord::Customer,
        class: ClassWord::Ordinary, host: "nobody".into(), purpose: "会议".into(), from: 0, to: 1, plate: String::new(), area: String::new(), application: None };
    let entry = WatchDraft { name: "李雷".into(), phone: String::new(), document_tail: String::new(), behaviour: "2026年1月扰乱秩序".into(), happened: 0, expires: 1 };
    let paper = PaperVisit { draft: draft("李雷"), arrived: i64::MAX, left: None, card: None };
    let with = |roles: &[RoleWord], more: &[RoleWord]| [roles, more].concat();
    vec![
        (Wish::CheckIn { draft: draft("李雷") }, with(VISITORS, NOBODY)),
        (Wish::ArriveByCode { code: "GHI1X".into(), language: LanguageWord::Zh }, with(VISITORS, NOBODY)),
        (Wish::ArriveByName { name: "李雷".into(), phone: "13800001234".into(), language: LanguageWord::Zh }, with(VISITORS, NOBODY)),
        (Wish::ComeBack { queue: 1, phone_tail: "9999".into() }, with(VISITORS, NOBODY)),
        (Wish::Recognise { phone: "13800001234".into(), document_tail: "1234".into() }, with(VISITORS, NOBODY)),
        (Wish::ForgetMe { phone: "13800001234".into(), document_tail: "1234".into() }, with(VISITORS, &[RoleWord::Administration])),
        (Wish::CompleteSlip { handle: handle(), slip: slip(), papers: SlipPapers::default() }, with(VISITORS, NOBODY)),
        (Wish::SignText { handle: handle(), text: TextWord::Rules, signature: drawn() }, with(VISITORS, NOBODY)),
        (Wish::CancelVisit { handle: handle() }, with(VISITORS, NOBODY)),
        (Wish::CallGuard { handle: None }, with(KIOSK, NOBODY)),
        (Wish::SayBadgeLost { name: String::new() }, with(KIOSK, NOBODY)),
        (Wish::HandBack { code: "GH1X".into() }, with(VISITORS, NOBODY)),
        (Wish::Scan { reader: "entry".into(), code: "GH1X".into() }, with(VISITORS, READER)),
        (Wish::EnterByHand { draft: draft("李雷"), slip: None }, with(GUARDS, NOBODY)),
        (Wish::MarkArrived { booking: "B1-000001".into() }, with(GUARDS, NOBODY)),
        (Wish::TakeBackArrival { visit: visit() }, with(GUARDS, NOBODY)),
        (Wish::CorrectSlip { visit: visit(), names: None, unit: None, phone: None, purpose: None, slip: None, reason: why() }, with(GUARDS, NOBODY)),
        (Wish::SeeDocument { visit: visit(), document: DocumentWord::Passport, number: "1234".into() }, with(GUARDS, NOBODY)),
        (Wish::Vouch { visit: visit(), by: "王芳".into() }, with(GUARDS, NOBODY)),
        (Wish::ConfirmIdentity { visit: visit() }, with(GUARDS, NOBODY)),
        (Wish::SetHost { visit: visit(), host: 1 }, with(GUARDS, NOBODY)),
        (Wish::HostSaid { visit: visit(), reply: HostReply::Agrees }, with(GUARDS, &[RoleWord::Host])),
        (Wish::CallAdministration { visit: visit() }, with(GUARDS, NOBODY)),
        (Wish::AdministrationSaid { visit: visit(), acknowledged: true }, with(GUARDS, OFFICES)),
        (Wish::SetClass { visit: visit(), class: ClassWord::Vip, reason: why(), administration_agrees: true }, with(GUARDS, OFFICES)),
        (Wish::CheckMark { visit: visit(), same_person: false, reason: why() }, with(GUARDS, NOBODY)),
        (Wish::Refuse { visit: visit(), why: RefuseWord::NoConsent, text: String::new() }, with(GUARDS, NOBODY)),
        (Wish::AdmitWithoutAdministration { visit: visit(), reason: why() }, with(GUARDS, NOBODY)),
        (Wish::IssueBadge { visit: visit(), area: String::new() }, with(GUARDS, NOBODY)),
        (Wish::ApproveArea { visit: visit(), area: "机房".into(), by: "王经理".into() }, with(GUARDS, &[RoleWord::Manager])),
        (Wish::WaiveConfidentiality { visit: visit(), by: "王经理".into() }, with(GUARDS, &[RoleWord::Manager])),
        (Wish::IssueCards { visit: visit(), cards: vec![5000] }, with(GUARDS, NOBODY)),
        (Wish::Reprint { visit: visit(), person: 0, spoilt: false }, with(GUARDS, NOBODY)),
        (Wish::TrayChecked { visit: visit(), person: 0, there: true }, with(GUARDS, NOBODY)),
        (Wish::Open { visit: visit(), person: None }, with(GUARDS, NOBODY)),
        (Wish::StepOut { visit: visit(), person: 0 }, with(GUARDS, NOBODY)),
        (Wish::SignOff { visit: visit(), by: SignerWord::Host, name: "王芳".into(), signature: None }, with(GUARDS, &[RoleWord::Host, RoleWord::Administration])),
        (Wish::TakeBadgeBack { badge: 1 }, with(GUARDS, NOBODY)),
        (Wish::BadgeLost { badge: 1 }, with(GUARDS, NOBODY)),
        (Wish::LetOut { visit: visit(), person: None, reason: why() }, with(GUARDS, NOBODY)),
        (Wish::ConfirmLeft { visit: visit(), reason: why() }, with(GUARDS, NOBODY)),
        (Wish::EnterPaperVisit { paper }, with(GUARDS, NOBODY)),
        (Wish::AdmitOfficial { unit: "公安局".into(), certificate: String::new(), heads: 2, purpose: "公务".into() }, with(GUARDS, NOBODY)),
        (Wish::Override { reason: why() }, with(GUARDS, NOBODY)),
        (Wish::EmergencyOpen { reason: why() }, with(GUARDS, NOBODY)),
        (Wish::EmergencyClose, with(GUARDS, NOBODY)),
        (Wish::Lockdown { reason: why() }, with(GUARDS, NOBODY)),
        (Wish::EndLockdown { reason: why() }, with(GUARDS, NOBODY)),
        (Wish::ResetFire, with(GUARDS, NOBODY)),
        (Wish::SoundSiren, with(GUARDS, NOBODY)),
        (Wish::SilenceSiren, with(GUARDS, NOBODY)),
        (Wish::Acknowledge { alarm: 99 }, with(GUARDS, NOBODY)),
        (Wish::OpenIncident { visit: Some(visit()), text: String::new() }, with(GUARDS, NOBODY)),
        (Wish::IncidentStep { incident: "I1-000001".into(), step: IncidentStepWord::Note, text: String::new() }, with(GUARDS, NOBODY)),
        (Wish::ResumeEntry { incident: "I1-000001".into(), reason: why() }, with(GUARDS, NOBODY)),
        (Wish::CloseIncident { incident: "I1-000001".into(), report: "已劝离,现场恢复正常秩序。".into() }, with(GUARDS, NOBODY)),
        (Wish::EnterQuick { name: "李雷".into(), heads: 1, host: 999 }, with(GUARDS, NOBODY)),
        (Wish::AdmitExpress { visit: visit(), host_agrees: true, reason: why(), cards: vec![] }, with(GUARDS, NOBODY)),
        (Wish::CloseSlip { visit: visit(), reason: why() }, with(GUARDS, NOBODY)),
        (Wish::BeginRollCall, with(GUARDS, NOBODY)),
        (Wish::MarkPerson { visit: visit(), person: 0, present: true }, with(GUARDS, NOBODY)),
        (Wish::EndRollCall, with(GUARDS, NOBODY)),
        (Wish::BeginHandover, with(GUARDS, NOBODY)),
        (Wish::JoinHandover { signature: "A".into(), swap: false, leader: None }, with(GUARDS, NOBODY)),
        (Wish::TakeOverItems { items: vec!["visit/G1-000999".into()] }, with(GUARDS, NOBODY)),
        (Wish::EndHandover { outgoing: "A".into(), incoming: "B".into() }, with(GUARDS, NOBODY)),
        (Wish::BreakOffHandover, with(GUARDS, NOBODY)),
        (Wish::NoteShift { text: "钥匙在抽屉里".into() }, with(GUARDS, NOBODY)),
        (Wish::PutHost { host }, with(&[RoleWord::Administration, RoleWord::Admin], NOBODY)),
        (Wish::RetireHost { number: "nobody".into() }, with(&[RoleWord::Administration, RoleWord::Admin], NOBODY)),
        (Wish::PutBooking { booking }, with(OFFICES, NOBODY)),
        (Wish::CancelBooking { booking: "B1-000001".into() }, with(OFFICES, NOBODY)),
        (Wish::ClassifyBooking { booking: "B1-000001".into(), class: ClassWord::Vip }, with(OFFICES, NOBODY)),
        (Wish::PutWatch { entry }, with(OFFICES, &[RoleWord::ShiftLeader])),
        (Wish::EndWatch { entry: "W1-000001".into(), reason: why() }, with(OFFICES, &[RoleWord::ShiftLeader])),
        (Wish::TestPrint, with(GUARDS, NOBODY)),
        (Wish::NewRoll, with(GUARDS, NOBODY)),
        (Wish::StaffChanged { number: "1001".into() }, vec![RoleWord::Admin]),
    ]
}

/// Name of a wish, as in JSON.
fn name(wish: &Wish) -> String {
    serde_json::to_value(wish).unwrap()["do"].as_str().unwrap().to_owned()
}

fn word(role: RoleWord) -> String {
    serde_json::to_value(role).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn every_wish_is_heard_from_those_who_may_and_from_nobody_else() {
    let site = Site::open();
    for (row, (wish, may)) in table().into_iter().enumerate() {
        for role in RoleWord::ALL {
            // A device of its own for every cell: the pace of one says nothing about another.
            let said = site.wish(&format!("{}:{row}", word(*role)), &wish);
            let denied = (said.status, said.code()) == (403, "not-allowed");
            assert_eq!(denied, !may.contains(role), "{} by {role:?}: {said:?}", name(&wish));
            assert!(
                denied || [200, 404, 409, 422].contains(&said.status),
                "{} by {role:?}: {said:?}",
                name(&wish)
            );
        }
    }
}

#[test]
fn the_table_has_a_row_for_every_wish() {
    let described: serde_json::Value = serde_json::from_str(gatehouse::server::openapi_json()).unwrap();
    let variants = described["components"]["schemas"]["Wish"]["oneOf"].as_array().unwrap();
    let rows: std::collections::BTreeSet<String> = table().iter().map(|(wish, _)| name(wish)).collect();
    assert_eq!(rows.len(), variants.len());
}

#[test]
fn who_may_not_is_told_nothing_about_the_wish() {
    let site = Site::open();
    let nonsense = Wish::Override { reason: String::new() };
    let said = site.request(
        reqwest::Method::POST,
        "/api/v1/commands",
        "kiosk:1",
        None,
        serde_json::to_vec(&nonsense).unwrap(),
    );
    assert_eq!((said.status, said.code()), (403, "not-allowed"));
}

#[test]
fn every_route_turns_away_whom_it_is_not_for() {
    let site = Site::open();
    let handle = "A".repeat(26);
    let all_but_readers = RoleWord::ALL.iter().copied().filter(|role| !READER.contains(role));
    let routes = [
        ("/api/v1/site".to_owned(), all_but_readers.collect()),
        ("/api/v1/hosts?q=x".to_owned(), [VISITORS, OFFICES].concat()),
        (format!("/api/v1/kiosk/visits/{handle}"), VISITORS.to_vec()),
        ("/api/v1/guard/view".to_owned(), [GUARDS, OFFICES].concat()),
        ("/api/v1/visits?text=x".to_owned(), [GUARDS, OFFICES, &[RoleWord::Auditor]].concat()),
        ("/metrics".to_owned(), vec![RoleWord::Admin, RoleWord::Auditor, RoleWord::Manager]),
    ];
    for (path, may) in routes {
        for role in RoleWord::ALL {
            let said = site.get(&path, &format!("{}:x", word(*role)));
            assert_eq!(said.status == 403, !may.contains(role), "{path} by {role:?}: {said:?}");
        }
        for token in ["", "nobody", "kiosk", &"x".repeat(500)] {
            let said = site.get(&path, token);
            assert_eq!((said.status, said.code()), (401, "token-wrong"), "{path}");
        }
    }
    for path in ["/healthz", "/readyz", "/api/v1/openapi.json"] {
        assert_eq!(site.get(path, "nobody").status, 200, "{path}");
    }
}

#[test]
fn a_reader_says_what_it_scanned_and_sees_nothing() {
    let site = Site::open();
    let denied = |said: crate::server_site::Said, what: &str| {
        assert_eq!((said.status, said.code()), (403, "not-allowed"), "{what}");
    };
    let scan = |reader: &str| Wish::Scan { reader: reader.to_owned(), code: "GH1X".to_owned() };
    let said = site.granted("reader:1", &scan("entry"));
    assert_eq!(said, serde_json::json!({"answer": "scanned", "granted": false, "code": "code-unreadable"}));
    for (row, (wish, _)) in table().into_iter().enumerate() {
        if !matches!(wish, Wish::Scan { .. }) {
            denied(site.wish(&format!("reader:row {row}"), &wish), &name(&wish));
        }
    }
    denied(site.wish("reader:2", &scan("touchscreen")), "another's scan");
    for path in ["/api/v1/events", "/api/v1/site", "/api/v1/guard/view", "/api/v1/visits?text=x", "/metrics"]
    {
        denied(site.get(path, "reader:2"), path);
    }
    denied(
        site.request(reqwest::Method::DELETE, "/api/v1/sessions", "reader:2", None, Vec::new()),
        "signing out",
    );
}
