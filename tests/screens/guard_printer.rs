//! The badge printer at the panel: its sheet, the spare one, a roll that runs out; and backups that are not made.

use gatehouse::client::{CoreLink, FromCore, ToCore};
use gatehouse::screens::ui::{GuardApi, GuardDialog, GuardGateDialog};
use gatehouse::wire::{
    BackupLine, GateLook, GuardView, LanguageWord, PrinterLine, PrinterTroubleWord, SirenLook, TestPrintWord,
    Wish,
};
use i_slint_backend_testing::mock_elapsed_time;
use slint::ComponentHandle;

use crate::guard_desk::{self, Desk, NOW};
use crate::stage::{self, in_both_languages};
use crate::words::word;

const DAY_MS: i64 = 86_400_000;

/// A quiet morning with this printer.
pub fn view(printer: PrinterLine) -> GuardView {
    GuardView { printer, ..guard_desk::view() }
}

/// Ready, nothing known of labels.
pub fn ready() -> PrinterLine {
    PrinterLine { well: true, ..PrinterLine::default() }
}

/// No paper in the first one: the spare one prints.
pub fn on_spare() -> PrinterLine {
    PrinterLine {
        trouble: Some(PrinterTroubleWord::PaperOut),
        waiting: 2,
        on_spare: true,
        labels_counted: true,
        labels_left: Some(340),
        ..ready()
    }
}

/// Few labels are left.
pub fn low(left: u32) -> PrinterLine {
    PrinterLine { labels_counted: true, labels_left: Some(left), labels_low: true, ..ready() }
}

fn sees(desk: &Desk, printer: PrinterLine) {
    desk.hear(FromCore::Panel(Box::new(view(printer))));
}

fn is_open(desk: &Desk) -> bool {
    desk.panel.window().global::<GuardApi>().get_gate_dialog() == GuardGateDialog::Printer
}

/// A sentence with one number or word in it.
fn with(language: LanguageWord, english: &str, what: &str) -> String {
    word(language, english).replace("{}", what)
}

/// The trouble of no paper, with what is done meanwhile.
fn no_paper(language: LanguageWord, meanwhile: &str) -> String {
    let sentence = "The badge printer has no paper. Load paper, and it goes on by itself; {}";
    with(language, sentence, &word(language, meanwhile))
}

#[test]
fn the_sheet_is_reached_by_the_chip_the_banner_and_a_key_and_says_how_the_printer_is() {
    in_both_languages(|language| {
        let say = |english: &str| word(language, english);
        let desk = guard_desk::with(language, view(ready()));
        desk.touch(&say("Printer ready"));
        assert!(is_open(&desk));
        assert_eq!(desk.found(&say("Printer ready")).len(), 2, "on the chip and in the sheet");
        assert!(!desk.shows(&say("New roll put in")), "nobody counts the labels");
        desk.touch_top(&say("Back"));
        assert!(!is_open(&desk));
        stage::type_text(desk.panel.window().window(), "p");
        mock_elapsed_time(guard_desk::SETTLED);
        assert!(is_open(&desk));
        desk.touch_top(&say("Back"));
        let trouble = Some(PrinterTroubleWord::PaperOut);
        sees(&desk, PrinterLine { trouble, waiting: 3, ..PrinterLine::default() });
        desk.touch(&say("Badge printer"));
        assert!(is_open(&desk), "by the banner");
        let sentence = no_paper(language, "or give out numbered cards.");
        assert_eq!(desk.found(&sentence).len(), 2, "in the banner and in the sheet");
        assert!(desk.shows(&with(language, "Waiting to be printed: {}", "3")));
        assert!(desk.asked().is_empty(), "looked at, and nothing else");
    });
}

#[test]
fn on_the_spare_printer_the_trouble_of_the_first_stays_and_no_cards_are_given_out() {
    in_both_languages(|language| {
        for well in [true, false] {
            let desk = guard_desk::with(language, view(PrinterLine { well, ..on_spare() }));
            let sentence = no_paper(language, "the spare printer prints meanwhile.");
            assert!(desk.shows(&sentence), "{:#?}", desk.labels());
            desk.touch(&with(language, "{} · spare", &word(language, "No paper")));
            assert_eq!(desk.found(&sentence).len(), 2, "in the sheet, too");
            assert!(desk.shows(&with(language, "Labels left on the roll: {}", "340")));
        }
    });
}

#[test]
fn a_test_badge_is_asked_for_and_the_sheet_stays_to_say_what_became_of_it() {
    in_both_languages(|language| {
        let say = |english: &str| word(language, english);
        let desk = guard_desk::with(language, view(ready()));
        desk.touch(&say("Printer ready"));
        desk.touch(&say("Test print"));
        assert_eq!(desk.wish(), Wish::TestPrint);
        assert!(is_open(&desk), "what was pressed shows in the sheet");
        for (test, sentence) in [
            (TestPrintWord::Printing, "The test badge is printing."),
            (TestPrintWord::Printed, "The test badge is printed: look into the tray."),
            (TestPrintWord::Unclear, "Nobody knows whether the test badge was printed: look into the tray."),
            (TestPrintWord::NotPrinted, "The test badge was not printed."),
        ] {
            sees(&desk, PrinterLine { test: Some(test), ..ready() });
            assert!(desk.shows(&say(sentence)), "{test:?}: {:#?}", desk.labels());
            desk.touch(&say("Test print"));
            let again = desk.asked();
            assert_eq!(again.len(), usize::from(test != TestPrintWord::Printing), "{test:?}: {again:?}");
            for asked in again {
                let ToCore::Wish { ticket, .. } = asked else { panic!("{asked:?}") };
                let refused = guard_desk::problem("not-now", "Not now.", "现在不行。");
                desk.hear(FromCore::Answered { ticket, answer: Err(refused) });
                let title = if language == LanguageWord::Zh { "现在不行。" } else { "Not now." };
                assert!(desk.shows(title), "a refusal is read in the sheet");
            }
        }
        desk.hear(FromCore::Link(CoreLink::Lost));
        assert!(desk.shows(&say("No connection to the gate computer: this is how the printer was before.")));
        desk.touch(&say("Test print"));
        assert!(desk.asked().is_empty());
    });
}

