//! Whoever has keys and no finger comes to everything on both screens, in the order in which it is read.

use std::time::Duration;

use gatehouse::client::FromCore;
use gatehouse::screens::ui::{GuardApi, GuardTab, Tokens};
use gatehouse::wire::{SirenLook, StateWord, StepWord};
use i_slint_backend_testing::mock_elapsed_time;
use slint::ComponentHandle;
use slint::platform::Key;

use crate::focus;
use crate::guard_desk::{self, Desk};
use crate::guard_printer;
use crate::kiosk_pictures::every_screen;
use crate::kiosk_stage::Stage;
use crate::stage::{self, in_both_languages};
use crate::words::word;

fn press(stage: &Stage, key: Key) {
    stage.press(key);
    mock_elapsed_time(Duration::from_millis(1));
    stage::labels(stage.window());
}

#[test]
fn tab_goes_round_on_every_screen_of_the_touchscreen() {
    in_both_languages(|language| {
        every_screen(language, &mut |stage, name| {
            stage::labels(stage.window());
            focus::is_named(stage.window(), name);
            // The warning goes away by any key, and so does a goodbye that was only painted.
            if !["idle", "goodbye"].contains(&name) {
                focus::goes_round(stage.window(), "Dialog", |key| press(stage, key), name);
            }
        });
    });
}

fn press_at(desk: &Desk, key: Key) {
    stage::type_text(desk.panel.window().window(), &String::from(char::from(key)));
    mock_elapsed_time(guard_desk::SETTLED);
}

/// Round on what the panel shows, or on the topmost sheet.
fn round_at(desk: &Desk, name: &str) {
    focus::is_named(desk.panel.window(), name);
    focus::goes_round(desk.panel.window(), "Sheet", |key| press_at(desk, key), name);
}

#[test]
fn tab_goes_round_on_the_pages_of_the_panel() {
    in_both_languages(|language| {
        let mut view = guard_desk::busy_view();
        // As many as are seen: a list makes the rows that are not only when it is scrolled.
        view.alarms.truncate(2);
        let desk = guard_desk::with(language, view.clone());
        round_at(&desk, "queue");
        // The visitors are gone through by Up and Down.
        press_at(&desk, Key::DownArrow);
        round_at(&desk, "queue, with a card");
        let api = desk.panel.window().global::<GuardApi>();
        let tabs = [
            GuardTab::Expected,
            GuardTab::OnSite,
            GuardTab::Badges,
            GuardTab::RollCall,
            GuardTab::Incidents,
            GuardTab::More,
            GuardTab::Handover,
            GuardTab::Owed,
            GuardTab::Today,
            GuardTab::Keys,
        ];
        // Alarms stand at the right of every page and are read with it; where the page is a list, they come first.
        view.alarms.clear();
        desk.hear(FromCore::Panel(Box::new(view)));
        for tab in tabs {
            api.invoke_show_tab(tab);
            mock_elapsed_time(guard_desk::SETTLED);
            round_at(&desk, &format!("{tab:?}"));
        }
    });
}

/// Where large words have what is chosen scrolled, Tab comes to it all the same.
#[test]
fn tab_comes_to_what_large_words_have_scrolled() {
    in_both_languages(|language| {
        let desk = guard_desk::with(language, guard_desk::busy_view());
        desk.panel.window().global::<Tokens>().set_type_asked(2.0);
        press_at(&desk, Key::DownArrow);
        let reaches = |labels: &[&str], name| {
            let labels: Vec<String> = labels.iter().map(|english| word(language, english)).collect();
            focus::reaches(desk.panel.window(), "Sheet", |key| press_at(&desk, key), &labels, name);
        };
        reaches(&["Call host", "Correct the slip", "Change class", "Refuse", "Incident", "More"], "a card");
        desk.hear(FromCore::Panel(Box::new(guard_desk::incident_view())));
        desk.panel.window().global::<GuardApi>().invoke_show_tab(GuardTab::Incidents);
        mock_elapsed_time(guard_desk::SETTLED);
        reaches(
            &["Asked to leave", "Forces entry", "Note", "Resume entry", "Close with a report"],
            "an incident",
        );
    });
}

#[test]
fn tab_goes_round_where_a_guard_signs_in() {
    in_both_languages(|language| {
        let desk = guard_desk::signed_out(language, 1280, 800);
        press_at(&desk, Key::Tab);
        round_at(&desk, "sign-in");
    });
}

#[test]
fn tab_stays_in_the_sheet_that_is_open() {
    let steps = [
        StepWord::CheckMark,
        StepWord::ConfirmClass,
        StepWord::SeeDocument,
        StepWord::CallHost,
        StepWord::SetHost,
        StepWord::CallAdministration,
        StepWord::WaitForSlip,
        StepWord::IsItInTheTray,
        StepWord::SignOff,
    ];
    in_both_languages(move |language| {
        for step in steps {
            let mut view = guard_desk::view();
            let mut card = guard_desk::card(7, "欧阳娜娜", StateWord::AwaitingIdentity, step);
            card.compare = vec![guard_desk::listed()];
            view.queue.push(card);
            let desk = guard_desk::with(language, view);
            press_at(&desk, Key::DownArrow);
            desk.panel.window().global::<GuardApi>().invoke_press(step.into());
            mock_elapsed_time(guard_desk::SETTLED);
            round_at(&desk, &format!("{step:?}"));
            // The gate is asked for on top of it.
            press_at(&desk, Key::F12);
            round_at(&desk, "override");
        }
    });
}

#[test]
fn tab_stays_in_the_sheets_of_siren_and_printer() {
    in_both_languages(|language| {
        let mut view = guard_printer::view(guard_printer::on_spare());
        view.gate.siren = SirenLook::Quiet;
        let desk = guard_desk::with(language, view);
        round_at(&desk, "with a siren, on the spare printer");
        press_at(&desk, Key::F8);
        round_at(&desk, "siren");
        press_at(&desk, Key::Escape);
        stage::type_text(desk.panel.window().window(), "p");
        mock_elapsed_time(guard_desk::SETTLED);
        round_at(&desk, "printer");
    });
}
