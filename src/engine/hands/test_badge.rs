//! The test badge that was asked for at a panel: printed by the badge hand as every badge is, after those of visitors.

use std::error::Error;
use std::sync::Arc;

use super::places::{Places, Try};
use crate::badge::layout::Media;
use crate::domain::{Now, Span};
use crate::engine::badge_face::{Press, test_name};
use crate::engine::core::Vitals;
use crate::engine::printers::TestWords;
use crate::engine::test_print::TestPrint;
use crate::ports::printer::{Form, PrinterFault, Printing};

/// How long a test waits for badges to come out first. Longer than two printers take for one of them; who asks stands
/// before the panel, and where badges wait longer the printers have a trouble that the panel tells.
const TURN_WAIT_MAX: Span = Span::seconds(60);

/// Prints test badges.
pub(super) struct TestBadge {
    words: TestWords,
    press: Arc<Press>,
    vitals: Arc<Vitals>,
    /// Since when one waits for its turn, on the steady clock.
    waits_since: Option<Span>,
}

impl TestBadge {
    pub(super) fn new(words: TestWords, press: Arc<Press>, vitals: Arc<Vitals>) -> Self {
        Self { words, press, vitals, waits_since: None }
    }

    /// Prints the one that was asked for, if one was and it `has_its_turn`.
    pub(super) fn print_if_asked(&mut self, places: &mut Places, has_its_turn: bool, now: Now) {
        if !self.vitals.test.is_under_way() {
            return;
        }
        let since = *self.waits_since.get_or_insert(now.steady);
        let how = if has_its_turn {
            self.print(places, now)
        } else if now.steady.0 - since.0 > TURN_WAIT_MAX.0 {
            tracing::warn!(event = "test-print", "badges wait before it");
            TestPrint::NotPrinted
        } else {
            return;
        };
        tracing::info!(event = "test-print", ?how);
        self.waits_since = None;
        self.vitals.test.end(how);
    }

    /// One try at each printer, until one of them may have printed it.
    fn print(&self, places: &mut Places, now: Now) -> TestPrint {
        let draw = |media: Media, form: Form| {
            let face = self.press.test_face(&self.words, now.wall);
            let drawn = face.and_then(|face| self.press.paper(&face, media, form));
            drawn.map_err(|fault| PrinterFault::new("draw the test badge", fault))
        };
        let name = test_name(now.wall);
        for at in 0..places.count() {
            // It is on no record that could refuse it.
            let tried = places.print(at, Try { name: &name, draw: &draw, hand_over: &mut || Ok(()) });
            let (fault, end) = match tried.printing {
                Printing::Printed => return TestPrint::Printed,
                Printing::Unclear(fault) => (fault, Some(TestPrint::Unclear)),
                Printing::NotPrinted(fault) => (fault, None),
            };
            let error = &fault as &dyn Error;
            tracing::warn!(event = "test-not-printed", printer = at, is_unclear = end.is_some(), error);
            if let Some(end) = end {
                return end;
            }
        }
        TestPrint::NotPrinted
    }
}
