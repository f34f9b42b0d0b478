//! The area on a badge: one touch where nobody needs to be asked, the superior's word where somebody does.

use gatehouse::client::FromCore;
use gatehouse::wire::{AreaLine, AreaState, Card, GuardView, LanguageWord, StateWord, StepWord, Wish};

use crate::guard_desk::{self, Desk};
use crate::stage::in_both_languages;
use crate::words::word;

const VISIT: &str = "G1-000007";

fn area(name: &str, approver: &str, state: AreaState) -> AreaLine {
    AreaLine { name: name.into(), approver: approver.into(), state }
}

/// A visitor whose badge is next, and the areas of the site.
pub fn view(change: impl FnOnce(&mut Card)) -> GuardView {
    let mut card = guard_desk::card(7, "李建国", StateWord::BadgeNext, StepWord::IssueBadge);
    card.areas = vec![
        area("会客区", "", AreaState::Open),
        area("办公区", "行政部经理", AreaState::NeedsApproval),
        area("生产区", "生产部经理", AreaState::NotForChildren),
        area("机房", "信息部经理", AreaState::NotEscorted),
    ];
    change(&mut card);
    let mut view = guard_desk::view();
    view.queue.push(card);
    view
}

fn opened(language: LanguageWord, change: impl FnOnce(&mut Card)) -> Desk {
    let desk = guard_desk::with(language, view(change));
    desk.touch("7 李建国");
    desk
}

fn issue(area: &str) -> Wish {
    Wish::IssueBadge { visit: VISIT.into(), area: area.into() }
}

#[test]
fn a_badge_for_an_open_area_or_none_is_one_touch() {
    in_both_languages(|language| {
        let say = |english: &str| word(language, english);
        let desk = opened(language, |_| {});
        desk.touch(&say("Issue badge"));
        assert_eq!(desk.wish(), issue(""));
        desk.hear(FromCore::Panel(Box::new(view(|card| card.area = "会客区".into()))));
        assert!(desk.shows("会客区"), "the card names its area");
        desk.touch(&say("Issue badge"));
        assert_eq!(desk.wish(), issue(""));
    });
}

#[test]
fn another_area_is_chosen_from_the_list_of_the_site() {
    in_both_languages(|language| {
        let say = |english: &str| word(language, english);
        let desk = opened(language, |_| {});
        desk.touch(&say("Choose the area"));
        desk.touch_top(&say("Issue badge"));
        assert!(desk.asked().is_empty(), "nothing is chosen yet");
        for closed in ["生产区", "机房"] {
            desk.touch(closed);
            desk.touch_top(&say("Issue badge"));
            assert!(desk.asked().is_empty(), "{closed} is closed to this party");
        }
        desk.touch("会客区");
        desk.touch_top(&say("Issue badge"));
        assert_eq!(desk.wish(), issue("会客区"));
        assert!(!desk.shows(&say("Area on the badge")), "answered, so closed");
    });
}

#[test]
fn who_names_no_area_may_go_on_without_one() {
    in_both_languages(|language| {
        let say = |english: &str| word(language, english);
        let desk = opened(language, |_| {});
        desk.touch(&say("Choose the area"));
        desk.touch("办公区");
        desk.touch(&say("No area"));
        assert!(!desk.shows(&say("Who approved")), "nobody is to be asked");
        desk.touch_top(&say("Issue badge"));
        assert_eq!(desk.wish(), issue(""));
        // The area of a booking stands: none would not be taken, it would be that one.
        desk.hear(FromCore::Panel(Box::new(view(|card| card.area = "办公区".into()))));
        desk.touch(&say("Issue badge"));
        assert!(desk.shows(&say("Area on the badge")) && !desk.shows(&say("No area")));
    });
}

#[test]
fn a_restricted_area_asks_for_its_superior_before_the_badge() {
    in_both_languages(|language| {
        let say = |english: &str| word(language, english);
        let desk = opened(language, |card| card.area = "办公区".into());
        desk.touch(&say("Issue badge"));
        assert!(desk.asked().is_empty(), "asked first");
        let call = say("Call {}: may {}, {}, go there?");
        let call = ["行政部经理", "李建国", "苏州精工机械有限公司"]
            .iter()
            .fold(call, |text, value| text.replacen("{}", value, 1));
        assert!(desk.shows(&call), "{:#?}", desk.labels());
        desk.touch(&say("Approved, I heard it"));
        assert!(desk.asked().is_empty(), "nobody is named yet");
        desk.write(&say("Who approved"), " 赵敏 ");
        desk.touch(&say("Approved, I heard it"));
        let approved =
            Wish::ApproveArea { visit: VISIT.into(), area: "办公区".into(), by: "赵敏".into() };
        assert_eq!(desk.wish(), approved);
        let after = view(|card| {
            card.area = "办公区".into();
            card.areas[1].state = AreaState::Approved;
        });
        desk.hear(FromCore::Panel(Box::new(after)));
        desk.touch(&say("Issue badge"));
        assert_eq!(desk.wish(), issue(""), "one touch now");
    });
}

#[test]
fn an_area_the_site_does_not_list_any_more_is_chosen_anew() {
    in_both_languages(|language| {
        let say = |english: &str| word(language, english);
        let desk = opened(language, |card| card.area = "旧厂房".into());
        desk.touch(&say("Issue badge"));
        assert!(desk.asked().is_empty() && desk.shows(&say("Area on the badge")));
        desk.touch(&say("Back"));
        assert!(!desk.shows(&say("Area on the badge")));
    });
}
