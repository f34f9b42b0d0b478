//! Each step of a visit, touched the way a guard touches it, and the wish that goes out.

use gatehouse::client::FromCore;
use gatehouse::wire::{
    AdmitAlone, BadgeState, Card, ClassWord, DocumentWord, HostReply, LanguageWord, MarkWord, RefuseWord,
    SignerWord, StandIn, StateWord, StepWord, Wish,
};

use crate::guard_desk::{self, Desk, NOW, badged};

const VISIT: &str = "G1-000007";

fn visit() -> String {
    VISIT.to_owned()
}

/// The words of one language for everything these tests touch.
struct Words {
    language: LanguageWord,
    step: &'static str,
}

/// A desk with one visitor before `next`, whose card is open, in Chinese or English by `language`.
fn before(words: &Words, next: StepWord, change: impl FnOnce(&mut Card)) -> Desk {
    let mut card = guard_desk::card(7, "李建国", StateWord::AwaitingIdentity, next);
    change(&mut card);
    let row = guard_desk::row(&card);
    let mut view = guard_desk::view();
    view.queue.push(card);
    let desk = guard_desk::with(words.language, view);
    desk.touch(&row);
    desk.touch_top(words.step);
    desk
}

/// Runs in a thread of its own, so that each language has a fresh platform.
fn both(
    zh: &'static str,
    en: &'static str,
    test: impl Fn(&Words, fn(&Words, &'static str, &'static str) -> &'static str) + Send + Sync,
) {
    fn say(words: &Words, zh: &'static str, en: &'static str) -> &'static str {
        if words.language == LanguageWord::Zh { zh } else { en }
    }
    for words in
        [Words { language: LanguageWord::Zh, step: zh }, Words { language: LanguageWord::En, step: en }]
    {
        std::thread::scope(|scope| scope.spawn(|| test(&words, say)).join().expect("as told"));
    }
}

#[test]
fn a_document_is_seen_with_its_kind_and_tail() {
    both("证件已核验", "Document seen", |words, say| {
        let desk = before(words, StepWord::SeeDocument, |_| {});
        desk.touch(say(words, "护照", "Passport"));
        desk.touch(say(words, "证件有效，人证相符", "Seen, valid and theirs"));
        assert!(desk.asked().is_empty(), "no tail, no wish");
        desk.write(say(words, "证件号后四位", "Last four characters"), " 123X ");
        desk.touch(say(words, "证件有效，人证相符", "Seen, valid and theirs"));
        let wish =
            Wish::SeeDocument { visit: visit(), document: DocumentWord::Passport, number: "123X".into() };
        assert_eq!(desk.wish(), wish);
        assert!(!desk.shows(say(words, "证件号后四位", "Last four characters")), "answered, so closed");
    });
}

#[test]
fn without_a_document_the_host_vouches() {
    both("证件已核验", "Document seen", |words, say| {
        let desk = before(words, StepWord::SeeDocument, |_| {});
        desk.touch_top(say(words, "无证件，由被访人担保", "No document, host vouches"));
        desk.touch(say(words, "被访人担保", "Host vouches"));
        assert_eq!(desk.wish(), Wish::Vouch { visit: visit(), by: "李娜".into() });
    });
}

#[test]
fn the_host_is_called_and_the_answer_is_one_touch() {
    both("联系被访人", "Call host", |words, say| {
        for (zh, en, reply) in [
            ("同意来访", "Host agrees", HostReply::Agrees),
            ("暂不接待", "Host declines", HostReply::Declines),
            ("无人接听", "No answer", HostReply::NoAnswer),
        ] {
            std::thread::scope(|scope| {
                let run = scope.spawn(|| {
                    let desk = before(words, StepWord::CallHost, |_| {});
                    assert!(desk.shows("8123"), "the number to call");
                    desk.touch(say(words, zh, en));
                    assert_eq!(desk.wish(), Wish::HostSaid { visit: visit(), reply });
                });
                run.join().expect("as told");
            });
        }
    });
}

