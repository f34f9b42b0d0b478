//! The panel as a guard lives with it: signing in, marks, a list that moves, alarms, incidents, the desk.

use gatehouse::client::{FromCore, ToCore};
use gatehouse::screens::ui::{GuardApi, GuardRollCall, GuardShift};
use gatehouse::wire::{
    Answer, BadgeState, ClassWord, GuardView, IncidentStepWord, KindWord, LanguageWord, MarkWord, PhoneWord,
    SiteFacts, StateWord, StepWord, Wish,
};
use i_slint_backend_testing::mock_elapsed_time;
use slint::platform::PointerEventButton;
use slint::{ComponentHandle, Model};
use std::time::Duration;

use crate::guard_desk::{self, Desk, NOW};

fn one(state: StateWord, next: StepWord) -> GuardView {
    let mut view = guard_desk::view();
    view.queue.push(guard_desk::card(7, "李建国", state, next));
    view
}

#[test]
fn a_guard_signs_in_by_name_and_number_pad() {
    let desk = guard_desk::signed_out(LanguageWord::Zh, 1280, 800);
    desk.write("姓名或工号", "王建国");
    for key in ["1", "2", "3", "4"] {
        desk.touch(key);
    }
    desk.touch("登录");
    assert_eq!(desk.asked(), [ToCore::SignIn { name: "王建国".into(), pin: "1234".into() }]);
    desk.hear(FromCore::Signed(Ok(guard_desk::session())));
    assert!(desk.shows("等候"));
    desk.touch("更多");
    assert!(desk.shows("当前值班：王建国"));
    desk.touch("退出登录");
    assert_eq!(desk.asked(), [ToCore::SignOut]);
    desk.hear(FromCore::SignedOut);
    assert!(desk.shows("已退出，请重新登录。"));
    assert!(!desk.shows("7 李建国"), "no visitor stays on the screen");
}

#[test]
fn the_next_guard_sees_nothing_of_the_house_before_the_core_has_told() {
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::incident_view());
    desk.hear(FromCore::Panel(Box::new(guard_desk::busy_view())));
    let api = desk.panel.window().global::<GuardApi>();
    let rows = || {
        [
            api.get_queue().row_count(),
            api.get_expected().row_count(),
            api.get_on_site().row_count(),
            api.get_badges().row_count(),
            api.get_roll_call().row_count(),
            api.get_items().row_count(),
            api.get_owed().row_count(),
            api.get_alarms().row_count(),
            api.get_incidents().row_count(),
            api.get_incident_steps().row_count(),
        ]
    };
    let counts = || {
        [
            api.get_queue_count(),
            api.get_expected_count(),
            api.get_on_site_count(),
            api.get_overdue_count(),
            api.get_to_be_signed_count(),
            api.get_heads_inside(),
            api.get_badge_count(),
            api.get_owed_count(),
            api.get_alarm_count(),
            api.get_incident_count(),
        ]
    };
    assert!(rows()[0] > 0 && counts()[0] > 0, "somebody waits");
    desk.hear(FromCore::SignedOut);
    desk.hear(FromCore::Signed(Ok(guard_desk::session())));
    assert_eq!((rows(), counts()), ([0; 10], [0; 10]));
    assert!(!api.get_incident_shown());
    assert!(api.get_shift() == GuardShift::default() && api.get_roll() == GuardRollCall::default());
    desk.hear(FromCore::Panel(Box::new(guard_desk::busy_view())));
    assert!(rows()[0] > 0 && counts()[0] > 0, "and now the core has told");
}

#[test]
fn a_wrong_pin_waits_and_leaves_no_pin_behind() {
    let desk = guard_desk::signed_out(LanguageWord::En, 1280, 800);
    desk.write("Name or staff number", "07");
    desk.write("PIN", "9999");
    desk.touch("Sign in");
    let mut wrong = guard_desk::problem("wrong-pin", "The PIN is wrong.", "密码错误。");
    wrong.retry_after_s = Some(30);
    assert_eq!(desk.asked().len(), 1);
    desk.hear(FromCore::Signed(Err(wrong)));
    assert!(desk.labels().iter().any(|label| label.starts_with("The PIN is wrong. Try again in ")));
    assert_eq!(desk.found("PIN")[0].accessible_value().as_deref(), Some(""));
    desk.write("PIN", "1234");
    desk.touch("Sign in");
    assert!(desk.asked().is_empty(), "the wait runs");
}

