//! What visitors are asked to agree to: every text that ever stood is on the record, word for word.

use gatehouse::domain::*;

use super::words::*;
use super::{given, given_at};
use crate::morning::{Morning, at, by, site};

/// The site with other Chinese rules.
fn with_rules(words: &str) -> Policy {
    let mut policy = site();
    policy.texts.retain(|text| (text.kind(), text.language()) != (TextKind::Rules, Language::Zh));
    policy.texts.extend(HouseText::new(TextKind::Rules, Language::Zh, "2", words));
    policy
}

#[test]
fn what_stands_is_on_the_record_once() {
    let records = given(&[restarts()]).records().to_vec();
    let stood = records.iter().filter(|record| matches!(record.event, Event::TextStands { .. }));
    assert_eq!(stood.count(), 4, "two texts in two languages");
    given(&[]).when(restarts()).then(["CoreStarted"]).leaves(|house| house.texts.len() == 4);
}

#[test]
fn a_changed_text_is_on_the_record_from_the_next_start_on_and_the_old_one_stays() {
    let mut morning = Morning::at_eight(site());
    let old = morning.house.texts.clone();
    morning.policy = with_rules("请勿吸烟。");
    let events = morning.does(by(Role::Core), Command::Started { policy: [8; 32], tail_cut: 0 }).unwrap();
    let new: Vec<_> = events.iter().filter(|event| matches!(event, Event::TextStands { .. })).collect();
    let [Event::TextStands { text }] = new[..] else { panic!("{events:?}") };
    assert_eq!((text.words(), text.version()), ("请勿吸烟。", "2"));
    assert_eq!(morning.house.texts.len(), 4);
    assert!(morning.house.texts.contains(text));
    for text in old {
        let stood = |record: &Record| record.event == Event::TextStands { text: text.clone() };
        assert!(morning.records.iter().any(stood), "{text:?}");
    }
}

#[test]
fn another_label_for_the_same_words_is_another_text() {
    let relabelled = |version: &str| {
        let mut policy = site();
        let text = |text: &HouseText| HouseText::new(text.kind(), text.language(), version, text.words());
        policy.texts = policy.texts.iter().filter_map(text).collect();
        policy
    };
    given_at(relabelled("2026"), &[]).when(restarts()).then(["CoreStarted"]);
    let mut morning = Morning::at_eight(relabelled("2026"));
    assert!(morning.now >= at(8, 0));
    morning.policy = relabelled("2027");
    let events = morning.does(by(Role::Core), Command::Started { policy: [8; 32], tail_cut: 0 }).unwrap();
    assert_eq!(events.iter().filter(|event| matches!(event, Event::TextStands { .. })).count(), 4);
}