#[test]
fn a_host_is_set_from_what_was_found() {
    both("指定被访人", "Set host", |words, say| {
        let desk = before(words, StepWord::SetHost, |card| card.host_set = false);
        desk.write(say(words, "被访人", "Host"), "lina");
        desk.touch(say(words, "查找", "Search"));
        let asked = desk.asked();
        let [gatehouse::client::ToCore::FindHosts { ticket, query }] = asked.as_slice() else {
            panic!("{asked:?}")
        };
        assert_eq!(query, "lina");
        let hit = gatehouse::wire::HostHit { id: 12, name: "李娜".into(), department: "采购部".into() };
        desk.hear(FromCore::Hosts { ticket: *ticket, hits: Ok(vec![hit]) });
        desk.touch_top("李娜");
        desk.touch(say(words, "指定此人", "Set this host"));
        assert_eq!(desk.wish(), Wish::SetHost { visit: visit(), host: 12 });
    });
}

#[test]
fn a_claim_is_confirmed_without_and_lowered_with_a_reason() {
    both("确认类别", "Confirm class", |words, say| {
        let claim = |card: &mut Card| {
            card.claim =
                Some(gatehouse::wire::ClaimLine { class: ClassWord::Important, administration_told: true });
        };
        let set = say(words, "按此类别", "Set this class");
        let desk = before(words, StepWord::ConfirmClass, claim);
        let call =
            say(words, "重要访客，请联系行政部核实", "Important visitor, call administration to check");
        assert!(desk.shows(call), "nobody is told by itself");
        desk.touch(say(words, "一般访客", "Ordinary visitor"));
        desk.touch_top(say(words, "一般访客", "Ordinary visitor"));
        desk.touch(set);
        assert!(desk.asked().is_empty(), "lowered without a reason");
        desk.touch(say(words, "未能核实", "Could not be confirmed"));
        desk.touch(set);
        let reason = say(words, "未能核实", "Could not be confirmed").to_owned();
        let class = ClassWord::Ordinary;
        assert_eq!(
            desk.wish(),
            Wish::SetClass { visit: visit(), class, reason, administration_agrees: false }
        );
    });
}

#[test]
fn before_the_mark_is_checked_only_the_shift_leader_can_be_called() {
    both("更改类别", "Change class", |words, say| {
        let desk = before(words, StepWord::CheckMark, |card| card.marks.push(MarkWord::Held));
        desk.touch_top(say(words, "贵宾", "VIP"));
        assert!(!desk.shows(say(words, "按此类别", "Set this class")), "no class exempts from the mark");
        desk.touch(say(words, "未能核实", "Could not be confirmed"));
        desk.touch_top(say(words, "请班长到岗", "Call the shift leader"));
        let reason = say(words, "未能核实", "Could not be confirmed").to_owned();
        let class = ClassWord::Special;
        assert_eq!(
            desk.wish(),
            Wish::SetClass { visit: visit(), class, reason, administration_agrees: false }
        );
    });
}

#[test]
fn the_class_a_visitor_has_is_not_set_again() {
    both("更改类别", "Change class", |words, say| {
        let desk = before(words, StepWord::Nothing, |_| {});
        desk.touch(say(words, "按此类别", "Set this class"));
        assert!(desk.asked().is_empty());
    });
}

#[test]
fn a_mark_is_checked_face_to_face() {
    both("当面核对", "Check face to face", |words, say| {
        let desk = before(words, StepWord::CheckMark, |_| {});
        desk.touch(say(words, "不是本人", "Somebody else"));
        assert!(desk.asked().is_empty(), "nothing was compared yet");
        desk.write(say(words, "核对了什么", "What you compared"), "身份证 123X");
        desk.touch(say(words, "不是本人", "Somebody else"));
        let wish = Wish::CheckMark { visit: visit(), same_person: false, reason: "身份证 123X".into() };
        assert_eq!(desk.wish(), wish);
    });
}

#[test]
fn administration_takes_over_or_does_not_answer() {
    both("联系行政部", "Call administration", |words, say| {
        let desk = before(words, StepWord::CallAdministration, |_| {});
        assert!(desk.shows("8001"), "the number to call");
        desk.touch(say(words, "行政部接待", "Administration takes over"));
        assert_eq!(desk.wish(), Wish::AdministrationSaid { visit: visit(), acknowledged: true });
    });
}