#[test]
fn a_held_mark_is_a_speck_in_the_list_and_a_line_in_the_card() {
    for (language, line) in
        [(LanguageWord::Zh, "关注名单 · 待核实"), (LanguageWord::En, "Watch list · To be checked")]
    {
        std::thread::spawn(move || {
            let mut view = one(StateWord::AwaitingIdentity, StepWord::CheckMark);
            let before = guard_desk::with(language, view.clone()).labels();
            view.queue[0].marks.push(MarkWord::Held);
            (view, before, line)
        })
        .join()
        .map(|(view, before, line)| {
            std::thread::spawn(move || {
                let desk = guard_desk::with(language, view);
                assert_eq!(desk.labels(), before, "nothing in words tells a hold in the list");
                desk.touch("7 李建国");
                assert!(desk.shows(line));
            })
            .join()
            .expect("as told");
        })
        .expect("as told");
    }
}

#[test]
fn no_screen_says_the_word_that_is_not_to_be_said() {
    for language in [LanguageWord::Zh, LanguageWord::En] {
        std::thread::spawn(move || {
            let mut view = guard_desk::incident_view();
            view.queue[0].class = ClassWord::Special;
            view.queue[0].marks.push(MarkWord::Held);
            let desk = guard_desk::with(language, view);
            desk.touch("1 张伟");
            let labels = desk.labels();
            let said = |word: &str| labels.iter().any(|label| label.to_lowercase().contains(word));
            assert!(!said("trouble") && !said("特殊") && !said("special"), "{labels:#?}");
            assert!(said("请班长到岗") || said("please call the shift leader"));
        })
        .join()
        .expect("as told");
    }
}

#[test]
fn the_opened_card_stays_when_the_queue_moves() {
    let mut view = one(StateWord::AwaitingHost, StepWord::CallHost);
    view.queue.insert(0, guard_desk::card(3, "张伟", StateWord::BadgeNext, StepWord::IssueBadge));
    let desk = guard_desk::with(LanguageWord::Zh, view.clone());
    desk.touch("7 李建国");
    view.queue.remove(0);
    view.queue.push(guard_desk::card(8, "王芳", StateWord::AwaitingIdentity, StepWord::SeeDocument));
    desk.hear(FromCore::Panel(Box::new(view.clone())));
    assert!(desk.shows("联系被访人"), "still the same card");
    view.queue.remove(0);
    desk.hear(FromCore::Panel(Box::new(view)));
    assert!(desk.shows("该访客已离开此列表。"), "never another visitor's card");
}

#[test]
fn a_dialog_ends_with_its_visit() {
    let desk = guard_desk::with(LanguageWord::Zh, one(StateWord::AwaitingHost, StepWord::CallHost));
    desk.touch("7 李建国");
    desk.touch("联系被访人");
    desk.hear(FromCore::Panel(Box::new(guard_desk::view())));
    assert!(!desk.shows("同意来访"));
}

#[test]
fn a_double_tap_does_not_do_the_step_after() {
    let desk = guard_desk::with(LanguageWord::Zh, one(StateWord::BadgeNext, StepWord::IssueBadge));
    desk.touch("7 李建国");
    desk.touch("发证");
    assert!(desk.shows("正在记录"), "nothing to press while the record is awaited");
    assert!(matches!(desk.wish(), Wish::IssueBadge { .. }));
    desk.far.answers.send(FromCore::Panel(Box::new(one(StateWord::Admitted, StepWord::Open)))).expect("sent");
    desk.panel.pump();
    mock_elapsed_time(Duration::from_millis(50));
    desk.found("已佩戴好，开门")[0].mock_single_click(PointerEventButton::Left);
    assert!(desk.asked().is_empty(), "the second tap of a double tap");
    mock_elapsed_time(Duration::from_millis(700));
    desk.touch("已佩戴好，开门");
    assert!(matches!(desk.wish(), Wish::Open { .. }));
}

#[test]
fn row_card_and_alarm_call_a_visitor_by_the_badge_once_there_is_one() {
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::busy_view());
    desk.touch("在厂");
    desk.touch("152 王芳");
    assert!(desk.shows("152") && desk.shows("排队号 52"), "{:#?}", desk.labels());
    let labels = desk.labels();
    let told = |end: &str| labels.iter().any(|label| label.ends_with(end));
    assert!(told("  152  王芳"), "the alarm of the overdue visitor: {labels:#?}");
    desk.touch("等候");
    desk.touch("2 李建国");
    assert!(!desk.labels().iter().any(|label| label.starts_with("排队号")), "once is enough");
}

#[test]
fn a_wait_is_told_in_minutes_and_reads_as_no_time_of_day() {
    let since = |state, minutes: i64| {
        let mut view = one(state, StepWord::Nothing);
        view.queue[0].since = NOW - minutes * 60_000;
        view.queue[0].until = Some(view.queue[0].since + 600_000);
        view
    };
    let desk = guard_desk::with(LanguageWord::Zh, since(StateWord::AwaitingHost, 24));
    desk.touch("7 李建国");
    assert!(desk.shows("已等 24 分钟，限 10 分钟"), "{:#?}", desk.labels());
    desk.hear(FromCore::Panel(Box::new(since(StateWord::AwaitingHost, 104))));
    assert!(desk.shows("已等 1 小时 44 分，限 10 分钟"));
    desk.hear(FromCore::Panel(Box::new(since(StateWord::OnSite, 60))));
    assert!(desk.shows("已过 1 小时，限 10 分钟"), "who is inside does not wait");
}

