//! Who is told how a try to print goes.

use std::cell::{Cell, RefCell};

use gatehouse::ports::printer::{NotRecorded, PrintSteps, PrinterTrouble};

/// Does something when the paper is handed over, and when the printer waits for somebody.
pub struct Steps<'a> {
    at_hand_over: &'a dyn Fn() -> Result<(), NotRecorded>,
    at_trouble: &'a dyn Fn(PrinterTrouble),
    pub handed_over: Cell<u32>,
    pub troubles: RefCell<Vec<PrinterTrouble>>,
}

impl<'a> Steps<'a> {
    pub fn new(
        at_hand_over: &'a dyn Fn() -> Result<(), NotRecorded>,
        at_trouble: &'a dyn Fn(PrinterTrouble),
    ) -> Self {
        Self { at_hand_over, at_trouble, handed_over: Cell::new(0), troubles: RefCell::default() }
    }
}

impl PrintSteps for Steps<'_> {
    fn hand_over(&mut self) -> Result<(), NotRecorded> {
        self.handed_over.set(self.handed_over.get() + 1);
        (self.at_hand_over)()
    }

    fn hindered(&mut self, trouble: PrinterTrouble) {
        self.troubles.borrow_mut().push(trouble);
        (self.at_trouble)(trouble);
    }
}