#[test]
fn administration_is_only_told_of_a_claim() {
    both("联系行政部", "Call administration", |words, say| {
        let desk = before(words, StepWord::CallAdministration, |card| {
            card.claim =
                Some(gatehouse::wire::ClaimLine { class: ClassWord::Important, administration_told: false });
        });
        assert!(desk.shows("8001"), "the number to call");
        for no_answer in
            [say(words, "行政部接待", "Administration takes over"), say(words, "无人接听", "No answer")]
        {
            assert!(!desk.shows(no_answer), "{no_answer}");
        }
        desk.touch(say(words, "已告知行政部", "Administration is told"));
        assert_eq!(desk.wish(), Wish::CallAdministration { visit: visit() });
    });
}

#[test]
fn the_guard_admits_alone_only_when_the_wait_for_administration_has_run_out() {
    both("联系行政部", "Call administration", |words, say| {
        let alone = say(words, "先行放行", "Admit without administration");
        // 90 s from 09:05: the minute that is shown is not too early.
        let desk = before(words, StepWord::CallAdministration, |card| {
            card.admit_alone = Some(AdmitAlone::From(NOW + 90_000));
        });
        let line = say(
            words,
            "如无人接听，09:07 起可先行放行。",
            "If nobody answers: admit without administration from 09:07.",
        );
        assert!(desk.shows(line), "{:#?}", desk.labels());
        assert!(!desk.shows(alone), "neither in the sheet nor on the card");
        let mut view = guard_desk::view();
        view.queue.push(Card {
            admit_alone: Some(AdmitAlone::Now),
            ..guard_desk::card(7, "李建国", StateWord::AwaitingIdentity, StepWord::CallAdministration)
        });
        desk.hear(FromCore::Panel(Box::new(view)));
        assert!(!desk.shows(line));
        assert_eq!(desk.found(alone).len(), 2, "in the open sheet, and on the card");
        desk.touch_top(alone);
        desk.touch(say(words, "行政部无人接听", "Administration does not answer"));
        desk.touch(say(words, "放行", "Admit"));
        let reason = say(words, "行政部无人接听", "Administration does not answer").to_owned();
        assert_eq!(desk.wish(), Wish::AdmitWithoutAdministration { visit: visit(), reason });
    });
}

#[test]
fn the_slip_is_written_for_a_visitor_who_cannot() {
    both("代填访客单", "Fill in the slip for the visitor", |words, say| {
        let desk = before(words, StepWord::WaitForSlip, |_| {});
        desk.touch(say(words, "未携带违禁品", "Carries nothing forbidden"));
        let rules = say(
            words,
            "同意规定：佩戴访客证、不拍照、遵守安全",
            "Agrees to the rules: badge worn, no photographs, safety",
        );
        desk.touch(rules);
        desk.write(say(words, "车牌号", "Vehicle plate"), "沪ad12345");
        desk.touch(say(words, "已念给访客听，无误", "Read back, and right"));
        let Wish::CorrectSlip { visit: about, slip: Some(slip), names: None, .. } = desk.wish() else {
            panic!("a slip")
        };
        assert_eq!((about, slip.plate.as_str()), (visit(), "沪AD12345"));
        assert!(slip.nothing_forbidden && slip.rules_agreed && slip.document.is_none());
    });
}

#[test]
fn a_name_on_a_badge_is_not_corrected() {
    both("更正访客单", "Correct the slip", |words, say| {
        let field = say(words, "姓名", "Name");
        let hint = say(words, "已发证，姓名不能更改", "A badge is out: the name stays");
        let desk = before(words, StepWord::Open, |card| {
            card.state = StateWord::Admitted;
            card.persons = vec![badged(0, "李建国", 107, BadgeState::OnLoan, false)];
        });
        let says = |desk: &Desk| desk.found(field)[0].accessible_description();
        assert_eq!(says(&desk).as_deref(), Some(hint));
        let mut view = guard_desk::view();
        view.queue.push(guard_desk::card(7, "李建国", StateWord::AwaitingIdentity, StepWord::SeeDocument));
        desk.hear(FromCore::Panel(Box::new(view)));
        assert!(says(&desk).is_none_or(|hint| hint.is_empty()), "before the badge it is");
    });
}