#[test]
fn an_alarm_says_what_stands_behind_it() {
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::busy_view());
    assert!(desk.shows("赵六") && desk.shows("非本门通行码"), "{:#?}", desk.labels());
}

#[test]
fn several_who_are_out_for_a_while_are_let_in_one_by_one() {
    let desk = guard_desk::with(LanguageWord::Zh, one(StateWord::OutForAWhile, StepWord::OpenEach));
    desk.touch("7 李建国");
    desk.touch("请在上面名单中逐人开门");
    assert!(desk.asked().is_empty());
}

#[test]
fn an_alarm_is_acknowledged() {
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::busy_view());
    assert!(desk.shows("访客呼叫保安"));
    desk.touch("知道了");
    assert_eq!(desk.wish(), Wish::Acknowledge { alarm: 5 });
}

#[test]
fn an_incident_is_led_step_by_step() {
    let desk = guard_desk::with(LanguageWord::En, guard_desk::incident_view());
    let incident = || "I-3".to_owned();
    desk.touch("Incidents");
    assert!(desk.shows("110") && desk.shows(&guard_desk::site().address));
    for (label, step) in [
        ("Asked to leave", IncidentStepWord::AskedToLeave),
        ("Has left", IncidentStepWord::Left),
        ("Lingers", IncidentStepWord::Lingers),
        ("Forces entry", IncidentStepWord::ForcesEntry),
        ("Company office told", IncidentStepWord::OfficeTold),
    ] {
        desk.touch_top(label);
        assert_eq!(desk.wish(), Wish::IncidentStep { incident: incident(), step, text: String::new() });
    }
    desk.touch_top("110 called");
    desk.write("Officer (may follow as a note)", "张警官 4711");
    desk.write("Case number (may follow as a note)", "A-9");
    desk.touch_top("110 called");
    let (step, text) = (IncidentStepWord::PoliceCalled, "张警官 4711 / A-9".to_owned());
    assert_eq!(desk.wish(), Wish::IncidentStep { incident: incident(), step, text });
    desk.touch("Resume entry");
    desk.touch("Others are waiting");
    desk.touch_top("Resume entry");
    assert_eq!(desk.wish(), Wish::ResumeEntry { incident: incident(), reason: "Others are waiting".into() });
    desk.touch("Close with a report");
    desk.write("Report", "too short");
    desk.touch("Close the incident");
    assert!(desk.asked().is_empty());
    desk.write("Report", "He left after ten minutes.");
    desk.touch("Close the incident");
    let report = "He left after ten minutes.".to_owned();
    assert_eq!(desk.wish(), Wish::CloseIncident { incident: incident(), report });
}

#[test]
fn the_office_is_called_until_the_guard_says_it_was_told() {
    let mut view = guard_desk::incident_view();
    let desk = guard_desk::with(LanguageWord::Zh, view.clone());
    desk.touch("突发事件");
    assert!(desk.shows("请立即致电公司办公室：8000"));
    let phones = Vec::new();
    desk.hear(FromCore::Site(Box::new(SiteFacts { phones, ..guard_desk::site() })));
    assert!(desk.shows("请立即致电公司办公室。"), "without a number");
    view.incidents[0].steps.push((IncidentStepWord::OfficeTold, NOW));
    desk.hear(FromCore::Panel(Box::new(view)));
    assert!(!desk.shows("请立即致电公司办公室。"));
}

#[test]
fn the_incident_shows_the_number_the_site_dials_for_the_police() {
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::incident_view());
    let phones = vec![(PhoneWord::Police, "9110".into())];
    desk.hear(FromCore::Site(Box::new(SiteFacts { phones, ..guard_desk::site() })));
    desk.touch("突发事件");
    assert!(desk.shows("9110") && !desk.shows("110"));
}

#[test]
fn badges_come_back_or_are_lost() {
    let mut view = guard_desk::busy_view();
    view.badges.truncate(1);
    view.on_site.truncate(1);
    let desk = guard_desk::with(LanguageWord::Zh, view);
    desk.touch("未还证");
    desk.touch("收回访客证");
    assert_eq!(desk.wish(), Wish::TakeBadgeBack { badge: 150 });
    desk.touch("挂失");
    assert!(desk.asked().is_empty(), "asked first");
    desk.touch("挂失并作废");
    assert_eq!(desk.wish(), Wish::BadgeLost { badge: 150 });
}

