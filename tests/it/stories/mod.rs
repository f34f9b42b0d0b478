//! Whole mornings as transcripts a guard could read (`*.story`): who does what, and below it what is recorded, what
//! is done, why it is refused, how the gate stands and how many are inside.
//!
//! `UPDATE_STORIES=1` writes what happens into the files in place of what was expected; whoever does so reads the
//! change like an auditor. The language of the deeds is in [`deeds`], that of their consequences in [`telling`].

mod deeds;
mod telling;

use std::fmt::Write;
use std::path::PathBuf;

use gatehouse::domain::{By, Gate, HoldCause, House, PartyEntry, Passage, Record, Role};

use crate::morning::{Morning, by, site};
use deeds::Deed;

/// What begins a deed.
const DEED: &str = "> ";
/// What begins the line that says how the site differs from the usual one.
const SITE: &str = "site ";

/// Declares a test for every story.
macro_rules! stories {
    ($($name:ident),+ $(,)?) => {
        const STORIES: &[&str] = &[$(stringify!($name)),+];
        $(#[test] fn $name() { check(stringify!($name)); })+
    };
}

stories! {
    badges_go_astray,
    closing_with_somebody_inside,
    confidentiality_refused,
    crash_with_a_grant_alive,
    door_left_open,
    driver_out_for_a_while,
    emergency_open,
    empty_post,
    express_at_five_to_eight,
    fire_during_lockdown,
    fire_while_the_gate_opens,
    hand_over_with_a_missed_item,
    host_declines,
    incident_at_the_screen,
    incident_in_the_gate,
    incident_inside,
    incident_seen_leaving,
    lost_badge_at_the_exit,
    marked_too_soon,
    nobody_comes,
    officials_on_duty,
    ordinary_visitor,
    overdue_until_closing,
    paper_visits_afterwards,
    party_each,
    party_together,
    printer_jam,
    returning_visitor,
    second_host_inside,
    shared_passage_in_an_incident,
    siren_at_the_gate,
    turned_back_at_closing,
    vip_nobody_answers_for,
    walk_in_claim_lowered,
    watchlist_cancels,
    watchlist_cleared,
    watchlist_host_declines,
    watchlist_incident,
    window_ends_and_nobody_goes_in,
    window_ends_at_the_gate,
    window_over_midnight,
}

#[test]
fn every_story_in_the_folder_is_played() {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let stories = files.filter(|path| path.extension().is_some_and(|kind| kind == "story"));
    let mut names: Vec<String> =
        stories.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    assert_eq!(names, STORIES);
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/stories")
}

/// The record of every story.
pub fn records() -> Vec<Vec<Record>> {
    STORIES.iter().map(|name| Story::played(&script(name)).morning.records).collect()
}

fn script(name: &str) -> String {
    std::fs::read_to_string(folder().join(format!("{name}.story"))).unwrap()
}

/// Plays a story and compares what happens with what stands in its file. Alone it knows how commands are sent.
fn check(name: &str) {
    let expected = script(name);
    let played = Story::played(&expected).told;
    if std::env::var_os("UPDATE_STORIES").is_some() {
        std::fs::write(folder().join(format!("{name}.story")), played).unwrap();
    } else if played != expected {
        panic!("{name} goes otherwise (UPDATE_STORIES=1 rewrites it):\n{}", difference(&expected, &played));
    }
}

/// A story as it is told.
struct Story {
    morning: Morning,
    told: String,
    gate: String,
    inside: usize,
    remembered: usize,
}

impl Story {
    fn played(script: &str) -> Story {
        let mut policy = site();
        for word in script.lines().filter_map(|line| line.strip_prefix(SITE)).flat_map(str::split_whitespace)
        {
            match word {
                "shared" => policy.passage = Passage::Shared,
                "together" => policy.party_entry = PartyEntry::Together,
                "unasked" => policy.ask_host_on_booking = false,
                other => panic!("a site is shared, together or unasked, not {other}"),
            }
        }
        let mut morning = Morning::at_eight(policy);
        for (role, command) in deeds::people_of_the_house() {
            morning.does(by(role), command).unwrap();
        }
        let gate = gate_of(&morning.house);
        let mut story = Story { morning, told: String::new(), gate, inside: 0, remembered: 0 };
        for line in script.lines() {
            // Everything else is what came of the deeds: it is told anew.
            if line.is_empty() || line.starts_with('#') || line.starts_with(SITE) {
                writeln!(story.told, "{line}").unwrap();
            } else if let Some(deed) = line.strip_prefix(DEED) {
                writeln!(story.told, "{line}").unwrap();
                story.goes_on(deed);
            }
        }
        assert_eq!(story.morning.folded_again(), story.morning.house, "the same records, another house");
        story
    }

    fn goes_on(&mut self, deed: &str) {
        let words: Vec<&str> = deed.split_whitespace().collect();
        let said = match deeds::read(&self.morning, &words) {
            Deed::Asks(role, command) => self.morning.does(by(role), command),
            Deed::Signed(number, command) => self.morning.does(By::staff(Role::Guard, &number), command),
            Deed::ItIs(then) => Ok(self.morning.later(then - self.morning.now)),
        };
        match said {
            Ok(events) => self.told.push_str(&telling::told(&events)),
            Err(refusal) => writeln!(self.told, "  refused  {}", refusal.code()).unwrap(),
        }
        let gate = gate_of(&self.morning.house);
        if gate != self.gate {
            writeln!(self.told, "  gate is  {gate}").unwrap();
            self.gate = gate;
        }
        let inside = self.morning.house.heads_inside();
        if inside != self.inside {
            writeln!(self.told, "  inside   {inside}").unwrap();
            self.inside = inside;
        }
        let remembered = self.morning.house.remembered.len();
        if remembered != self.remembered {
            writeln!(self.told, "  knows    {remembered}").unwrap();
            self.remembered = remembered;
        }
    }
}

/// How the gate stands, in a few words.
fn gate_of(house: &House) -> String {
    let gate: &Gate = &house.gate;
    let mut words = match gate.hold_cause() {
        Some(HoldCause::Fire) => "held open by fire".to_owned(),
        Some(HoldCause::Emergency) => "held open by hand".to_owned(),
        None if gate.grants.values().any(|grant| grant.opened) => "open".to_owned(),
        None => "shut".to_owned(),
    };
    let in_force = [
        (gate.lockdown.is_some(), ", locked down"),
        (house.entry_stopped(), ", entry stopped"),
        (gate.fault.is_some(), ", out of order"),
        (house.clock_behind, ", its clock behind"),
    ];
    in_force.iter().filter(|(so, _)| *so).for_each(|(_, words_of)| words.push_str(words_of));
    words
}

/// The lines that differ, between what begins and what ends alike.
fn difference(expected: &str, played: &str) -> String {
    let (expected, played): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), played.lines().collect());
    let same = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| pairs.take_while(|(a, b)| a == b).count();
    let begin = same(&mut expected.iter().zip(&played));
    let shorter = expected.len().min(played.len()) - begin;
    let end = same(&mut expected.iter().rev().zip(played.iter().rev()).take(shorter));
    let mut shown = format!("  line {}\n", begin + 1);
    for line in &expected[begin..expected.len() - end] {
        writeln!(shown, "- {line}").unwrap();
    }
    for line in &played[begin..played.len() - end] {
        writeln!(shown, "+ {line}").unwrap();
    }
    shown
}

#[test]
fn a_difference_shows_what_was_expected_and_what_was_played() {
    assert_eq!(difference("a\nb\nc\nd", "a\nx\ny\nd"), "  line 2\n- b\n- c\n+ x\n+ y\n");
    assert_eq!(difference("a\na", "a\na\na"), "  line 3\n+ a\n");
}