#[test]
fn a_badge_is_issued_and_the_gate_opened_with_one_touch_each() {
    both("发证", "Issue badge", |words, _| {
        let desk = before(words, StepWord::IssueBadge, |card| card.state = StateWord::BadgeNext);
        assert_eq!(desk.wish(), Wish::IssueBadge { visit: visit(), area: String::new() });
    });
    both("已佩戴好，开门", "Badge worn, open the gate", |words, _| {
        let desk = before(words, StepWord::Open, |card| card.state = StateWord::Admitted);
        assert_eq!(desk.wish(), Wish::Open { visit: visit(), person: None });
    });
}

#[test]
fn the_guard_looks_into_the_tray() {
    both("访客证在出纸口吗？", "Is the badge in the tray?", |words, say| {
        let unclear = |card: &mut Card| {
            card.persons = vec![
                badged(0, "李建国", 107, BadgeState::OnLoan, false),
                badged(1, "王芳", 108, BadgeState::Unclear, false),
            ];
        };
        let desk = before(words, StepWord::IsItInTheTray, unclear);
        desk.touch(say(words, "没有，重新打印", "No, print it again"));
        assert_eq!(desk.wish(), Wish::TrayChecked { visit: visit(), person: 1, there: false });
    });
}

#[test]
fn spoilt_paper_keeps_its_code() {
    both("补打", "Reprint", |words, say| {
        let desk = before(words, StepWord::Nothing, |card| {
            card.persons = vec![badged(0, "李建国", 107, BadgeState::OnLoan, false)];
        });
        desk.touch(say(words, "打坏了，废证在我手里", "The paper was spoilt and I have it"));
        assert_eq!(desk.wish(), Wish::Reprint { visit: visit(), person: 0, spoilt: true });
    });
}

#[test]
fn a_badge_that_never_came_out_or_is_lost_is_printed_by_one_button() {
    for (state, zh, en, spoilt) in [
        (BadgeState::NotPrinted, "没打出来，重新打印", "Nothing came out, print it again", true),
        (BadgeState::Lost, "打印新证", "Print a new badge", false),
    ] {
        both("补打", "Reprint", |words, say| {
            let desk = before(words, StepWord::Nothing, |card| {
                card.persons = vec![badged(0, "李建国", 107, state, false)];
            });
            assert!(!desk.shows(say(words, "打坏了，废证在我手里", "The paper was spoilt and I have it")));
            desk.touch(say(words, zh, en));
            assert_eq!(desk.wish(), Wish::Reprint { visit: visit(), person: 0, spoilt });
        });
    }
}

#[test]
fn a_badge_that_did_not_come_out_is_printed_again_by_the_biggest_button_without_scrolling() {
    both("未打出，请补打", "Not printed: reprint", |words, say| {
        let desk = before(words, StepWord::WaitForPrinter, |card| {
            card.state = StateWord::Admitted;
            card.persons = vec![
                badged(0, "李建国", 107, BadgeState::OnLoan, false),
                badged(1, "王芳", 108, BadgeState::NotPrinted, false),
            ];
        });
        desk.touch(say(words, "没打出来，重新打印", "Nothing came out, print it again"));
        assert_eq!(desk.wish(), Wish::Reprint { visit: visit(), person: 1, spoilt: true });
    });
}

#[test]
fn a_mark_says_what_to_compare_and_a_silent_host_who_stands_in() {
    both("当面核对", "Check face to face", |words, say| {
        let desk = before(words, StepWord::CheckMark, |card| card.compare = vec![guard_desk::listed()]);
        let line = say(
            words,
            "王芳 · 2026-01-27 · 2025年12月在门岗推搡保安 · 电话尾号 0199 · 证件尾号 123X",
            "王芳 · 2026-01-27 · 2025年12月在门岗推搡保安 · phone ends in 0199 · document ends in 123X",
        );
        assert!(desk.shows(line), "{:#?}", desk.labels());
    });
    both("联系被访人", "Call host", |words, say| {
        let stand_in = StandIn { name: "陈静".into(), phone: "8155".into() };
        let desk = before(words, StepWord::CallHost, |card| card.stand_in = Some(stand_in.clone()));
        let line = say(
            words,
            "久未接听，请联系代理人陈静  8155",
            "No answer for long: call the stand-in, 陈静  8155",
        );
        assert!(desk.shows(line), "{:#?}", desk.labels());
    });
}