#[test]
fn a_roll_that_runs_out_is_told_before_it_is_empty_and_a_new_one_shows_at_once() {
    in_both_languages(|language| {
        let say = |english: &str| word(language, english);
        let left = |left: &str| with(language, "Labels left: {}", left);
        let desk = guard_desk::with(language, view(low(12)));
        assert!(desk.shows(&left("12")), "{:#?}", desk.labels());
        desk.touch(&left("12"));
        assert!(desk.shows(&with(language, "Labels left: {}. Please have a new roll at hand.", "12")));
        sees(&desk, low(0));
        assert!(desk.shows(&say("No labels left")));
        let put_in = "By the count no label is left. Put in a new roll, and say so below.";
        assert!(desk.shows(&say(put_in)));
        desk.touch(&say("New roll put in"));
        assert_eq!(desk.wish(), Wish::NewRoll);
        sees(&desk, PrinterLine { labels_low: false, ..low(500) });
        assert!(is_open(&desk) && desk.shows(&with(language, "Labels left on the roll: {}", "500")));
        assert!(desk.shows(&say("Printer ready")));
        // Before the first new roll nobody knows how many there are, and it is to be told all the same.
        sees(&desk, PrinterLine { labels_counted: true, ..ready() });
        let unknown = "How many labels are left is not known: they are counted from the next new roll on.";
        assert!(desk.shows(&say(unknown)));
        desk.touch(&say("New roll put in"));
        assert_eq!(desk.wish(), Wish::NewRoll);
    });
}

#[test]
fn a_look_at_the_printer_loses_no_form_and_puts_no_question_of_the_gate_away() {
    let desk = guard_desk::with(LanguageWord::Zh, view(ready()));
    let api = desk.panel.window().global::<GuardApi>();
    desk.touch("更多");
    desk.touch("手工登记访客");
    desk.write("姓名", "赵敏");
    desk.touch("打印机正常");
    assert_eq!((api.get_dialog(), api.get_gate_dialog()), (GuardDialog::ByHand, GuardGateDialog::Printer));
    desk.touch_top("返回");
    assert_eq!((api.get_dialog(), api.get_gate_dialog()), (GuardDialog::ByHand, GuardGateDialog::None));
    assert_eq!(desk.found("姓名")[0].accessible_value().as_deref(), Some("赵敏"));
    desk.touch("人工放行");
    desk.touch("打印机正常");
    assert_eq!(api.get_gate_dialog(), GuardGateDialog::Override);
    desk.touch_top("返回");
    desk.touch("打印机正常");
    desk.touch("人工放行");
    assert_eq!(api.get_gate_dialog(), GuardGateDialog::Override, "the gate comes first");
}

#[test]
fn a_backup_that_is_not_made_is_told_last_of_all_with_when_one_was() {
    in_both_languages(|language| {
        let told = |last: Option<i64>, failed: Option<i64>| {
            let backup = Some(BackupLine { well: false, last, failed });
            GuardView { backup, ..guard_desk::view() }
        };
        let desk = guard_desk::with(language, guard_desk::view());
        let last = Some(NOW - 3 * DAY_MS);
        for (view, sentence) in [
            (told(last, Some(NOW)), "Backup failed: please tell the administrator. Last good one: {}."),
            (told(None, Some(NOW)), "Backup failed: please tell the administrator. None has been made yet."),
            (told(last, None), "No backup for long: please tell the administrator. Last good one: {}."),
            (told(None, None), "No backup has been made yet: please tell the administrator."),
        ] {
            desk.hear(FromCore::Panel(Box::new(view)));
            let sentence = with(language, sentence, "11-20 09:05");
            assert!(desk.shows(&sentence), "{sentence}: {:#?}", desk.labels());
        }
        let mut view = told(None, None);
        let sentence = word(language, "No backup has been made yet: please tell the administrator.");
        view.backup = Some(BackupLine { well: true, last: Some(NOW), failed: None });
        desk.hear(FromCore::Panel(Box::new(view)));
        assert!(!desk.shows(&sentence), "all is well");
        // With more trouble than there is room for, it is the first to give way.
        let mut view = told(None, None);
        (view.gate.look, view.gate.siren, view.printer.well) =
            (GateLook::Lockdown, SirenLook::Sounding, false);
        desk.hear(FromCore::Panel(Box::new(view)));
        assert!(!desk.shows(&sentence));
    });
}