#[test]
fn a_badge_that_is_lost_is_not_told_to_be_reported() {
    let mut view = guard_desk::busy_view();
    view.badges.truncate(1);
    view.badges[0].state = BadgeState::Lost;
    let desk = guard_desk::with(LanguageWord::Zh, view);
    desk.touch("未还证");
    assert!(desk.labels().iter().any(|label| label.starts_with("已挂失 · ")), "{:#?}", desk.labels());
}

fn desk_dialog(language: LanguageWord, more: &str, page: &str) -> Desk {
    let desk = guard_desk::with(language, guard_desk::view());
    desk.touch(more);
    desk.touch(page);
    desk
}

#[test]
fn a_visitor_is_entered_by_hand() {
    let desk = desk_dialog(LanguageWord::Zh, "更多", "手工登记访客");
    desk.write("姓名", "赵敏");
    desk.write("来访事由", "应聘");
    desk.write("随行人员", "王芳、李娜");
    desk.write("儿童人数", "1");
    desk.write("被访人", "人事部小李");
    desk.touch("登记");
    let asked = desk.asked();
    let [ToCore::Wish { ticket, wish: Wish::EnterByHand { draft, slip: None } }] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    assert_eq!((draft.name.as_str(), draft.host, draft.host_text.as_str()), ("赵敏", None, "人事部小李"));
    assert_eq!((draft.kind, draft.language), (KindWord::Other, LanguageWord::Zh));
    assert_eq!(draft.companions, ["王芳", "李娜", ""], "a child has no name");
    let made = Answer::VisitMade { visit: "G1-000009".into(), queue: 9 };
    desk.hear(FromCore::Answered { ticket: *ticket, answer: Ok(made) });
    assert!(desk.shows("已登记，排队号 9。"));
}

#[test]
fn a_park_is_no_works() {
    // Each language on a thread of its own: a thread has one display.
    std::thread::spawn(|| says_place(LanguageWord::En, "校", ["On site", "Inside 0", "Nobody is on site."]))
        .join()
        .expect("in English");
    says_place(LanguageWord::Zh, "园", ["在园", "在园 0 人", "当前无访客在园。"]);
}

fn says_place(language: LanguageWord, place: &str, shown: [&str; 3]) {
    let desk = guard_desk::with(language, guard_desk::view());
    let site = SiteFacts { place_word: place.into(), language, ..guard_desk::site() };
    desk.hear(FromCore::Site(Box::new(site)));
    desk.touch(shown[0]);
    for words in shown {
        assert!(desk.shows(words), "{words}: {:#?}", desk.labels());
    }
    assert!(!desk.labels().iter().any(|label| label.contains('厂')), "{:#?}", desk.labels());
}

#[test]
fn a_paper_visit_keeps_its_true_time() {
    let desk = desk_dialog(LanguageWord::En, "More", "Paper visit, entered later");
    desk.write("Name", "赵敏");
    desk.write("Purpose", "delivery");
    desk.write("Arrived at", "25:00");
    desk.touch("Record the visit");
    assert!(desk.asked().is_empty(), "no time");
    assert!(desk.labels().iter().any(|label| label == "Record the visit"), "the form stays");
    desk.write("Arrived at", "9:05");
    desk.write("Card number", "12");
    desk.touch("Record the visit");
    let asked = desk.asked();
    let [ToCore::Wish { ticket, wish: Wish::EnterPaperVisit { paper } }] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    assert_eq!((paper.arrived, paper.left, paper.card), (NOW, None, Some(12)));
    let made = Answer::VisitMade { visit: "G1-000009".into(), queue: 0 };
    desk.hear(FromCore::Answered { ticket: *ticket, answer: Ok(made) });
    assert!(desk.shows("Recorded.") && desk.shows("Sign out"), "no number to call, and the page stays");
}

#[test]
fn police_on_duty_do_not_wait() {
    let desk = desk_dialog(LanguageWord::Zh, "更多", "公务进入");
    assert!(desk.shows("免填单、免征询、免等候。请致电公司办公室：8000"));
    desk.write("单位", "市应急管理局");
    desk.write("证件号", "沪01-778");
    desk.write("人数", "3");
    desk.write("来访事由", "安全检查");
    desk.touch("已查验证件，请进");
    let wish = Wish::AdmitOfficial {
        unit: "市应急管理局".into(),
        certificate: "沪01-778".into(),
        heads: 3,
        purpose: "安全检查".into(),
    };
    assert_eq!(desk.wish(), wish);
}

#[test]
fn the_language_is_the_guards_to_choose() {
    let desk = guard_desk::with(LanguageWord::Zh, guard_desk::view());
    desk.touch("更多");
    desk.touch("English");
    assert!(desk.shows("Sign out"));
    desk.hear(FromCore::Site(Box::new(guard_desk::site())));
    assert!(desk.shows("Sign out"), "facts that come again do not change it");
}