#[test]
fn a_sign_off_names_who_signs() {
    both("接待人员签字", "Sign off", |words, say| {
        let desk = before(words, StepWord::SignOff, |card| card.state = StateWord::ToBeSigned);
        desk.touch(say(words, "电话确认，我见证", "By phone, I heard it"));
        desk.touch(say(words, "已签字，我见证", "Signed, I saw it"));
        let by = SignerWord::PhoneWitnessed;
        assert_eq!(desk.wish(), Wish::SignOff { visit: visit(), by, name: "李娜".into(), signature: None });
    });
}

#[test]
fn a_receptionist_does_not_sign_by_the_name_of_the_host() {
    both("接待人员签字", "Sign off", |words, say| {
        let desk = before(words, StepWord::SignOff, |card| card.state = StateWord::ToBeSigned);
        let (receptionist, host) = (say(words, "接待人员", "Receptionist"), say(words, "被访人", "Host"));
        let name = say(words, "签字人姓名", "Name of who signs");
        let says = || desk.found(name)[0].accessible_value();
        desk.touch_top(receptionist);
        assert_eq!(says().as_deref(), Some(""));
        desk.touch_top(host);
        assert_eq!(says().as_deref(), Some("李娜"));
        desk.touch_top(receptionist);
        desk.touch(say(words, "已签字，我见证", "Signed, I saw it"));
        assert!(desk.asked().is_empty(), "nobody has signed");
        desk.write(name, "陈静");
        desk.touch(say(words, "已签字，我见证", "Signed, I saw it"));
        let by = SignerWord::Receptionist;
        assert_eq!(desk.wish(), Wish::SignOff { visit: visit(), by, name: "陈静".into(), signature: None });
    });
}

#[test]
fn the_only_badge_comes_back_at_once_and_of_two_one_is_chosen() {
    both("收回访客证", "Take badge back", |words, say| {
        let one = before(words, StepWord::TakeBadgeBack, |card| {
            card.persons = vec![badged(0, "李建国", 107, BadgeState::OnLoan, true)];
        });
        assert_eq!(one.wish(), Wish::TakeBadgeBack { badge: 107 });
        std::thread::scope(|scope| {
            let run = scope.spawn(|| {
                let two = before(words, StepWord::TakeBadgeBack, |card| {
                    card.persons = vec![
                        badged(0, "李建国", 107, BadgeState::OnLoan, true),
                        badged(1, "王芳", 108, BadgeState::OnLoan, true),
                    ];
                });
                two.touch(say(words, "访客证 108  王芳", "Badge 108  王芳"));
                assert_eq!(two.wish(), Wish::TakeBadgeBack { badge: 108 });
            });
            run.join().expect("as told");
        });
    });
}

#[test]
fn without_sign_off_somebody_is_let_out_with_a_reason() {
    both("放行离厂", "Let out", |words, say| {
        let desk = before(words, StepWord::LetOut, |card| card.state = StateWord::ToBeSigned);
        desk.touch(say(words, "被访人已下班", "Host has gone home"));
        desk.touch_top(say(words, "放行离厂", "Let out"));
        let reason = say(words, "被访人已下班", "Host has gone home").to_owned();
        assert_eq!(desk.wish(), Wish::LetOut { visit: visit(), person: None, reason });
    });
}

#[test]
fn after_sign_off_somebody_is_let_out_without_a_reason_and_the_badge_is_asked_for() {
    both("放行离厂", "Let out", |words, say| {
        let desk = before(words, StepWord::LetOut, |card| {
            card.state = StateWord::SignedOff;
            card.signed_off = true;
            card.persons = vec![badged(0, "李建国", 107, BadgeState::OnLoan, true)];
        });
        assert!(desk.shows(say(
            words,
            "访客证尚未收回。已交还的，请先点“收回访客证”。",
            "The badge is still out. If you have it, take it back first.",
        )));
        desk.touch_top(say(words, "放行离厂", "Let out"));
        assert_eq!(desk.wish(), Wish::LetOut { visit: visit(), person: None, reason: String::new() });
    });
}

#[test]
fn a_refusal_is_looked_at_twice() {
    both("不予入内", "Refuse", |words, say| {
        let desk = before(words, StepWord::Nothing, |_| {});
        desk.touch(say(words, "未获同意", "No consent"));
        desk.touch_top(words.step);
        assert!(desk.asked().is_empty(), "asked once more");
        desk.touch(say(words, "返回", "Back"));
        assert!(desk.shows(say(words, "未获同意", "No consent")), "the way back");
        desk.touch_top(words.step);
        desk.touch(say(words, "确认：不予入内", "Yes: Refuse"));
        let why = RefuseWord::NoConsent;
        assert_eq!(desk.wish(), Wish::Refuse { visit: visit(), why, text: String::new() });
    });
}

#[test]
fn an_incident_is_looked_at_twice() {
    both("突发事件", "Incident", |words, say| {
        let desk = before(words, StepWord::Incident, |_| {});
        let call = say(words, "请立即致电公司办公室：8000", "Call the company office at once: 8000");
        assert!(desk.labels().iter().any(|label| label.ends_with(call)), "nobody is told by itself");
        desk.touch(say(words, "不肯离开", "Does not leave"));
        desk.touch(say(words, "上报突发事件", "Open an incident"));
        assert!(desk.asked().is_empty(), "asked once more");
        desk.touch(say(words, "确认：上报突发事件", "Yes: Open an incident"));
        let text = say(words, "不肯离开", "Does not leave").to_owned();
        assert_eq!(desk.wish(), Wish::OpenIncident { visit: Some(visit()), text });
    });
}

#[test]
fn plastic_cards_are_given_by_their_numbers() {
    both("发编号卡", "Numbered cards", |words, say| {
        let desk = before(words, StepWord::IssueBadge, |card| {
            card.state = StateWord::BadgeNext;
            card.persons.push(guard_desk::person(1, "王芳"));
            card.cards = 2;
        });
        assert!(desk.shows(say(
            words,
            "每人一张，带队人在前，用逗号隔开。",
            "One card for each person, the lead first, separated by commas.",
        )));
        let wrong = say(words, "只能填数字，用逗号隔开。", "Digits only, with commas.");
        let says = || desk.found(say(words, "卡号", "Card numbers"))[0].accessible_description();
        desk.write(say(words, "卡号", "Card numbers"), "12a");
        desk.touch(say(words, "发出这些卡", "Give out these cards"));
        assert!(desk.asked().is_empty());
        assert_eq!(says().as_deref(), Some(wrong));
        desk.write(say(words, "卡号", "Card numbers"), "12, 13");
        desk.touch(say(words, "发出这些卡", "Give out these cards"));
        assert_eq!(desk.wish(), Wish::IssueCards { visit: visit(), cards: vec![12, 13] });
    });
}

#[test]
fn plastic_cards_are_given_when_the_printer_dies_after_the_badges_were_issued() {
    both("发编号卡", "Numbered cards", |words, say| {
        let desk = before(words, StepWord::WaitForPrinter, |card| {
            card.state = StateWord::Admitted;
            card.persons = vec![
                badged(0, "李建国", 107, BadgeState::OnLoan, false),
                badged(1, "王芳", 108, BadgeState::NotPrinted, false),
            ];
            card.cards = 1;
        });
        assert!(desk.shows(say(
            words,
            "仅给访客证未打出的人（1 张），按名单顺序，用逗号隔开。",
            "Cards for those whose badge is not printed (1), in the order of the list, separated by commas.",
        )));
        let not_printed = say(words, "未打出，请补打", "Not printed: reprint");
        assert!(desk.shows(not_printed), "it is no use to wait for the printer");
        desk.write(say(words, "卡号", "Card numbers"), "12");
        desk.touch(say(words, "发出这些卡", "Give out these cards"));
        assert_eq!(desk.wish(), Wish::IssueCards { visit: visit(), cards: vec![12] });
        let mut view = guard_desk::view();
        let printing = guard_desk::card(7, "李建国", StateWord::Admitted, StepWord::WaitForPrinter);
        view.on_site.push(printing);
        desk.hear(FromCore::Panel(Box::new(view)));
        assert!(!desk.shows(not_printed) && desk.shows(say(words, "访客证打印中", "Badge is printing")));
        assert!(!desk.shows(words.step), "what is being printed is waited for");
    });
}
